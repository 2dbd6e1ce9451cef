"""Which cell a page shows for a figure: the one asked for, else the next larger that may be shown.

A hidden month falls back to its quarter, then to the whole town, so that a small department still
sees something. What has no data stays without: a larger unit would hide that something is missing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from leitstand.dashboards.figures.cells import WHOLE_TOWN, Cell, Place, Published
from leitstand.dashboards.figures.measures import MEASURES
from leitstand.schemas.vocabulary import Disclosure, Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure on a page."""

    wanted: Place
    cell: Cell | None
    """What is shown, or the hidden cell where no larger one may be shown either."""
    hidden: Disclosure | None
    """Why the wanted cell is not shown; ``None`` where it is, or where there are no data."""

    @property
    def value(self) -> float | None:
        """The value to show."""
        return self.cell.value if self.cell is not None and self.cell.is_shown else None

    @property
    def is_larger(self) -> bool:
        """Whether the value is about more than what was asked for."""
        return self.value is not None and self.cell is not None and self.cell.place != self.wanted


def month_for(published: Published, measure: str, month: date) -> date:
    """Return the month to ask for: a stock is told as it is now, not at the end of a month ago."""
    months = published.months()
    if not MEASURES[measure].stock or not months:
        return month
    newest = months[-1]
    return newest if month == published.finished_month() else month


def choose(
    published: Published, measure: str, department: str, month: date, dimension: str = ""
) -> Figure:
    """Return one figure."""
    (figure,) = choose_together(published, [measure], department, month, dimension)
    return figure


def choose_together(
    published: Published,
    measures: Sequence[str],
    department: str,
    month: date,
    dimension: str = "",
) -> tuple[Figure, ...]:
    """Return figures that belong into one sentence, all about the same unit and period."""
    wanted: tuple[Place, ...] = ()
    for rung in _ladder(department, month):
        places = tuple(_place(published, measure, rung, dimension) for measure in measures)
        wanted = wanted or places
        cells = [published.at(place) for place in places]
        if not any(cell is not None and cell.is_hidden for cell in cells):
            return _figures(published, wanted, places)
    return _figures(published, wanted, wanted)


def choose_parts(
    published: Published, measure: str, department: str, month: date
) -> tuple[Figure, ...]:
    """Return all parts of a measure, all about the same unit and period.

    Where at least one may be shown the others stay protected: bars of different units beside one
    another would tell something wrong.
    """
    dimensions = published.dimensions(measure)
    wanted: tuple[Place, ...] = ()
    for rung in _ladder(department, month):
        places = tuple(_place(published, measure, rung, dimension) for dimension in dimensions)
        wanted = wanted or places
        cells = [cell for cell in map(published.at, places) if cell is not None]
        hidden = [cell for cell in cells if cell.is_hidden]
        if not hidden or any(cell.is_shown and cell.value for cell in cells):
            return _figures(published, wanted, places)
    return _figures(published, wanted, wanted)


@dataclass(frozen=True, slots=True)
class _Rung:
    department: str
    period: Period
    month: date


def _ladder(department: str, month: date) -> Iterator[_Rung]:
    yield _Rung(department, Period.MONTH, month)
    yield _Rung(department, Period.QUARTER, month)
    if department != WHOLE_TOWN:
        yield _Rung(WHOLE_TOWN, Period.MONTH, month)
        yield _Rung(WHOLE_TOWN, Period.QUARTER, month)


def _place(published: Published, measure: str, rung: _Rung, dimension: str) -> Place:
    start = month_for(published, measure, rung.month)
    if rung.period is Period.QUARTER:
        start = start.replace(month=(start.month - 1) // 3 * 3 + 1)
    return Place(measure, rung.department, rung.period, start, dimension)


def _figures(
    published: Published, wanted: Sequence[Place], found: Sequence[Place]
) -> tuple[Figure, ...]:
    return tuple(
        Figure(wanted=first, cell=published.at(last), hidden=_why(published.at(first)))
        for first, last in zip(wanted, found, strict=True)
    )


def _why(cell: Cell | None) -> Disclosure | None:
    return cell.disclosure if cell is not None and cell.is_hidden else None
