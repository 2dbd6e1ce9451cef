"""Publishes a quarter: measures of its months and of itself, after disclosure control, at once.

The months and the quarter are decided together, because a reader has them together.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from leitstand.pipelines import sql
from leitstand.pipelines.building import first_use
from leitstand.pipelines.disclosure.cells import WHOLE_TOWN, Cell, Dimensions, Key
from leitstand.pipelines.disclosure.control import Decision, protect
from leitstand.pipelines.measures.catalogue import Measure, dependences, measures
from leitstand.pipelines.periods import (
    AGGREGATES_LIVE_DAYS,
    PublishedPeriod,
    Span,
    periods_of,
    quarters_of,
)
from leitstand.pipelines.rules import house_rules
from leitstand.pipelines.warehouse import Warehouse
from leitstand.schemas.vocabulary import Disclosure, Period

PUBLISHED_USAGE = "published_usage"
REGISTER_TABLES = ("published_departments", "published_applications", "published_rollout")
_REGISTER_PACKAGE = "leitstand.pipelines.register_tables"
_COLUMNS = (
    "tenant",
    "period",
    "period_start",
    "department",
    "measure",
    "dimension",
    "value",
    "disclosure",
    "provisional",
    "data_until",
    "computed_at",
    "minimum_group",
)

_EARLIER = """
SELECT period, period_start, department, measure, dimension, disclosure
FROM published_usage
WHERE tenant = {tenant:String} AND NOT provisional
  AND period_start BETWEEN {first:Date} AND {last:Date}
"""
_DATA_UNTIL = """
SELECT max(data_until) AS data_until
FROM usage_daily
WHERE tenant = {tenant:String} AND usage_day BETWEEN {first:Date} AND {last:Date}
"""
_DEPARTMENTS = "SELECT department FROM published_departments WHERE tenant = {tenant:String}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """What is to be published of one quarter."""

    quarter: date
    periods: Sequence[PublishedPeriod]
    cells: Sequence[Cell]
    decision: Decision
    minimum_group: int

    def value(self, cell: Cell) -> float | None:
        """Return what may be seen of a cell."""
        return cell.value if self.decision[cell.key] is Disclosure.SHOWN else None


def publish_register(warehouse: Warehouse) -> int:
    """Replace what is published of the register; return the rows."""
    now = warehouse.now()
    return sum(
        warehouse.replace_from_select(
            table,
            [(warehouse.tenant,)],
            sql.load(_REGISTER_PACKAGE, f"{table}.sql"),
            {"computed_at": now},
        )
        for table in REGISTER_TABLES
    )


def publishable_quarters(warehouse: Warehouse, span: Span) -> list[date]:
    """Return the quarters of some days that may be published anew: all their aggregates live."""
    now = warehouse.now()
    today = house_rules(warehouse, span.first, now).day_of(now)
    oldest = today - timedelta(days=AGGREGATES_LIVE_DAYS)
    return quarters_of(span, oldest, first_use(warehouse))


def publish_quarter(warehouse: Warehouse, quarter: date) -> int:
    """Replace what is published of a quarter; return the rows.

    Raises CannotProtectError rather than publish what tells too much.
    """
    now = warehouse.now()
    publication = compute(warehouse, quarter, now)
    until = {p: _data_until(warehouse, p) for p in publication.periods}
    rows = [
        _row(warehouse.tenant, publication, period, cell, until[period], now)
        for period in publication.periods
        for cell in publication.cells
        if (cell.key.period, cell.key.start) == (period.period, period.start)
    ]
    return warehouse.replace(
        PUBLISHED_USAGE,
        [(warehouse.tenant, p.period.value, p.start) for p in publication.periods],
        lambda staging: warehouse.insert(staging, _COLUMNS, rows) if rows else None,
    )


def compute(warehouse: Warehouse, quarter: date, now: datetime) -> Publication:
    """Compute what is to be published; reads the aggregates, writes nothing."""
    rules = house_rules(warehouse, quarter, now)
    periods = periods_of(quarter, rules.day_of(now))
    cells = collect(warehouse, periods)
    decision = protect(cells, dependences(), rules.minimum_group, _earlier(warehouse, quarter))
    return Publication(
        quarter=quarter,
        periods=periods,
        cells=cells,
        decision=decision,
        minimum_group=rules.minimum_group,
    )


def collect(warehouse: Warehouse, periods: Iterable[PublishedPeriod]) -> list[Cell]:
    """Return every cell of the periods, before disclosure control."""
    departments = {row["department"] for row in warehouse.rows(_DEPARTMENTS)}
    found = {
        measure.name: {period: _measured(warehouse, measure, period) for period in periods}
        for measure in measures().values()
    }
    for by_period in found.values():
        departments.update(key.department for cells in by_period.values() for key in cells)
    departments.add(WHOLE_TOWN)
    return [
        cell
        for name, by_period in found.items()
        for cell in _completed(measures()[name], by_period, departments)
    ]


def _measured(
    warehouse: Warehouse, measure: Measure, period: PublishedPeriod
) -> Mapping[Key, Cell]:
    rows = warehouse.rows(measure.query, {"first": period.start, "last": period.last_whole_day})
    cells = (
        Cell(
            key=Key(period.period, period.start, row["unit"], measure.name, row["dimension"]),
            value=None if row["value"] is None else float(row["value"]),
            people=row["people"],
            others=row["others"] or None,
        )
        for row in rows
    )
    return {cell.key: cell for cell in cells}


def _completed(
    measure: Measure,
    by_period: Mapping[PublishedPeriod, Mapping[Key, Cell]],
    departments: Collection[str],
) -> Iterable[Cell]:
    """Yield a cell for every department, so that a page can say why it shows nothing.

    A measure without a single row in a period has no data: that is not zero.
    """
    plain = {""} if measure.dependence.dimensions is Dimensions.NONE else set[str]()
    dimensions = plain | {key.dimension for cells in by_period.values() for key in cells}
    for period, cells in by_period.items():
        absent = 0.0 if measure.zero_where_absent and cells else None
        for department in sorted(departments):
            for dimension in sorted(dimensions):
                key = Key(period.period, period.start, department, measure.name, dimension)
                people = None if measure.dependence.derived else 0
                yield cells.get(key) or Cell(key=key, value=absent, people=people)


def _earlier(warehouse: Warehouse, quarter: date) -> Decision:
    """Return what was decided about periods of the quarter that were over by then."""
    rows = warehouse.rows(_EARLIER, {"first": quarter, "last": quarter + timedelta(days=80)})
    return {
        Key(
            Period(row["period"]),
            row["period_start"],
            row["department"],
            row["measure"],
            row["dimension"],
        ): Disclosure(row["disclosure"])
        for row in rows
    }


def _data_until(warehouse: Warehouse, period: PublishedPeriod) -> datetime | None:
    (row,) = warehouse.rows(_DATA_UNTIL, {"first": period.start, "last": period.last_whole_day})
    found: datetime = row["data_until"]
    return found if found.year > 1970 else None


def _row(
    tenant: str,
    publication: Publication,
    period: PublishedPeriod,
    cell: Cell,
    data_until: datetime | None,
    now: datetime,
) -> list[object]:
    return [
        tenant,
        cell.key.period.value,
        cell.key.start,
        cell.key.department,
        cell.key.measure,
        cell.key.dimension,
        publication.value(cell),
        publication.decision[cell.key].value,
        period.provisional,
        data_until,
        now,
        publication.minimum_group,
    ]
