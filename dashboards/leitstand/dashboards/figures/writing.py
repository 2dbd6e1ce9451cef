"""Figures in the reader's words: numbers, units, and the signs of statistics with their words.

A dash is exactly zero, ``p`` provisional; a hidden figure says "geschützt". Signs never stand alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from leitstand.dashboards.figures.cells import WHOLE_TOWN, Cell
from leitstand.dashboards.figures.choosing import Figure
from leitstand.dashboards.figures.measures import MEASURES, Unit
from leitstand.dashboards.languages import N_, Language
from leitstand.schemas.vocabulary import Disclosure, Period

ZERO = "\N{EN DASH}"
"""Exactly zero, as in German official statistics (DIN 55301)."""


_PROVISIONAL = {
    True: N_("p: present state, the month is not over."),
    False: N_("p: provisional, the period is not over."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A figure as it stands on a page."""

    text: str
    """``71,1 %``, ``geschützt``, ``keine Daten`` or :data:`ZERO`."""
    notes: tuple[str, ...]
    """Sentences beside it: why hidden, larger unit, provisional, exactly zero."""


class Writer:
    """Writes figures in one language."""

    def __init__(self, language: Language, departments: Mapping[str, str]) -> None:
        self._language = language
        self._departments = departments

    def figure(self, figure: Figure) -> Written:
        """Write a figure with everything a reader must know beside it."""
        cell = figure.cell
        text = self.value(figure.wanted.measure, cell)
        return Written(text=text, notes=tuple(self._notes(figure)))

    def cell(self, cell: Cell | None) -> Written:
        """Write a cell of a table: where it says nothing, why."""
        if cell is None:
            return Written(text=self._language.text("no data"), notes=())
        return Written(text=self.value(cell.measure, cell), notes=tuple(self._cell_notes(cell)))

    def value(self, measure: str, cell: Cell | None) -> str:
        """Write the value alone."""
        if cell is not None and cell.is_hidden:
            return self._language.text("protected")
        if cell is None or cell.value is None:
            return self._language.text("no data")
        return self.number(MEASURES[measure].unit, cell.value)

    def number(self, unit: Unit, value: float) -> str:
        """Write a number with its unit; zero is a sign of its own."""
        if value == 0:
            return ZERO
        if unit is Unit.SHARE:
            return self._language.percent(value)
        if unit is Unit.CENTS:
            return self._language.euro(value)
        return self._language.number(value, 1 if unit is Unit.PER_THOUSAND else 0)

    def period(self, period: Period, start: date) -> str:
        """Write a month or quarter."""
        if period is Period.MONTH:
            return self._language.month(start)
        quarter = (start.month + 2) // 3
        return self._language.text(
            "quarter %(quarter)s of %(year)s", quarter=quarter, year=start.year
        )

    def department(self, department: str) -> str:
        """Write the name of a unit."""
        if department == WHOLE_TOWN:
            return self._language.text("whole administration")
        return self._departments.get(department, department)

    def reason(self, disclosure: Disclosure, minimum_group: int) -> str:
        """Say why a figure is protected."""
        text = self._language.text
        if disclosure is Disclosure.HIDDEN_SMALL:
            return text(
                "Protected: fewer than %(minimum)s people stand behind it.", minimum=minimum_group
            )
        return text("Protected: it would tell another protected figure.")

    def _notes(self, figure: Figure) -> list[str]:
        cell = figure.cell
        if cell is None:
            return []
        if figure.hidden is None:
            return self._signs(cell)
        if not figure.is_larger:
            return [self.reason(figure.hidden, cell.minimum_group)]
        return [self._instead(cell, figure.hidden), *self._signs(cell)]

    def scope(self, figure: Figure) -> str:
        """Say which larger unit or period is shown; empty where it is the one asked for."""
        cell = figure.cell
        if cell is None or not figure.is_larger:
            return ""
        return self._language.text(
            "%(unit)s, %(period)s",
            unit=self.department(cell.department),
            period=self.period(cell.period, cell.period_start),
        )

    def _instead(self, cell: Cell, why: Disclosure) -> str:
        values = {
            "unit": self.department(cell.department),
            "period": self.period(cell.period, cell.period_start),
        }
        if why is Disclosure.HIDDEN_SMALL:
            return self._language.text(
                "Shown: %(unit)s, %(period)s. The figure asked for is protected, because fewer"
                " than %(minimum)s people stand behind it.",
                **values,
                minimum=cell.minimum_group,
            )
        return self._language.text(
            "Shown: %(unit)s, %(period)s. The figure asked for is protected, because it would tell"
            " another protected figure.",
            **values,
        )

    def _cell_notes(self, cell: Cell) -> list[str]:
        hidden = [self.reason(cell.disclosure, cell.minimum_group)] if cell.is_hidden else []
        return hidden + self._signs(cell)

    def _signs(self, cell: Cell) -> list[str]:
        text = self._language.text
        signs: list[str] = []
        if cell.is_shown and cell.value == 0:
            signs.append(text("%(sign)s means exactly zero.", sign=ZERO))
        if cell.is_shown and cell.provisional:
            signs.append(text(_PROVISIONAL[MEASURES[cell.measure].stock]))
        return signs
