"""Is what is published what would be published now? Computed again, from the assessments.

The working tables are computed again too, beside the real ones, so that a wrong one shows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from leitstand.pipelines import building
from leitstand.pipelines.disclosure.cells import Key
from leitstand.pipelines.periods import ASSESSMENTS_LIVE_DAYS, Span, quarters_of
from leitstand.pipelines.publishing import compute
from leitstand.pipelines.rules import house_rules
from leitstand.pipelines.warehouse import Warehouse
from leitstand.schemas.vocabulary import Period

Shown = tuple[float | None, str]
"""What a reader sees of a cell: value and disclosure."""

_WORKING_TABLES = ("usage_daily", "usage_daily_built", "findings_daily", "training_coverage")
_PUBLISHED = """
SELECT period, period_start, department, measure, dimension, value, disclosure
FROM published_usage
WHERE tenant = {tenant:String} AND period_start BETWEEN {first:Date} AND {last:Date}
"""
_SAME = 1e-9
"""Sums of floats in another order may differ in the last digit, never in what is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One cell that is not as it should be."""

    key: Key
    published: Shown | None
    """``None`` = there is no such cell."""
    computed: Shown | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """What was compared, and what differs."""

    quarters: Sequence[date]
    cells: int
    differences: Sequence[Difference]
    stale_days: Sequence[date]
    """Days with assessments that are not counted yet: they explain differences."""

    @property
    def agrees(self) -> bool:
        """Whether everything published is as computed."""
        return not self.differences


def verify(warehouse: Warehouse) -> Verification:
    """Compare all quarters whose assessments are all still there."""
    now = warehouse.now()
    today = house_rules(warehouse, now.date(), now).day_of(now)
    span = Span(first=today - timedelta(days=ASSESSMENTS_LIVE_DAYS), last=today)
    quarters = quarters_of(span, span.first, building.first_use(warehouse))
    computed = _computed(warehouse, span, quarters)
    published = _published(warehouse, quarters)
    return Verification(
        quarters=quarters,
        cells=len(computed),
        differences=_differences(published, computed),
        stale_days=[found.day for found in building.stale_days(warehouse, span)],
    )


def _computed(warehouse: Warehouse, span: Span, quarters: Sequence[date]) -> Mapping[Key, Shown]:
    now = warehouse.now()
    zone = house_rules(warehouse, span.first, now).zone
    with warehouse.aside(_WORKING_TABLES) as beside:
        building.build_usage(beside, span, zone)
        building.build_findings(beside, span, zone)
        building.build_training(beside, span, zone)
        publications = [compute(beside, quarter, now) for quarter in quarters]
    return {
        cell.key: (publication.value(cell), publication.decision[cell.key].value)
        for publication in publications
        for cell in publication.cells
    }


def _published(warehouse: Warehouse, quarters: Sequence[date]) -> Mapping[Key, Shown]:
    rows = [
        row
        for start in quarters
        for row in warehouse.rows(_PUBLISHED, {"first": start, "last": start + timedelta(days=80)})
    ]
    return {
        Key(
            Period(row["period"]),
            row["period_start"],
            row["department"],
            row["measure"],
            row["dimension"],
        ): (row["value"], row["disclosure"])
        for row in rows
    }


def _differences(published: Mapping[Key, Shown], computed: Mapping[Key, Shown]) -> list[Difference]:
    return [
        Difference(key=key, published=published.get(key), computed=computed.get(key))
        for key in sorted(published.keys() | computed.keys())
        if not _same(published.get(key), computed.get(key))
    ]


def _same(one: Shown | None, other: Shown | None) -> bool:
    if one is None or other is None:
        return one == other
    if one[0] is None or other[0] is None:
        return one == other
    return one[1] == other[1] and abs(one[0] - other[0]) <= _SAME * max(1.0, abs(one[0]))
