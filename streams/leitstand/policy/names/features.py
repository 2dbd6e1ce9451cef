"""What the network sees of a word: each feature is a row of its table, found by a checksum."""

from collections.abc import Mapping
from zlib import crc32

from leitstand.policy.names.lexicon import (
    FIRST,
    FREQUENT,
    LAST,
    LOWER,
    MAKE,
    NOUN,
    ORDINARY,
    PLACE,
    endings,
)

ROWS = 1 << 15
"""Rows of the table of features."""
NAMED, COMMON_WORD, SEEN = 1, 2, 4
"""What training hides now and then, so that the network learns to do without: that a word stands in
a list of names, that it is a common word, the word itself."""

_MASK = ROWS - 1
_NAMES = FIRST | LAST
_PARTICLES = frozenset(
    {"von", "vom", "van", "zu", "zum", "zur", "de", "der", "den", "del", "di", "da", "do", "dos", "du"}
    | {"la", "le", "al", "el", "ben", "bin", "ibn", "abu", "ter", "ten", "af", "av", "y", "und"}
)  # fmt: skip


def case(word: str) -> str:
    """Return how a word is written: lower, Title, CAPS, miXed, initial, Hyphen-Ated, 9 or a sign."""
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
        flags |= words.get(word.lower(), 0) & ~_NAMES
    return flags & ~(FREQUENT | ORDINARY)


def stem_flags(word: str, words: Mapping[str, int]) -> int:
    """Return the flags of a name in the genitive without its s."""
    if len(word) > 3 and word[-1] == "s":
        return known_as(word[:-1].rstrip("'\u2019"), words)
    return 0


def of_place_flags(word: str, words: Mapping[str, int]) -> int:
    """Return PLACE for what is called after one: Arnsberger, Dresdner, Bremer; else nothing."""
    if len(word) < 5 or not word.endswith("er"):
        return 0
    stem = word[:-2]
    roots = (stem, stem + "en", stem + "e", stem[:-1] + "en" if stem[-1] == "n" else stem)
    return max(words.get(root, 0) & PLACE for root in roots)


def last_part(low: str) -> str:
    """Return the longest known common word that a compound, in small letters, ends in."""
    known = endings()
    for start in range(2, min(len(low) - 3, 24)):
        if low[start:] in known:
            return low[start:]
    return ""


def rows(word: str, words: Mapping[str, int], hidden: int = 0) -> list[int]:
    """Return the rows of a word's features, without those that ``hidden`` (a sum) names.

    Each kind of feature has its own start value of the checksum, so that kinds do not collide more
    than by chance. Same on every machine.
    """
    kind = case(word)
    low = word.lower()
    raw = low.encode("utf-16-le")
    code = kind.encode()
    found = [crc32(code, 1), crc32(bytes((min(len(word), 12),)), 2)]
    if not hidden & SEEN and words.get(low, 0) & FREQUENT:
        found.append(crc32(raw, 3))
        found.append(crc32(raw + code, 4))
    if low in _PARTICLES:
        found.append(5)
    if word[0].isalpha():
        found += _of_letters(word, low, raw, code, words, hidden)
    return [row & _MASK for row in found]


def _of_letters(
    word: str, low: str, raw: bytes, code: bytes, words: Mapping[str, int], hidden: int
) -> list[int]:
    kept = (0 if hidden & NAMED else _NAMES) | (0 if hidden & COMMON_WORD else ~_NAMES)
    flags = known_as(word, words) & kept
    genitive = stem_flags(word, words) & kept & (_NAMES | PLACE | MAKE)
    known = bytes((flags,))
    found = [
        crc32(known, 10),
        crc32(known + code, 11),
        crc32(known + bytes((genitive,)), 12),
        crc32(bytes((of_place_flags(word, words) & kept,)), 13),
        crc32(raw[:2], 21),
        crc32(raw[:4], 22),
        crc32(raw[:6], 23),
        crc32(raw[-2:], 31),
        crc32(raw[-4:], 32),
        crc32(raw[-6:], 33),
        crc32(raw[-8:], 34),
        crc32(raw[-10:] + code, 35),
    ]
    if not hidden & COMMON_WORD:
        part = "" if flags & (NOUN | LOWER) else last_part(low)
        found.append(crc32(part.encode(), 40))
        found.append(crc32(known, 42 if part else 41))
    if "-" in word:
        pieces = word.split("-")[:3]
        found += [crc32(bytes((known_as(piece, words) & kept,)), 50) for piece in pieces if piece]
        found.append(crc32(low.rpartition("-")[2].encode(), 51))
    return found
