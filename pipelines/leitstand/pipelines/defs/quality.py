"""Quality checks and freshness, as asset checks."""

from datetime import timedelta

import dagster as dg

from leitstand.pipelines.defs.aggregates import training_coverage, usage_daily
from leitstand.pipelines.defs.days import ZONE
from leitstand.pipelines.defs.publication import published_usage
from leitstand.pipelines.defs.resources import Tables
from leitstand.pipelines.periods import ASSESSMENTS_LIVE_DAYS, Span
from leitstand.pipelines.quality.checks import CHECKS, Check, run
from leitstand.pipelines.rules import house_rules

_FRESH_BY = "0 6 * * *"
"""By six in the morning the day before has to be there."""


def _as_asset_check(check: Check) -> dg.AssetChecksDefinition:
    @dg.asset_check(asset=check.table, name=check.name, description=check.description)
    def evaluate(tables: Tables) -> dg.AssetCheckResult:
        warehouse = tables.open()
        now = warehouse.now()
        today = house_rules(warehouse, now.date(), now).day_of(now)
        span = Span(first=today - timedelta(days=ASSESSMENTS_LIVE_DAYS), last=today)
        rows, found = run(check, warehouse, span)
        return dg.AssetCheckResult(
            passed=not found,
            metadata={
                "rows": rows,
                "failures": [f"{f.expectation}: {f.columns} ({f.unexpected})" for f in found],
            },
        )

    return evaluate


DEFINITIONS = dg.Definitions(
    asset_checks=[
        *(_as_asset_check(check) for check in CHECKS),
        *dg.build_time_partition_freshness_checks(
            assets=[usage_daily, training_coverage, published_usage],
            deadline_cron=_FRESH_BY,
            timezone=ZONE,
        ),
    ]
)
