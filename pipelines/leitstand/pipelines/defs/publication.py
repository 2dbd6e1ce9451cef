"""What everybody else may see, as assets."""

import dagster as dg

from leitstand.pipelines.defs.aggregates import findings_daily, training_coverage, usage_daily
from leitstand.pipelines.defs.days import ALL_AT_ONCE, DAYS, span_of
from leitstand.pipelines.defs.resources import Tables
from leitstand.pipelines.publishing import (
    publish_quarter,
    publish_register,
    publishable_quarters,
)
from leitstand.pipelines.repetition import publish_repetition


@dg.asset(group_name="published")
def published_register(context: dg.AssetExecutionContext, tables: Tables) -> None:
    """Publish departments, applications and rollout stages as they are now.

    The first step of every run, so it also clears away what killed runs left behind.
    """
    warehouse = tables.open()
    warehouse.drop_left_over()
    context.add_output_metadata({"rows": publish_register(warehouse)})


@dg.asset(
    partitions_def=DAYS,
    backfill_policy=ALL_AT_ONCE,
    group_name="published",
    deps=[usage_daily, findings_daily, training_coverage, published_register],
)
def published_usage(context: dg.AssetExecutionContext, tables: Tables) -> None:
    """Publish the quarters that the days belong to: their months, and themselves, at once."""
    warehouse = tables.open()
    quarters = publishable_quarters(warehouse, span_of(context))
    rows = sum(publish_quarter(warehouse, quarter) for quarter in quarters)
    context.add_output_metadata({"rows": rows, "quarters": len(quarters)})


@dg.asset(group_name="published")
def published_repetition(context: dg.AssetExecutionContext, tables: Tables) -> None:
    """Tell what recurs with many people, where policy and agreement allow counting it at all."""
    context.add_output_metadata({"rows": publish_repetition(tables.open())})


DEFINITIONS = dg.Definitions(assets=[published_register, published_usage, published_repetition])
