"""From answers to names: which words together name a person, and how sure the network is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from leitstand.policy.names.network import Answers
from leitstand.policy.names.vocabulary import (
    ADDRESS,
    COULD_BE,
    JOINS,
    is_address,
    is_common_noun,
    is_first_name,
    is_only_a_name,
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
_PARTICLES = frozenset(
    {"von", "van", "de", "zu", "vom", "zum", "zur", "del", "della", "di", "da", "al", "el"}
)
"""What parts a first name and a surname of one name."""
_NOBLE = frozenset({"von", "van", "de", "zu", "vom", "zum", "zur", "der", "den", "dem"})
"""What a surname may begin with behind Herr or Frau."""
_PREPOSITIONS = frozenset({"von", "zu", "vom", "zum", "zur", "und", "der", "den", "du", "da"})
"""What may begin a surname (von Stetten), but before a first name it is a word of the sentence."""
_TITLES = frozenset(
    {
        "könig",
        "königin",
        "kaiser",
        "kaiserin",
        "fürst",
        "fürstin",
        "herzog",
        "herzogin",
        "prinz",
        "prinzessin",
    }
    | {
        "papst",
        "zar",
        "zarin",
        "graf",
        "gräfin",
        "lord",
        "lady",
        "sir",
        "don",
        "mutter",
        "vater",
        "tante",
        "onkel",
    }
    | {
        "oma",
        "opa",
        "bruder",
        "schwester",
        "patient",
        "patientin",
        "ra",
        "rain",
        "kollege",
        "kollegin",
        "zeuge",
    }
    | {
        "zeugin",
        "kläger",
        "klägerin",
        "richter",
        "richterin",
        "dipl.",
        "ing.",
        "mag.",
        "mme",
        "madame",
        "monsieur",
    }
)
"""What some surnames are too, but before another word of a name it is a title or what somebody is."""
_RELATED = frozenset(
    {
        "vater",
        "mutter",
        "sohn",
        "tochter",
        "bruder",
        "schwester",
        "onkel",
        "tante",
        "oma",
        "opa",
        "enkel",
        "enkelin",
    }
    | {
        "kollege",
        "kollegin",
        "kollegen",
        "nachbar",
        "nachbarin",
        "hausmeister",
        "mitarbeiter",
        "mitarbeiterin",
    }
    | {
        "zeuge",
        "zeugin",
        "mieter",
        "mieterin",
        "patient",
        "patientin",
        "schüler",
        "schülerin",
        "ra",
        "rain",
    }
    | {"rechtsanwalt", "rechtsanwältin", "geb.", "geborene", "geborener", "gez."}
)
_NUMERAL = re.compile(r"[IVX]{1,5}\.?")
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
    """Yield the names in order; ``Annette`` and ``Droste`` with a particle between them are one."""
    last: Name | None = None
    for name in _runs(words, answers):
        if last is not None and _belong_together(words, last, name):
            certainty = (last.certainty + name.certainty) / 2
            last = Name(first=last.first, end=name.end, certainty=certainty)
            continue
        if last is not None:
            yield last
        last = name
    if last is not None:
        yield last


def _belong_together(words: Sequence[str], left: Name, right: Name) -> bool:
    """Say whether a first name, a particle and a surname follow each other."""
    return (
        right.first - left.end == 1
        and words[left.end] in _PARTICLES
        and is_first_name(words[left.end - 1])
        and not is_first_name(words[right.first])
    )


def _runs(words: Sequence[str], answers: Answers) -> Iterator[Name]:
    """Yield the names as the network parts them."""
    group: list[tuple[int, float]] = []
    for place, person, begins in _weighed(words, answers):
        if group and (place != group[-1][0] + 1 or begins or _parts_names(words, group, place)):
            yield from _trimmed(words, group)
            group = []
        group.append((place, person))
    yield from _trimmed(words, group)


def _parts_names(words: Sequence[str], group: list[tuple[int, float]], place: int) -> bool:
    """Say whether a comma stands between two people, not between surname and first name.

    It does behind Frau Bondarenko, and behind a first name that is no surname.
    """
    first = group[0][0]
    if words[place] != ",":
        return False
    return is_addressed(words, first) or not (
        is_surname(words[place - 1]) or not is_first_name(words[place - 1])
    )


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

    An office may stand between them, before a name of the lists: Frau Stadträtin Schäfer. Who is
    called what somebody is to others, is called by a name too, if it is no common word: Vater Okan.
    """
    before = place - 1 - (place > 0 and words[place - 1][0] == "\n")
    if before < 0:
        return False
    if is_address(words[before]):
        return _could_be_called(words[place])
    if before == place - 1 and words[before].lower() in _RELATED:
        return words[place][0].isupper() and is_only_a_name(words[place])
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
    while group and (_ends_badly(words[group[-1][0]]) or _ends_with_acronym(words, group)):
        group = group[:-1]
    while group and _begins_badly([words[place] for place, _ in group]):
        group = group[1:]
    if group and not _leads_to_name(words, group):
        sure = [certainty for place, certainty in group if words[place][0].isalpha()]
        end = _behind_numeral(words, group[-1][0] + 1)
        yield Name(
            first=_before_particles(words, group[0][0]), end=end, certainty=sum(sure) / len(sure)
        )


def _ends_with_acronym(words: Sequence[str], group: list[tuple[int, float]]) -> bool:
    """Say whether it is a journal or a party behind a name: Walker NZA."""
    last = words[group[-1][0]]
    titled = any(words[place].istitle() and len(words[place]) > 2 for place, _ in group)
    return 1 < len(last) <= 4 and last.isalpha() and last.isupper() and titled


def _before_particles(words: Sequence[str], first: int) -> int:
    """Return where a surname begins whose particles stand behind a form of address: Herr von Weyer."""
    start = first
    while start > max(0, first - 2) and words[start - 1] in _NOBLE:
        start -= 1
    return start if start and is_address(words[start - 1]) else first


def _behind_numeral(words: Sequence[str], end: int) -> int:
    """Return the end of a name with the number of a king or pope behind its first name: Otto II."""
    if end < len(words) and _NUMERAL.fullmatch(words[end]) and is_first_name(words[end - 1]):
        dotted = end + 1 < len(words) and words[end + 1] == "."
        return end + 2 if dotted else end + 1 if words[end][-1] == "." else end
    return end


def _leads_to_name(words: Sequence[str], group: list[tuple[int, float]]) -> bool:
    """Say whether it is only what somebody is, before a name: Patient Gerhard Nothacker."""
    place = group[0][0]
    return (
        len(group) == 1
        and words[place].lower() in _TITLES
        and place + 1 < len(words)
        and words[place + 1].istitle()
        and not is_addressed(words, place)
    )


def _ends_badly(word: str) -> bool:
    return not word[0].isalpha() or (word.islower() and role(word) & _LOOSE != 0)


def _begins_badly(parts: Sequence[str]) -> bool:
    """Say whether it is a sign, a title, or, before a name, an office, a trade or a preposition."""
    word = parts[0]
    if not word[0].isalpha() or is_address(word):
        return True
    if len(parts) == 1 or parts[1] == ",":
        return False
    if word.islower() and word in _PREPOSITIONS:
        return is_first_name(parts[1])
    return word.lower() in _TITLES or is_common_noun(word)
