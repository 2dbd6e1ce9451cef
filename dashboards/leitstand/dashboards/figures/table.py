"""The table behind a figure: every published cell of one measure, as a page and as CSV."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

from leitstand.dashboards.errors import NotFoundError
from leitstand.dashboards.figures.bundle import Bundle
from leitstand.dashboards.figures.cells import WHOLE_TOWN, Cell, Place
from leitstand.dashboards.figures.measures import MEASURES, Measure, Unit
from leitstand.dashboards.languages import N_
from leitstand.dashboards.page import Download, Html, Visit
from leitstand.schemas.vocabulary import Period

_DECIMALS = {Unit.SHARE: 4, Unit.PER_THOUSAND: 1, Unit.CENTS: 0, Unit.COUNT: 0, Unit.PEOPLE: 0}

UNITS = {
    Unit.PEOPLE: N_("people"),
    Unit.COUNT: N_("number"),
    Unit.SHARE: N_("share (0 to 1)"),
    Unit.CENTS: N_("euro cents"),
    Unit.PER_THOUSAND: N_("per 1,000 uses"),
}
"""Of the plain values in the CSV, as msgids."""

COLUMNS = (
    N_("Period"),
    N_("Begins"),
    N_("Unit"),
    N_("Measure"),
    N_("Part"),
    N_("Value"),
    N_("Unit of the value"),
    "hinweis",
    N_("Data until"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row: a period of a unit, and perhaps a part."""

    cell: Cell
    period: str
    unit: str
    part: str
    text: str
    notes: tuple[str, ...]


def measure_of(visit: Visit) -> Measure:
    """Return the measure in the path; raises NotFoundError for anything else."""
    measure = MEASURES.get(visit.places["measure"])
    if measure is None:
        message = "no such measure"
        raise NotFoundError(message)
    return measure


def lines_of(bundle: Bundle, measure: Measure, units: Sequence[str]) -> Iterator[Line]:
    """Yield the cells in the order of periods (newest first), units and parts."""
    periods = [(Period.MONTH, month) for month in reversed(bundle.published.months())] + [
        (Period.QUARTER, quarter) for quarter in reversed(bundle.published.quarters())
    ]
    for period, start in periods:
        for unit in (*units, WHOLE_TOWN):
            for dimension in bundle.published.dimensions(measure.name):
                cell = bundle.published.at(Place(measure.name, unit, period, start, dimension))
                if cell is not None:
                    yield _line(bundle, measure, cell)


def table(bundle: Bundle, units: Sequence[str], back: str) -> Html:
    """Show the table, with how the figure is computed."""
    measure = measure_of(bundle.visit)
    lines = list(lines_of(bundle, measure, units))
    minimum = max((line.cell.minimum_group for line in lines), default=0)
    return Html(
        template="figures/table.html",
        values={
            "measure": measure,
            "lines": lines,
            "back": back,
            "has_parts": any(line.part for line in lines),
            "minimum": minimum,
            "query": (files("leitstand.dashboards.figures") / "queries/cells.sql").read_text(),
            "data_until": bundle.published.data_until(),
        },
    )


def download(bundle: Bundle, units: Sequence[str]) -> Download:
    """Hand out the table: a hidden value is empty, its reason stands in ``hinweis``."""
    measure, text = measure_of(bundle.visit), bundle.visit.language.text
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow([text(column) for column in COLUMNS])
    for line in lines_of(bundle, measure, units):
        writer.writerow(_csv_row(bundle, measure, line))
    name = f"{measure.name}-{bundle.visit.now:%Y-%m-%d}.csv"
    body = b"\xef\xbb\xbf" + buffer.getvalue().encode()
    return Download(name=name, media_type="text/csv; charset=utf-8", body=body)


def _line(bundle: Bundle, measure: Measure, cell: Cell) -> Line:
    written = bundle.writer.cell(cell)
    return Line(
        cell=cell,
        period=bundle.writer.period(cell.period, cell.period_start),
        unit=bundle.writer.department(cell.department),
        part=bundle.label(measure.name, cell.dimension) if cell.dimension else "",
        text=written.text,
        notes=written.notes,
    )


def _csv_row(bundle: Bundle, measure: Measure, line: Line) -> list[object]:
    cell = line.cell
    value = cell.value if cell.is_shown else None
    no_data = (bundle.visit.language.text("no data received"),) if _is_missing(cell) else ()
    return [
        line.period,
        cell.period_start.isoformat(),
        line.unit,
        measure.name,
        line.part,
        "" if value is None else f"{value:.{_DECIMALS[measure.unit]}f}",
        bundle.visit.language.text(UNITS[measure.unit]),
        " ".join((*line.notes, *no_data)),
        cell.data_until.isoformat(timespec="seconds") if cell.data_until else "",
    ]


def _is_missing(cell: Cell) -> bool:
    return not cell.is_hidden and cell.value is None
