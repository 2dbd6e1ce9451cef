"""What a reader who can add and subtract knows: linear algebra over the cells.

Exact (fractions), because a wrong "cannot be computed" is a disclosure.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from leitstand.pipelines.disclosure.cells import Key

Row = dict[Key, Fraction]


@dataclass(frozen=True, slots=True)
class Margin:
    """A sum that everybody knows: the total equals its parts."""

    total: Key
    parts: tuple[Key, ...]
    disjoint: bool = False
    """Nobody stands behind two of the parts, so that people may be added up as well."""

    @property
    def members(self) -> tuple[Key, ...]:
        """All cells of the sum."""
        return (self.total, *self.parts)

    def row(self, unknown: Collection[Key]) -> Row:
        """Return the equation ``total - parts = 0``, without what is known."""
        signed = [(self.total, 1), *((part, -1) for part in self.parts)]
        return {key: Fraction(sign) for key, sign in signed if key in unknown}


def determined(unknown: frozenset[Key], margins: Iterable[Margin]) -> frozenset[Key]:
    """Return the unknown cells that have exactly one possible value, given all others.

    A variable is determined if and only if its row in the reduced echelon form has no other
    variable.
    """
    echelon = _reduced([row for margin in margins if (row := margin.row(unknown))])
    return frozenset(pivot for pivot, row in echelon.items() if len(row) == 1)


def _reduced(rows: Sequence[Row]) -> Mapping[Key, Row]:
    """Return the reduced row echelon form, by pivot."""
    echelon: dict[Key, Row] = {}
    for row in rows:
        rest = _minus_pivots(row, echelon)
        if not rest:
            continue
        pivot = min(rest)
        lead = rest[pivot]
        fresh = {key: factor / lead for key, factor in rest.items()}
        for known in echelon.values():
            _eliminate(known, pivot, fresh)
        echelon[pivot] = fresh
    return echelon


def _minus_pivots(row: Row, echelon: Mapping[Key, Row]) -> Row:
    rest = dict(row)
    for pivot in [key for key in row if key in echelon]:
        _eliminate(rest, pivot, echelon[pivot])
    return rest


def _eliminate(row: Row, pivot: Key, by: Row) -> None:
    """Subtract as much of ``by`` from ``row`` as makes its ``pivot`` vanish."""
    factor = row.get(pivot)
    if factor is None:
        return
    for key, part in by.items():
        left = row.get(key, Fraction(0)) - factor * part
        if left:
            row[key] = left
        else:
            row.pop(key, None)
