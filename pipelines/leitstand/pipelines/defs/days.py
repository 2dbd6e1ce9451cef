"""Partitions: one per day of use, today included."""

from datetime import date

import dagster as dg

from leitstand.pipelines.periods import Span

ZONE = "Europe/Berlin"
DAYS = dg.DailyPartitionsDefinition(start_date="2025-01-01", timezone=ZONE, end_offset=1)
"""Only names: which moments belong to a day was decided when they were assessed."""
ALL_AT_ONCE = dg.BackfillPolicy.single_run()
"""Ninety days in one run take seconds; in ninety runs a quarter of an hour."""

RANGE_START = "dagster/asset_partition_range_start"
RANGE_END = "dagster/asset_partition_range_end"


def span_of(context: dg.AssetExecutionContext) -> Span:
    """Return the days that a run was asked for."""
    keys = context.partition_key_range
    return Span(first=date.fromisoformat(keys.start), last=date.fromisoformat(keys.end))


def range_tags(span: Span) -> dict[str, str]:
    """Return the tags that ask for a range of days in one run."""
    return {RANGE_START: span.first.isoformat(), RANGE_END: span.last.isoformat()}
