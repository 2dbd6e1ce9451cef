"""Runs the pipelines for a range of days in this process, without the daemon."""

# pyright: basic
# Dagster's instance carries incomplete types.

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import dagster as dg

from leitstand.pipelines.code_location import defs
from leitstand.pipelines.defs.automation import everything
from leitstand.pipelines.defs.days import range_tags
from leitstand.pipelines.periods import ASSESSMENTS_LIVE_DAYS, Span
from leitstand.pipelines.rules import house_rules
from leitstand.pipelines.warehouse import Warehouse


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """What one run did."""

    success: bool
    rows: Mapping[str, int]
    """Rows written, by asset."""
    failed_checks: Sequence[str]
    seconds: float


def run_days(span: Span) -> RunReport:
    """Build the days and publish their quarters, in one run.

    Reads its addresses from the environment, as every run does. Steps that raise make ``success``
    false; what they raised goes to standard error. The run's hundreds of events are kept in memory
    only: SQLite would take longer for them than ClickHouse for the work. See :func:`remember`.
    """
    began = time.monotonic()
    with dg.DagsterInstance.ephemeral(settings=_QUIET) as instance:
        outcome = defs.resolve_job_def(everything.name).execute_in_process(
            instance=instance, tags=range_tags(span), raise_on_error=False
        )
        checks = outcome.get_asset_check_evaluations()
    return RunReport(
        success=outcome.success,
        rows={name: _rows(outcome, name) for name in _ASSETS},
        failed_checks=sorted(
            f"{check.asset_key.to_user_string()}.{check.check_name}"
            for check in checks
            if not check.passed
        ),
        seconds=round(time.monotonic() - began, 2),
    )


def remember(report: RunReport, span: Span, instance: dg.DagsterInstance) -> None:
    """Tell an installation's Dagster about the newest day of a run: its pages and freshness."""
    for name, rows in report.rows.items():
        partition = span.last.isoformat() if name in _DAILY else None
        instance.report_runless_asset_event(
            dg.AssetMaterialization(asset_key=name, partition=partition, metadata={"rows": rows})
        )


def default_span(warehouse: Warehouse) -> Span:
    """Return all days that can be built: from the oldest whose assessments live, to today."""
    now = warehouse.now()
    today = house_rules(warehouse, now.date(), now).day_of(now)
    return Span(first=today - timedelta(days=ASSESSMENTS_LIVE_DAYS), last=today)


_QUIET = {"python_logs": {"python_log_level": "WARNING"}, "telemetry": {"enabled": False}}
_DAILY = frozenset({"usage_daily", "findings_daily", "training_coverage", "published_usage"})
_ASSETS = (
    "usage_daily",
    "findings_daily",
    "training_coverage",
    "published_register",
    "published_usage",
    "published_repetition",
)


def _rows(outcome: dg.ExecuteInProcessResult, asset: str) -> int:
    """Return the rows of an asset; with several partitions each event tells the same number."""
    for event in outcome.asset_materializations_for_node(asset):
        found = event.metadata.get("rows")
        if found is not None and isinstance(found.value, int):
            return found.value
    return 0
