"""Computes the working tables for a range of days; running it again changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from leitstand.pipelines import sql
from leitstand.pipelines.periods import Span
from leitstand.pipelines.warehouse import Warehouse

USAGE_DAILY = "usage_daily"
FINDINGS_DAILY = "findings_daily"
TRAINING_COVERAGE = "training_coverage"
_BUILT = ("tenant", "usage_day", "interactions", "data_until", "computed_at")
_PACKAGE = "leitstand.pipelines.aggregates"

QUIET_S = 60
"""A past day waits until no event came for so long: one rebuild for a burst, not one per event."""
PATIENCE_S = 600
"""But not longer than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaleDay:
    """A day with assessments that its aggregates do not count yet."""

    day: date
    newest: datetime
    due: bool
    """Whether it has been quiet for long enough, or has waited for too long."""


def build_usage(warehouse: Warehouse, span: Span, zone: ZoneInfo) -> int:
    """Replace the days in ``usage_daily`` and note that they were built; return the rows."""
    computed_at = warehouse.now()
    rows = _build(warehouse, USAGE_DAILY, span, zone, computed_at)
    noted = warehouse.rows(_query("usage_daily_built"), _parameters(span, zone, computed_at))
    warehouse.insert(
        "usage_daily_built", _BUILT, [[row[column] for column in _BUILT] for row in noted]
    )
    return rows


def build_findings(warehouse: Warehouse, span: Span, zone: ZoneInfo) -> int:
    """Replace the days in ``findings_daily``; return the rows."""
    return _build(warehouse, FINDINGS_DAILY, span, zone, warehouse.now())


def build_training(warehouse: Warehouse, span: Span, zone: ZoneInfo) -> int:
    """Replace the days in ``training_coverage``; return the rows."""
    return _build(warehouse, TRAINING_COVERAGE, span, zone, warehouse.now())


def stale_days(warehouse: Warehouse, span: Span) -> Sequence[StaleDay]:
    """Return the days of ``span`` that have to be built (again), oldest first."""
    rows = warehouse.rows(
        _query("stale_days"),
        {"first": span.first, "last": span.last, "quiet_s": QUIET_S, "patience_s": PATIENCE_S},
    )
    return [
        StaleDay(day=row["usage_day"], newest=row["newest"], due=bool(row["due"])) for row in rows
    ]


def first_use(warehouse: Warehouse) -> date | None:
    """Return the first day on which anything was ever counted."""
    (row,) = warehouse.rows(
        """SELECT minOrNull(usage_day) AS first FROM usage_daily_built
        WHERE tenant = {tenant:String} AND interactions > 0"""
    )
    found: date | None = row["first"]
    return found


def _build(
    warehouse: Warehouse, table: str, span: Span, zone: ZoneInfo, computed_at: datetime
) -> int:
    return warehouse.replace_from_select(
        table,
        [(warehouse.tenant, day) for day in span.days],
        _query(table),
        _parameters(span, zone, computed_at),
    )


def _query(name: str) -> str:
    return sql.load(_PACKAGE, f"{name}.sql")


def _parameters(span: Span, zone: ZoneInfo, computed_at: datetime) -> dict[str, object]:
    return {"first": span.first, "last": span.last, "zone": zone.key, "computed_at": computed_at}
