"""``leitstand pipelines run``."""

import argparse
import os
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from leitstand.deploy.command import Command, Exit, UserError, print_json

if TYPE_CHECKING:
    from leitstand.deploy.settings import Home
    from leitstand.pipelines.periods import Span
    from leitstand.pipelines.running import RunReport


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.add_argument("--days", default="", help="A..B, both included; default: all that live")
    parser.add_argument("--data", type=Path, default=Path("data"), help="data directory")
    parser.add_argument("--json", action="store_true", help="one JSON object, for machines")


def run(arguments: argparse.Namespace) -> int:
    """Build, publish, print."""
    from dataclasses import asdict

    from leitstand.deploy.settings import Home

    span = parse_days(arguments.days) if arguments.days else None
    report = run_pipelines(Home(arguments.data), span)
    if arguments.json:
        print_json(asdict(report))
    else:
        sys.stdout.write(_as_text(report))
    return Exit.OK if report.success and not report.failed_checks else Exit.NEGATIVE


def run_pipelines(home: "Home", span: "Span | None" = None) -> "RunReport":
    """Run for some days of an installation, or for all that live. Raises UserError."""
    from clickhouse_connect.driver.exceptions import OperationalError

    from leitstand.deploy.clickhouse import Account, dsn
    from leitstand.deploy.dagster_home import environment
    from leitstand.pipelines.warehouse import Warehouse

    settings = home.load()
    os.environ.update(environment(home, settings))
    try:
        warehouse = Warehouse.connect(dsn(home, settings, Account.PIPELINES), settings.tenant)
        warehouse.now()
    except OperationalError:
        problem = f"ClickHouse does not answer at {settings.clickhouse_url}"
        raise UserError(problem, "start it with: leitstand up", Exit.UNAVAILABLE) from None
    # Imported last: it takes seconds, which a mistake above should not cost.
    import dagster as dg

    from leitstand.pipelines.running import default_span, remember, run_days

    days = span or default_span(warehouse)
    report = run_days(days)
    if report.success:
        with dg.DagsterInstance.get() as instance:
            remember(report, days, instance)
    return report


def parse_days(text: str) -> "Span":
    """Return the days of ``A..B`` or of a single day. Raises UserError."""
    from leitstand.pipelines.periods import Span

    first, _, last = text.partition("..")
    try:
        span = Span(first=date.fromisoformat(first), last=date.fromisoformat(last or first))
    except ValueError:
        problem = "--days does not hold two dates"
        raise UserError(problem, "write it as 2026-10-01..2026-10-31") from None
    if span.last < span.first:
        problem = "--days ends before it begins"
        raise UserError(problem, "write the earlier day first")
    return span


def _as_text(report: "RunReport") -> str:
    lines = [f"{name}: {rows} rows" for name, rows in report.rows.items()]
    lines += [f"check failed: {name}" for name in report.failed_checks]
    lines.append(f"{'done' if report.success else 'FAILED'} in {report.seconds} s")
    return "\n".join(lines) + "\n"


COMMAND = Command(
    name="pipelines run",
    summary="Build days and publish their quarters, now and in this process.",
    description="""\
Computes the working tables of a range of days, publishes the quarters they belong to and runs the
quality checks, without waiting for the night: after an import, or to see figures at once. Running it
again changes nothing.

  leitstand pipelines run --days 2026-10-01..2026-10-31

Exit code 1 when a step or a check failed.""",
    configure=configure,
    run=run,
)
