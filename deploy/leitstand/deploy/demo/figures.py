"""Publishes the town's figures and checks them against a recomputation."""

from datetime import timedelta

from leitstand.deploy.command import Exit, UserError
from leitstand.deploy.commands.pipelines_run import run_pipelines
from leitstand.deploy.commands.pipelines_verify import verify_published
from leitstand.deploy.demo.town import HISTORY_DAYS, Town
from leitstand.deploy.settings import Home
from leitstand.pipelines.periods import Span


def publish_and_verify(home: Home, town: Town) -> bool:
    """Build every day of the town's story, publish, and say whether the figures verify.

    Raises UserError when a step or a quality check failed.
    """
    span = Span(first=town.today - timedelta(days=HISTORY_DAYS), last=town.today)
    report = run_pipelines(home, span)
    if not report.success or report.failed_checks:
        failed = ", ".join(report.failed_checks) or "a step"
        problem = f"the pipelines failed: {failed}"
        raise UserError(problem, "run `leitstand pipelines run` on this directory", Exit.NEGATIVE)
    return verify_published(home).agrees
