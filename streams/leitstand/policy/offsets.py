"""The way back from a rewritten text to the offsets of the text as given."""

import re
from bisect import bisect_right
from collections.abc import Callable
from typing import NamedTuple


class Offsets(NamedTuple):
    """Breakpoints between which both texts run alike: as many as there were changes of length."""

    places: list[int]
    """Offsets in the new text, ascending."""
    shifts: list[int]
    """What to add from each of them on, until the next; 0 before the first."""
    ends: dict[int, int]
    """Characters of the new text that stand for several of the given: where those end."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the given text of a non-empty span of the new one."""
        last = end - 1
        return self._given(start), self.ends.get(last) or self._given(last) + 1

    def _given(self, place: int) -> int:
        position = bisect_right(self.places, place)
        return place + self.shifts[position - 1] if position else place


SAME = Offsets([], [], {})
"""Nothing changed its length."""


class TooIntricate(Exception):
    """More changes than a text of that length has by honest means: reading it would cost too much."""


def rewrite(
    given: str, changed: re.Pattern[str], plain: Callable[[str], str]
) -> tuple[str, Offsets]:
    """Replace every match; linear. An empty replacement belongs to neither neighbour.

    Raises TooIntricate: a text of decomposed umlauts has three changes in a hundred characters.
    """
    most = 2_000 + len(given) // 10
    pieces: list[str] = []
    offsets = Offsets([], [], {})
    done = shift = 0
    for match in changed.finditer(given):
        start, end = match.span()
        piece = plain(given[start:end])
        pieces += (given[done:start], piece)
        _note(offsets, start, end, start - shift, len(piece))
        done = end
        shift = offsets.shifts[-1]
        if len(pieces) > 2 * most:
            raise TooIntricate
    if not pieces:
        return given, SAME
    pieces.append(given[done:])
    return "".join(pieces), offsets


def _note(offsets: Offsets, start: int, end: int, first: int, length: int) -> None:
    """Note that ``given[start:end]`` became ``length`` characters, of which this is the first."""
    for place in range(first + 1, first + length):
        offsets.places.append(place)
        offsets.shifts.append(start - place)
    if length and end - start > 1:
        for place in range(first, first + length):
            offsets.ends[place] = end
    offsets.places.append(first + length)
    offsets.shifts.append(end - first - length)
