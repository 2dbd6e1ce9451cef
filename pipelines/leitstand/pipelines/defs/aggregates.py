"""The working tables as assets: one partition per day, a range in one run."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

import dagster as dg

from leitstand.pipelines import building
from leitstand.pipelines.defs.days import ALL_AT_ONCE, DAYS, span_of
from leitstand.pipelines.defs.resources import Tables, rebuildable_of
from leitstand.pipelines.periods import Span
from leitstand.pipelines.warehouse import Warehouse

_Build = Callable[[Warehouse, Span, ZoneInfo], int]


@dg.asset(partitions_def=DAYS, backfill_policy=ALL_AT_ONCE, group_name="aggregates")
def usage_daily(context: dg.AssetExecutionContext, tables: Tables) -> None:
    """Count use per day, department, application and kind of use."""
    _build(context, tables, building.build_usage)


@dg.asset(partitions_def=DAYS, backfill_policy=ALL_AT_ONCE, group_name="aggregates")
def findings_daily(context: dg.AssetExecutionContext, tables: Tables) -> None:
    """Count findings per day, department, application and rule."""
    _build(context, tables, building.build_findings)


@dg.asset(partitions_def=DAYS, backfill_policy=ALL_AT_ONCE, group_name="aggregates")
def training_coverage(context: dg.AssetExecutionContext, tables: Tables) -> None:
    """Count certificates per day, department and application."""
    _build(context, tables, building.build_training)


def _build(context: dg.AssetExecutionContext, tables: Tables, build: _Build) -> None:
    warehouse = tables.open()
    asked = span_of(context)
    span, zone = rebuildable_of(warehouse, asked)
    rows = build(warehouse, span, zone) if span else 0
    built = len(span.days) if span else 0
    context.add_output_metadata(
        {"rows": rows, "days": built, "days_too_old": len(asked.days) - built}
    )


DEFINITIONS = dg.Definitions(assets=[usage_daily, findings_daily, training_coverage])
