"""When things run: every night, every hour, and when something came in late."""

# pyright: basic
# Dagster's schedule, sensor and job decorators carry incomplete types.

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import dagster as dg

from leitstand.pipelines import building
from leitstand.pipelines.defs.aggregates import findings_daily, training_coverage, usage_daily
from leitstand.pipelines.defs.days import ZONE, range_tags
from leitstand.pipelines.defs.publication import (
    published_register,
    published_repetition,
    published_usage,
)
from leitstand.pipelines.defs.resources import Tables
from leitstand.pipelines.periods import Span, rebuildable
from leitstand.pipelines.rules import house_rules
from leitstand.pipelines.warehouse import Warehouse

LOOK_EVERY_S = 30

_NIGHTLY_DAYS = 3
"""Yesterday, and two days before it: what came in late and was not seen."""
_ASK_AGAIN_S = 300
"""A run that failed, or came too early, is asked for again after this time."""

everything = dg.define_asset_job(
    "everything",
    selection=dg.AssetSelection.assets(
        usage_daily,
        findings_daily,
        training_coverage,
        published_register,
        published_usage,
        published_repetition,
    ),
    description="Build days and publish the quarters they belong to.",
)
publish = dg.define_asset_job(
    "publish",
    selection=dg.AssetSelection.assets(published_register, published_usage, published_repetition),
    description="Publish from what is built.",
)


@dg.schedule(
    job=everything,
    cron_schedule="15 2 * * *",
    execution_timezone=ZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
def nightly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Build the last days and publish, as of today."""
    today = _day(context.scheduled_execution_time)
    first = today - timedelta(days=_NIGHTLY_DAYS)
    return dg.RunRequest(run_key=f"nightly-{today}", tags=range_tags(Span(first=first, last=today)))


@dg.schedule(
    job=publish,
    cron_schedule="5 * * * *",
    execution_timezone=ZONE,
    default_status=dg.DefaultScheduleStatus.RUNNING,
)
def hourly(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Publish the running month and quarter anew, as provisional figures to the end of yesterday."""
    moment = context.scheduled_execution_time
    today = _day(moment)
    yesterday = today - timedelta(days=1)
    return dg.RunRequest(
        run_key=f"hourly-{moment.isoformat()}",
        tags=range_tags(Span(first=yesterday, last=today)),
    )


@dg.sensor(
    jobs=[everything],
    minimum_interval_seconds=LOOK_EVERY_S,
    default_status=dg.DefaultSensorStatus.RUNNING,
)
def late_events(tables: Tables) -> dg.SensorResult:
    """Rebuild today at once, and a past day that received late events when it has become quiet.

    Today is built here, in the process that has everything loaded already: three queries. A run of
    its own would cost a core some seconds, each half minute, for nothing.
    """
    warehouse = tables.open()
    now = warehouse.now()
    rules = house_rules(warehouse, now.date(), now)
    today = rules.day_of(now)
    span = rebuildable(Span(first=today - timedelta(days=100), last=today), today)
    stale: Sequence[building.StaleDay] = building.stale_days(warehouse, span) if span else ()
    is_stale = any(found.day == today for found in stale)
    events = _build_today(warehouse, today, rules.zone) if is_stale else ()
    due = sorted(found.day for found in stale if found.due and found.day != today)
    return dg.SensorResult(
        run_requests=[_rebuild(span, now) for span in contiguous(due)], asset_events=events
    )


def _build_today(
    warehouse: Warehouse, today: date, zone: ZoneInfo
) -> Sequence[dg.AssetMaterialization]:
    span = Span(first=today, last=today)
    builds = {
        building.USAGE_DAILY: building.build_usage,
        building.FINDINGS_DAILY: building.build_findings,
        building.TRAINING_COVERAGE: building.build_training,
    }
    return [
        dg.AssetMaterialization(
            asset_key=table,
            partition=today.isoformat(),
            metadata={"rows": build(warehouse, span, zone)},
        )
        for table, build in builds.items()
    ]


def _rebuild(span: Span, now: datetime) -> dg.RunRequest:
    """Ask for a run; the same days ask for the same run until a while has passed."""
    attempt = int(now.timestamp()) // _ASK_AGAIN_S
    key = f"late-{span.first}-{span.last}-{attempt}"
    return dg.RunRequest(run_key=key, job_name=everything.name, tags=range_tags(span))


def contiguous(days: list[date]) -> list[Span]:
    """Join sorted days that follow one another, so that each stretch is one run."""
    spans: list[Span] = []
    for day in days:
        if spans and spans[-1].last + timedelta(days=1) == day:
            spans[-1] = Span(first=spans[-1].first, last=day)
        else:
            spans.append(Span(first=day, last=day))
    return spans


def _day(moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(ZONE)).date()


DEFINITIONS = dg.Definitions(
    jobs=[everything, publish],
    schedules=[nightly, hourly],
    sensors=[late_events],
)
