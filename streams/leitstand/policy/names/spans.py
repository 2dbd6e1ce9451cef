"""From answers to names: which words together name a person, and how sure the network is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from leitstand.policy.names.network import Answers
from leitstand.policy.names.vocabulary import (
    ADDRESS,
    COULD_BE,
    JOINS,
    is_address,
    is_common_noun,
    is_surname,
    role,
)

UNSURE = 0.22
"""Below this probability a word is no part of a person's name."""
SURE = 0.8
"""From here on a word is a name wherever it stands in the same text."""
HINT, REPEATED = 0.1, 0.6
"""So likely it must be by itself; so likely it becomes."""
ADDRESSED = 0.9
"""Least probability behind Herr or Frau."""
_LOOSE = JOINS | ADDRESS


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name, as places among the words."""

    first: int
    end: int
    """One behind the last word."""
    certainty: float
    """Mean of the network's probabilities of its words, 0 to 1."""


def names(words: Sequence[str], answers: Answers) -> Iterator[Name]:
    """Yield the names in order."""
    group: list[tuple[int, float]] = []
    for place, person, begins in _weighed(words, answers):
        if group and (place != group[-1][0] + 1 or begins):
            yield from _trimmed(words, group)
            group = []
        group.append((place, person))
    yield from _trimmed(words, group)


def _weighed(words: Sequence[str], answers: Answers) -> Iterator[tuple[int, float, bool]]:
    """Yield the place of each word that may be part of a name, how likely, and whether it begins one.

    What the network cannot see is added: the same word is a sure name elsewhere in the text, or a
    form of address stands before it.
    """
    both = list(zip(answers.places, answers.begins, answers.goes_on, strict=True))
    sure = {words[place] for place, begins, goes_on in both if begins + goes_on >= SURE}
    for place, begins, goes_on in both:
        person = begins + goes_on
        if person < SURE:
            word = words[place]
            if is_addressed(words, place):
                person = max(person, ADDRESSED)
            elif word in sure and person >= HINT:
                person = max(person, REPEATED)
        if person >= UNSURE:
            yield place, person, begins > goes_on


def is_addressed(words: Sequence[str], place: int) -> bool:
    """Say whether a form of address stands before a word that could be a name: Frau Klein.

    An office may stand between them, before a name of the lists: Frau Stadträtin Schäfer.
    """
    before = place - 1 - (place > 0 and words[place - 1][0] == "\n")
    if before < 0:
        return False
    if is_address(words[before]):
        return _could_be_called(words[place])
    return (
        before > 0
        and is_address(words[before - 1])
        and is_common_noun(words[before])
        and is_surname(words[place])
        and _could_be_called(words[place])
    )


def _could_be_called(word: str) -> bool:
    return role(word) & COULD_BE != 0 and not is_common_noun(word)


def _trimmed(words: Sequence[str], group: list[tuple[int, float]]) -> Iterator[Name]:
    """Yield a name without what is no part of it at its ends, if something is left."""
    while group and _ends_badly(words[group[-1][0]]):
        group = group[:-1]
    while group and _begins_badly(words[group[0][0]], alone=len(group) == 1):
        group = group[1:]
    if group:
        sure = [certainty for place, certainty in group if words[place][0].isalpha()]
        yield Name(first=group[0][0], end=group[-1][0] + 1, certainty=sum(sure) / len(sure))


def _ends_badly(word: str) -> bool:
    return not word[0].isalpha() or (word.islower() and role(word) & _LOOSE != 0)


def _begins_badly(word: str, *, alone: bool) -> bool:
    """Say whether it is a sign, a title, or, before a name, somebody's office or trade."""
    if not word[0].isalpha() or is_address(word):
        return True
    return not alone and is_common_noun(word)
