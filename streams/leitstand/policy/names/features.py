"""What the network sees of a word, each feature hashed to a row of its table."""

import re
from collections.abc import Iterator, Mapping
from zlib import crc32

from leitstand.policy.names.lexicon import FIRST, LAST, LOWER, MAKE, NOUN, PLACE

ROWS = 1 << 15
"""Rows of the table of features."""
_UPPER = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž]")
_PARTICLES = frozenset(
    [
        "von",
        "van",
        "vom",
        "zu",
        "zum",
        "zur",
        "de",
        "der",
        "den",
        "del",
        "della",
        "di",
        "da",
        "do",
        "dos",
        "du",
        "la",
        "le",
        "al",
        "el",
        "ben",
        "bin",
        "ibn",
        "abu",
        "ter",
        "ten",
        "af",
        "av",
        "y",
        "und",
    ]
)


def row(feature: str) -> int:
    """Return the row of a feature; the same on every machine."""
    return crc32(feature.encode()) & (ROWS - 1)


def case(word: str) -> str:
    """Return how a word is written: lower, Title, CAPS, miXed, number or sign."""
    if word.islower():
        return "l"
    if word[0].isdigit():
        return "9"
    if not word[0].isalpha():
        return word[0]
    if word.isupper():
        return "i" if len(word) <= 2 else "C"
    if "-" in word:
        return "H"
    if word[0].isupper():
        return "T" if word[1:].islower() else "M"
    return "m"


def known_as(word: str, words: Mapping[str, int]) -> int:
    """Return the flags of a word in its own spelling, else as a name would be spelled."""
    flags = words.get(word, 0)
    if word.isupper() or word.islower():
        flags |= words.get(word.title(), 0)
    if not word.islower():
        flags |= words.get(word.lower(), 0) & ~(FIRST | LAST)
    return flags


def stem_flags(word: str, words: Mapping[str, int]) -> int:
    """Return the flags of a name in the genitive without its s."""
    if len(word) > 3 and word[-1] == "s":
        return known_as(word[:-1].rstrip("'’"), words)
    return 0


def last_part(word: str, words: Mapping[str, int]) -> str:
    """Return the longest known common word that a compound ends in, or nothing."""
    low = word.lower()
    for start in range(2, len(low) - 3):
        part = low[start:]
        if words.get(part, 0) & LOWER or words.get(part.capitalize(), 0) & NOUN:
            return part
    return ""


def features(
    word: str,
    words: Mapping[str, int],
    *,
    named: bool = True,
    common: bool = True,
    seen: bool = True,
) -> Iterator[str]:
    """Yield the features of a word.

    Training hides some of them now and then: that it stands in a list of names (``named``), that it
    is a common word (``common``), the word itself (``seen``); so the network learns to do without.
    """
    low = word.lower()
    kind = case(word)
    if seen:
        yield f"w={word}"
        yield f"l={low}"
    yield f"c={kind}"
    yield f"n={min(len(word), 12)}"
    if low in _PARTICLES:
        yield "particle"
    if not word[0].isalpha():
        return
    hidden = (0 if named else FIRST | LAST) | (0 if common else ~(FIRST | LAST))
    flags = known_as(word, words) & ~hidden
    genitive = stem_flags(word, words) & ~hidden
    yield f"g={flags}"
    yield f"g={flags},{kind}"
    yield f"s={genitive & (FIRST | LAST | PLACE | MAKE)},{flags}"
    for size in (1, 2, 3, 4):
        yield f"^{low[:size]}"
        yield f"{low[-size:]}$"
    yield f"{low[-5:]}${kind}"
    if common:
        part = last_part(word, words)
        yield f"p={part}"
        yield f"p={bool(part)},{flags}"
    if "-" in word:
        for piece in word.split("-")[:3]:
            yield f"h={known_as(piece, words) & ~hidden if piece else ''}"
        yield f"h={low.rpartition('-')[2]}"
