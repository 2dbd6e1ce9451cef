"""The words that a process has met: what each is to a name, and its vector."""

from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any

import numpy as np
import numpy.typing as npt

from leitstand.policy.names.features import known_as, last_part, rows
from leitstand.policy.names.lexicon import COMMON, FIRST, LAST, MAKE, NOUN, ORDINARY, PLACE, lexicon

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]

COULD_BE, JOINS, ADDRESS, BREAK, WORD = 1, 2, 4, 8, 16
"""A word that could be a name by itself; one that stands inside names; a form of address or a title;
a line break; any word at all."""
VOID = 0
"""Number of the empty word before and behind a text."""
_REMEMBERED = 50_000
"""Words that are kept: 10 MB. Then all are forgotten, which costs time, never an answer."""
_LONGEST = 40
"""Characters of a word; what is longer is no name."""
_ADDRESSES = frozenset(
    {"herr", "herrn", "hr", "hr.", "hrn.", "frau", "fr.", "frl.", "familie", "fam.", "eheleute"}
    | {"dr.", "dr", "prof.", "prof", "mr", "ms", "mrs", "mr.", "mrs.", "ms."}
)
_JOINING = frozenset(
    {"von", "vom", "van", "zu", "zum", "zur", "de", "der", "den", "del", "della", "di", "da", "do", "dos"}
    | {"du", "la", "le", "al", "el", "ben", "bin", "ibn", "abu", "ter", "ten", "af", "av", "y", ",", "-", ".", "'"}
    | {"\u2019"}
)  # fmt: skip


def is_address(word: str) -> bool:
    """Say whether the word is a form of address or a title: what follows it is a name."""
    return word.lower() in _ADDRESSES


def is_common_noun(word: str) -> bool:
    """Say whether it is no name of the lists and a known noun, or a compound that ends in one."""
    known = lexicon()
    flags = known_as(word, known)
    if flags & (FIRST | LAST):
        return False
    return bool(flags & NOUN) or len(last_part(word.lower())) > 4


def is_surname(word: str) -> bool:
    """Say whether the lists know it as one."""
    return known_as(word, lexicon()) & LAST != 0


def is_first_name(word: str) -> bool:
    """Say whether the lists know it as one."""
    return known_as(word, lexicon()) & FIRST != 0


def is_place(word: str) -> bool:
    """Say whether the lists know it as one."""
    return known_as(word, lexicon()) & PLACE != 0


def is_only_a_name(word: str) -> bool:
    """Say whether the lists know it as a name, and as no noun, place or make."""
    flags = known_as(word, lexicon())
    return flags & (FIRST | LAST) != 0 and flags & (NOUN | PLACE | MAKE) == 0


def role(word: str) -> int:
    """Return what a word is to a name, as a sum of the flags above."""
    low = word.lower()
    if not word[0].isalpha():
        return BREAK if word[0] == "\n" else JOINS if word in _JOINING else 0
    return (
        WORD
        | (COULD_BE if len(word) <= _LONGEST and _could_be(word, low) else 0)
        | (JOINS if low in _JOINING else 0)
        | (ADDRESS if low in _ADDRESSES else 0)
    )


def _could_be(word: str, low: str) -> bool:
    known = lexicon()
    flags = known.get(word, 0)
    if flags & (FIRST | LAST):
        return low not in _ADDRESSES
    if "-" in word and (not word[-1].isalpha() or _is_compound(word)):
        return False
    if flags & (NOUN | ORDINARY | COMMON):
        return False
    if word == low:
        return bool(known_as(word, known) & (FIRST | LAST))
    return not known.get(low, 0) & COMMON


def _is_compound(word: str) -> bool:
    """Say whether it is one such as DMS-Rollout or Burn-out: a name's parts are written as names."""
    if word.isupper() or word.islower():
        return False
    return any(piece.islower() or piece.isupper() for piece in word.split("-"))


class Vocabulary:
    """Numbers words, and keeps a role and a vector for each. Not for two threads at once."""

    def __init__(self, table: Floats) -> None:
        self._table = table
        self.vectors: Floats = np.zeros((_REMEMBERED, table.shape[1]), np.float32)
        self._roles: npt.NDArray[np.uint8] = np.zeros(_REMEMBERED, np.uint8)
        self._has_vector: npt.NDArray[np.bool_] = np.zeros(_REMEMBERED, np.bool_)
        self._words: list[str] = []
        self._numbers: dict[str, int] = {}
        self._forget()

    def numbers(self, words: Sequence[str]) -> Numbers:
        """Return a number for each word; valid until the next call."""
        if len(self._numbers) + len(words) >= _REMEMBERED:
            self._forget()
        known = self._numbers
        get = known.get
        found = [get(word, -1) for word in words]
        if -1 in found:
            for word in words:
                if word not in known:
                    self._meet(word)
            found = [known[word] for word in words]
        return np.array(found, np.int64)

    def roles(self, numbers: Numbers) -> npt.NDArray[np.uint8]:
        """Return the role of each word."""
        return self._roles[numbers]

    def words(self, numbers: Iterable[int]) -> list[str]:
        """Return the words of these numbers, as the network knows them."""
        return [self._words[number] for number in numbers]

    def make_vectors(self, numbers: Iterable[int]) -> None:
        """Make the vectors of these words where they are missing: sums of their features' rows."""
        missing = [n for n in numbers if not self._has_vector[n]]
        if not missing:
            return
        found = [rows(self._words[number], lexicon()) for number in missing]
        starts = list(accumulate(map(len, found), initial=0))[:-1]
        gathered = self._table[[row for one in found for row in one]]
        self.vectors[missing] = np.add.reduceat(gathered, starts, axis=0)
        self._has_vector[missing] = True

    def _meet(self, word: str) -> None:
        spelled = _spelled(word)
        number = self._numbers.get(spelled)
        if number is None:
            number = self._numbers[spelled] = len(self._words)
            self._words.append(spelled)
            self._roles[number] = role(spelled)
            self._has_vector[number] = False
        self._numbers[word] = number

    def _forget(self) -> None:
        self._words[:] = [""]
        self._numbers.clear()
        self.vectors[VOID] = 0.0
        self._has_vector[VOID] = True
        self._roles[VOID] = 0


def _spelled(word: str) -> str:
    """Return the word as the network knows it: breaks are alike, and numbers, and monsters."""
    if word[0].isalpha():
        return word if len(word) <= _LONGEST else "#"
    if word[0] == "\n":
        return "\n"
    return "9" * min(len(word), 12) if word[0].isdigit() else word


def floats(weights: npt.NDArray[Any]) -> Floats:
    """Return weights in single precision, row after row."""
    return np.ascontiguousarray(weights, np.float32)
