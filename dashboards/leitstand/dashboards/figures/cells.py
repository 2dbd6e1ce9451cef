"""Published cells, as they were read, and how a page asks for them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple

import msgspec

from leitstand.schemas.vocabulary import Disclosure, Period

WHOLE_TOWN = "*"


class Place(NamedTuple):
    """Where a cell stands."""

    measure: str
    department: str
    """:data:`WHOLE_TOWN` for all."""
    period: Period
    start: date
    dimension: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One row of ``published_usage``."""

    period: Period
    period_start: date
    department: str
    measure: str
    dimension: str
    value: float | None
    disclosure: Disclosure
    provisional: bool
    data_until: datetime | None
    minimum_group: int

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.measure, self.department, self.period, self.period_start, self.dimension)

    @property
    def is_hidden(self) -> bool:
        """Whether disclosure control hides it."""
        return self.disclosure in (Disclosure.HIDDEN_SMALL, Disclosure.HIDDEN_COMPLEMENT)

    @property
    def is_shown(self) -> bool:
        """Whether it has a value that may be shown."""
        return self.disclosure is Disclosure.SHOWN and self.value is not None


class Published:
    """All cells that a page works with."""

    def __init__(self, cells: Iterable[Cell]) -> None:
        self._cells = {cell.place: cell for cell in cells}

    @classmethod
    def read(cls, rows: Iterable[Mapping[str, object]]) -> "Published":
        """Take the rows of ``queries/cells.sql``."""
        return cls(msgspec.convert({**row, "data_until": _utc(row)}, Cell) for row in rows)

    def at(self, place: Place) -> Cell | None:
        """Return the cell there, ``None`` where nothing was published."""
        return self._cells.get(place)

    def months(self) -> Sequence[date]:
        """Return the first days of all published months, the oldest first."""
        return sorted({p.start for p in self._cells if p.period is Period.MONTH})

    def quarters(self) -> Sequence[date]:
        """Return the first days of all published quarters, the oldest first."""
        return sorted({p.start for p in self._cells if p.period is Period.QUARTER})

    def finished_month(self) -> date | None:
        """Return the newest month that is over, else the newest; ``None`` without any."""
        starts = {c.period_start for c in self._cells.values() if c.period is Period.MONTH}
        open_ones = {
            c.period_start
            for c in self._cells.values()
            if c.period is Period.MONTH and c.provisional
        }
        return max(starts - open_ones or starts, default=None)

    def dimensions(self, measure: str) -> Sequence[str]:
        """Return the dimensions that this measure has anywhere, in alphabetical order."""
        return sorted({p.dimension for p in self._cells if p.measure == measure})

    def data_until(self) -> datetime | None:
        """Return the moment of the newest assessment that any cell counts."""
        known = [cell.data_until for cell in self._cells.values() if cell.data_until]
        return max(known, default=None)


def _utc(row: Mapping[str, object]) -> object:
    """Return ``data_until`` with its zone: ClickHouse's driver leaves UTC away."""
    until = row["data_until"]
    if isinstance(until, datetime) and until.tzinfo is None:
        return until.replace(tzinfo=UTC)
    return until
