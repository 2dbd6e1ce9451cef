"""Pieces of a figure page: an answer, a list of figures, a chart with its table."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from leitstand.dashboards.figures.bundle import Bundle
from leitstand.dashboards.figures.cells import Place
from leitstand.dashboards.figures.charts import Bar, column_chart, share_chart
from leitstand.dashboards.figures.choosing import Figure, choose, choose_parts
from leitstand.dashboards.figures.measures import MEASURES, Measure, Parts
from leitstand.dashboards.figures.writing import Written
from leitstand.schemas.vocabulary import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One of the three answers at the top: a number and a sentence."""

    name: str
    question: str
    number: str
    unit: str = ""
    """Words behind the number."""
    scope: str = ""
    """Larger unit or period that the number is about, where the own one is protected."""
    sentences: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    tone: str = ""
    """``good``, ``warning``, ``danger`` or none."""
    measures: tuple[Measure, ...] = ()
    """What "How is this computed?" explains."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a table beside a chart."""

    label: str
    written: Written
    provisional: bool = False
    scope: str = ""
    """Larger unit or period that is shown instead."""
    text: str = ""
    """Further words, for instance a tip."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A chart and its table."""

    name: str
    measure: Measure
    heading: str
    column: str
    """Heading of the first column."""
    rows: tuple[Row, ...]
    chart: Markup
    notes: tuple[str, ...] = ()


def notes_of(figures: Sequence[Figure], bundle: Bundle) -> tuple[str, ...]:
    """Return what has to stand beside these figures, each sentence once."""
    found = [note for figure in figures for note in bundle.writer.figure(figure).notes]
    return tuple(dict.fromkeys(found))


def breakdown(
    bundle: Bundle,
    measure: str,
    department: str,
    heading: str,
    column: str,
    *,
    largest_first: bool = True,
) -> Section:
    """Return the parts of a measure, for instance kinds of use, with their bars."""
    figures = choose_parts(bundle.published, measure, department, bundle.month)
    told = [figure for figure in figures if _is_told(figure)]
    if largest_first:
        told.sort(key=lambda figure: -(figure.value or 0))
    rows = tuple(_part(figure, bundle) for figure in told)
    bars = [
        Bar(label=row.label, text=row.written.text, value=figure.value)
        for row, figure in zip(rows, told, strict=True)
    ]
    return Section(
        name=measure,
        measure=MEASURES[measure],
        heading=heading,
        column=column,
        rows=rows,
        chart=share_chart(measure, heading, _described(rows), bars),
        notes=notes_of(told, bundle),
    )


def course(bundle: Bundle, measure: str, department: str, heading: str, column: str) -> Section:
    """Return a measure month by month, with its columns."""
    cells = [
        (month, bundle.published.at(Place(measure, department, Period.MONTH, month)))
        for month in bundle.published.months()
    ]
    rows = tuple(
        Row(
            label=bundle.visit.language.month(month),
            written=bundle.writer.cell(cell),
            provisional=cell is not None and cell.is_shown and cell.provisional,
        )
        for month, cell in cells
    )
    bars = [
        Bar(
            label=f"{month:%m/%y}",
            text=row.written.text + (" p" if row.provisional else ""),
            value=cell.value if cell is not None and cell.is_shown else None,
        )
        for row, (month, cell) in zip(rows, cells, strict=True)
    ]
    return Section(
        name=f"{measure}-course",
        measure=MEASURES[measure],
        heading=heading,
        column=column,
        rows=rows,
        chart=column_chart(f"{measure}-course", heading, _described(rows), bars[-6:]),
        notes=legend_of(rows),
    )


def listed(bundle: Bundle, measures: Sequence[str], department: str) -> Iterator[Row]:
    """Yield one row per measure, each with its fallback."""
    for name in measures:
        figure = choose(bundle.published, name, department, bundle.month)
        yield _row(figure, bundle, bundle.visit.language.text(MEASURES[name].title))


def _row(figure: Figure, bundle: Bundle, label: str) -> Row:
    cell = figure.cell
    return Row(
        label=label,
        written=bundle.writer.figure(figure),
        provisional=cell is not None and cell.is_shown and cell.provisional,
        scope=bundle.writer.scope(figure),
    )


def legend_of(rows: Iterable[Row]) -> tuple[str, ...]:
    """Return what has to stand below these rows, each sentence once."""
    return tuple(dict.fromkeys(note for row in rows for note in row.written.notes))


def _part(figure: Figure, bundle: Bundle) -> Row:
    measure, dimension = figure.wanted.measure, figure.wanted.dimension
    rule = bundle.rule(dimension) if MEASURES[measure].parts is Parts.STUMBLING_BLOCK else None
    return Row(
        label=bundle.label(measure, dimension),
        written=Written(text=bundle.writer.value(measure, figure.cell), notes=()),
        provisional=figure.cell is not None and figure.cell.is_shown and figure.cell.provisional,
        text=bundle.visit.language.local(rule.tell_employee) if rule else "",
    )


def _is_told(figure: Figure) -> bool:
    """Say whether there is anything to tell: a part that nobody used needs no bar."""
    cell = figure.cell
    return cell is not None and (cell.is_hidden or bool(figure.value))


def _described(rows: Sequence[Row]) -> str:
    return "; ".join(f"{row.label}: {row.written.text}" for row in rows)
