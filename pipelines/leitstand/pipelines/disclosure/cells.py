"""What disclosure control looks at: cells, and how measures depend on one another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from leitstand.schemas.vocabulary import Period

WHOLE_TOWN = "*"


class Key(NamedTuple):
    """Where a cell stands."""

    period: Period
    start: date
    department: str
    """:data:`WHOLE_TOWN` for the sum of all departments."""
    measure: str
    dimension: str = ""


class Months(StrEnum):
    """What a reader may compute from the months and the quarter of one measure."""

    SUM = "sum"
    """The quarter is the sum of its months."""
    LAST = "last"
    """A stock: the quarter is its newest month."""
    DISTINCT = "distinct"
    """People counted once: months tell the quarter only while there is one month."""


class Dimensions(StrEnum):
    """What a reader may compute from the dimensions of one measure."""

    NONE = "none"
    PARTS = "parts"
    """They add up to the cell of the first base: kinds of use to interactions."""
    OVERLAPPING = "overlapping"
    """They add up to nothing that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependence:
    """How one measure hangs on others; the part of a measure that disclosure control needs."""

    name: str
    bases: tuple[str, ...] = ()
    """Measures about the larger groups that this one's people belong to: hidden with any of them."""
    derived: bool = False
    """Nothing but a quotient of its bases: it has no group of its own and tells nothing new."""
    months: Months = Months.DISTINCT
    dimensions: Dimensions = Dimensions.NONE
    departments_add_up: bool = True
    headline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One figure before disclosure control."""

    key: Key
    value: float | None
    """``None`` = nothing was received, or a quotient of nothing."""
    people: int | None = None
    """People that the figure is about; ``None`` for derived measures."""
    others: int | None = None
    """People on the other side of a share, who would be told by it as well."""


Dependences = Mapping[str, Dependence]
