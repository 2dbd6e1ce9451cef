"""What the detectors of numbers share: print forms, look-alikes, and where a number ends.

People print a number in blocks, digit by digit, with dots, hyphens or slashes, or broken over two
lines; a scanner reads O for 0 and l for 1. A number begins and ends where a block does, so that
neither the number before it nor the expiry date behind it belongs to it.
"""

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from leitstand.policy.evidence import Candidate

GAP = r"[ .\-/_\r\n>]{0,4}+"
"""What may stand between two characters of a number; a line break may open a quoted line.

Possessive, for nothing of it can be a part of the number: no way is tried twice.
"""
LIKE = "[0-9OoIlSBZ]"
"""A digit, or a letter that scanners take for one."""
_ANY_GAP = r"[ .\-/_\r\n>]*"
"""For anchors: an automaton that need not count is the fastest."""
END = r"(?![A-Za-z0-9])"
NINE_DIGITS = rf"[0-9](?:{_ANY_GAP}{LIKE}){{8}}"
"""Anchor: a row of at least so many digits. One for many detectors costs no more than for one."""
DIGITS_LETTER_DIGITS = (
    rf"[0-9](?:{_ANY_GAP}{LIKE}){{7}}{_ANY_GAP}[A-Za-z0158](?:{_ANY_GAP}{LIKE}){{3}}"
)
"""Anchor: eight digits, a letter, three digits."""
START = r"(?<![A-Za-z0-9])"
ALONE = rf"{START}(?<![0-9][ .,\-/_:])(?<![0-9][ ][ ])"
"""Where nothing before it can belong to it: for rows of digits that are no part of longer ones."""

_ALIKE = str.maketrans("OoQDIilLSsBZz", "0000111155822")
_BLOCK = re.compile(r"[A-Za-z0-9]+")
_PART_OF_MORE_BEFORE = re.compile(r"(?:[0-9][.,/\-_:]|[A-Za-z0-9€$§])\Z")
_PART_OF_MORE_AFTER = re.compile(r"[A-Za-z0-9]|[.,/\-_:][0-9]|[ ]?(?:€|EUR\b|Euro\b|%)")
_NEIGHBOUR_BEFORE = re.compile(r"[0-9][ \t]+\Z")
_NEIGHBOUR_AFTER = re.compile(r"[ \t]+[0-9]")


def as_digits(text: str) -> str:
    """Return a text in which letters that look like digits are those digits."""
    return text.translate(_ALIKE)


class Number(NamedTuple):
    """One way to read a candidate: its first blocks, up to some length.

    Nearly all of them fail their checksum, so that all else is worked out only when asked for.
    """

    whole: str
    start: int
    end: int
    compact: str
    """The characters without what stands between them, as written."""
    blocks: tuple[int, ...]
    """Lengths of the blocks."""

    @property
    def marks(self) -> frozenset[str]:
        """What stands between the blocks."""
        return frozenset(_BLOCK.split(self.whole[self.start : self.end])[1:-1])

    @property
    def follows_digit(self) -> bool:
        """Whether a digit stands before it, with only blanks between."""
        nearest = max(0, self.start - 4)
        return _NEIGHBOUR_BEFORE.search(self.whole, nearest, self.start) is not None

    @property
    def precedes_digit(self) -> bool:
        """Whether a digit stands behind it, with only blanks between."""
        return _NEIGHBOUR_AFTER.match(self.whole, self.end) is not None

    @property
    def digits(self) -> str:
        """The number with look-alikes as digits; other letters stay."""
        return as_digits(self.compact)

    @property
    def has_neighbour(self) -> bool:
        """Whether it may be a part of a longer row of blocks."""
        return self.follows_digit or self.precedes_digit

    @property
    def repaired(self) -> int:
        """Letters among its characters."""
        return sum(character.isalpha() for character in self.compact)

    @property
    def is_spaced_singly(self) -> bool:
        """Whether each character stands alone, with the same between all of them."""
        return set(self.blocks) == {1} and len(self.marks) == 1

    def is_printed(self, *forms: tuple[int, ...]) -> bool:
        """Say whether it stands in one block, or in blocks of these lengths with the same between."""
        even = len({mark for mark in self.marks if "\n" not in mark}) < 2
        return len(self.blocks) == 1 or (even and self.blocks in forms)


def readings(candidate: Candidate, lengths: Collection[int]) -> Iterator[Number]:
    """Yield each reading of the candidate's first blocks that has one of the lengths, long first."""
    if _PART_OF_MORE_BEFORE.search(candidate.whole, max(0, candidate.start - 2), candidate.start):
        return
    yield from reversed(list(_prefixes(candidate, lengths)))


def _prefixes(candidate: Candidate, lengths: Collection[int]) -> Iterator[Number]:
    whole, start = candidate.whole, candidate.start
    compact = ""
    blocks: list[int] = []
    end = start
    for block in _BLOCK.finditer(whole, start, candidate.end):
        opening = block.start()
        if opening - end > 1 and whole.count("\n", end, opening) > 1:
            return
        end = block.end()
        blocks.append(end - opening)
        compact += block.group()
        if len(compact) in lengths and not _PART_OF_MORE_AFTER.match(whole, end):
            yield Number(whole, start, end, compact, tuple(blocks))
