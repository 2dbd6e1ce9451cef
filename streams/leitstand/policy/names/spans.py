"""From tags to names: where in the text a person stands, and how sure the network is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from leitstand.policy.names.features import known_as
from leitstand.policy.names.lexicon import COMMON, FIRST, LAST, NOUN, lexicon
from leitstand.policy.names.network import (
    PERSON_BEGINS,
    PERSON_GOES_ON,
    REACH,
    Floats,
    Network,
)
from leitstand.policy.names.tokens import Token

UNSURE = 0.30
"""Below this probability a word is no person's name."""
_CALLED = frozenset(
    [
        "herr",
        "herrn",
        "hr",
        "hr.",
        "hrn.",
        "frau",
        "fr.",
        "frl.",
        "familie",
        "fam.",
        "eheleute",
        "dr.",
        "dr",
        "prof.",
        "prof",
        "mr",
        "ms",
        "mrs",
    ]
)
_JOINS = frozenset(
    [
        "von",
        "vom",
        "van",
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
        ",",
        "-",
        ".",
        "'",
        "\u2019",
    ]
)


def is_address(word: str) -> bool:
    """Say whether the word is a form of address or a title: what follows it is a name."""
    return word.lower() in _CALLED


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name, as places among the tokens."""

    first: int
    """First token; ``end`` is one behind the last."""
    end: int
    certainty: float
    """The network's probability of its least sure word of weight, 0 to 1."""


def candidates(words: Sequence[str]) -> list[int]:
    """Return the places of words that could be a name, by themselves or after a form of address."""
    known = lexicon()
    places: list[int] = []
    before = ""
    for place, word in enumerate(words):
        if word[0].isalpha() and _could_be(word, before, known):
            places.append(place)
        if word != "\n":
            before = word
    return places


def _could_be(word: str, before: str, known: Mapping[str, int]) -> bool:
    flags = known.get(word, 0)
    if flags & (FIRST | LAST) or is_address(before):
        return True
    if flags & (NOUN | COMMON):
        return False
    if word.islower():
        return bool(known_as(word, known) & (FIRST | LAST))
    return not known.get(word.lower(), 0) & COMMON


def names(network: Network, read: Sequence[Token]) -> Iterator[Name]:
    """Yield the names among the tokens. The network looks only at what could be one, and around."""
    words = [word for word, _, _ in read]
    places = candidates(words)
    if not places:
        return
    looked, answers = _answers(network, words, places)
    yield from _grouped(words, looked, answers)


def _answers(network: Network, words: list[str], places: list[int]) -> tuple[list[int], Floats]:
    """Return the places that may carry a name, with the network's answer for each."""
    allowed = dict.fromkeys(places)
    for place in places:
        for near in (place + 1, place + 2, place - 1):
            if 0 <= near < len(words) and words[near].lower() in _JOINS:
                allowed[near] = None
    seen = sorted({near for place in allowed for near in range(place - REACH, place + REACH + 1)})
    answers = network.probabilities(
        [words[place] if 0 <= place < len(words) else "" for place in seen]
    )
    at = {place: number for number, place in enumerate(seen)}
    looked = sorted(allowed)
    return looked, answers[[at[place] for place in looked]]


def _grouped(words: list[str], looked: list[int], answers: Floats) -> Iterator[Name]:
    begins = answers[:, PERSON_BEGINS].tolist()
    goes_on = answers[:, PERSON_GOES_ON].tolist()
    first = end = -1
    sure: list[float] = []
    for number, place in enumerate(looked):
        person = begins[number] + goes_on[number]
        if person < UNSURE:
            continue
        joins = place == end and goes_on[number] >= begins[number]
        if not joins:
            if sure:
                yield from _trimmed(words, first, end, sure)
            first, sure = place, []
        end = place + 1
        sure.append(person)
    if sure:
        yield from _trimmed(words, first, end, sure)


def _trimmed(words: list[str], first: int, end: int, sure: list[float]) -> Iterator[Name]:
    while end > first and not words[end - 1][0].isalpha() and words[end - 1] not in ".":
        end -= 1
    while end > first and not words[first][0].isalpha():
        first += 1
        sure = sure[1:]
    if end > first:
        weighty = [s for s, w in zip(sure, words[first:end], strict=False) if w[0].isalpha()]
        yield Name(first=first, end=end, certainty=min(weighty))
