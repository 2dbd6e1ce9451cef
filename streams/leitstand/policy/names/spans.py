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
    is_place,
    is_surname,
    role,
)

UNSURE = 0.22
"""Below this probability a word is no part of a person's name."""
SURE = 0.8
"""From here on a word is a name wherever it stands in the same text."""
DOUBTFUL = 0.75
"""Below this probability a known noun, or a compound that ends in one, is no name."""
HINT, REPEATED = 0.1, 0.6
"""So likely it must be by itself; so likely it becomes."""
PAIRED = 0.6
"""Least probability of a first name and a surname of the lists that stand together."""
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
        "sir",
        "miss",
        "inspektor",
        "agent",
        "pater",
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
_RANKS = frozenset(
    {"Freiherr", "Freiherrn", "Freifrau", "Graf", "Gräfin", "Baron", "Baronin", "Ritter", "Edler"}
)
"""What stands between the first name and the surname of the nobility: Karl Freiherr von Stein."""
_EPITHET = re.compile(
    r"(?:Groß|Klein|Alt|Jung|Kahl|Fromm|Kühn|Gut|Heilig|Schön|Stark|Erlaucht|Weis|Jünger|Älter|Bärtig"
    r"|Lang|Kurz|Dick|Stolz|Streng|Reich|Eisern|Sanftmütig|Beständig|Schrecklich|Schwarz|Rot|Weiß"
    r"|Faul|Friedfertig|Freigiebig|Gerecht|Gütig|Prächtig|Siegreich|Stammler)en?"
    r"|(?:Täufer|Bayer|Löwe|Bär|Eroberer|Seefahrer|Evangelist|Einäugige)[ns]?"
)
_ARTICLES = frozenset({"der", "die", "des", "dem", "den"})
_NUMERAL = re.compile(r"[IVX]{1,5}\.?")
_LOOSE = JOINS | ADDRESS
_OPENS_CELL, _CLOSES_CELL = "\n|:;", "\n|;,("


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name, as places among the words."""

    first: int
    end: int
    """One behind the last word."""
    certainty: float
    """Mean of the network's probabilities of its words, 0 to 1."""


def names(words: Sequence[str], answers: Answers) -> Iterator[Name]:
    """Yield the names in order; what belongs together though something stands between is one."""
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
    """Say whether a first name, a particle or a rank, and a surname follow each other, or a list does."""
    between = words[left.end : right.first]
    if between == [","]:
        return _is_in_a_list(words, left, right)
    if (
        0 < len(between) <= 3
        and between[0] in _RANKS
        and all(word in _RANKS or word in _PARTICLES or word in _NOBLE for word in between)
    ):
        return is_first_name(words[left.end - 1])
    return (
        right.first - left.end == 1
        and words[left.end] in _PARTICLES
        and is_first_name(words[left.end - 1])
        and not is_first_name(words[right.first])
    )


def _is_in_a_list(words: Sequence[str], left: Name, right: Name) -> bool:
    """Say whether a surname and first names fill a cell, a line or a field: | Krüger, Manfred |."""
    before = words[left.first - 1] if left.first else "\n"
    behind = words[right.end] if right.end < len(words) else "\n"
    if left.end - left.first > 1 or before[0] not in _OPENS_CELL or behind[0] not in _CLOSES_CELL:
        return False
    called = words[right.first : right.end]
    if not is_first_name(called[0]) or (is_surname(called[-1]) and not is_first_name(called[-1])):
        return False
    fills_a_cell = before[0] == behind[0] == "|"
    surname = words[left.first]
    return fills_a_cell or (is_surname(surname) and not is_first_name(surname))


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
    form of address, or a sure first name, stands before it. What it overlooks is taken away: nouns.
    """
    both = list(zip(answers.places, answers.begins, answers.goes_on, strict=True))
    sure = {words[place] for place, begins, goes_on in both if begins + goes_on >= SURE}
    before = -9
    for place, begins, goes_on in both:
        person = begins + goes_on
        if person < SURE:
            word = words[place]
            if is_addressed(words, place):
                person = max(person, ADDRESSED)
            elif person >= HINT and (word in sure or _follows_first_name(words, place, before)):
                person = max(person, REPEATED)
            elif opens_pair(words, place):
                person, begins, goes_on = max(person, PAIRED), 1.0, 0.0
            elif place > 0 and opens_pair(words, place - 1):
                person, begins, goes_on = max(person, PAIRED), 0.0, 1.0
        before = place if person >= SURE else -9
        doubtful = person < DOUBTFUL
        if person >= UNSURE and not (doubtful and _is_only_a_noun(words, place)):
            yield place, person, begins > goes_on


def opens_pair(words: Sequence[str], place: int) -> bool:
    """Say whether a first name that is nothing else stands before a surname of the lists.

    The network met many such words as a cook, a judge or a weaver: Paul Koch is a name all the same.
    """
    if place + 1 >= len(words):
        return False
    first, last = words[place], words[place + 1]
    if not (_is_written_as_name(first) and _is_written_as_name(last)):
        return False
    # Lena and Charlotte are places, too, but hardly in front of a surname.
    called = is_only_a_name(first) or (is_place(first) and not is_surname(first))
    known = called and is_first_name(first) and is_surname(last)
    noble = last in _RANKS and any(word in _PARTICLES for word in words[place + 2 : place + 3])
    return known and not is_place(last) and not noble


def _is_written_as_name(word: str) -> bool:
    written = len(word) > 1 and word[0].isupper() and word[1:].islower()
    return written and word.lower() not in _PARTICLES


def _follows_first_name(words: Sequence[str], place: int, before: int) -> bool:
    """Say whether a surname follows a sure name that is a first name: Benjamin Schwarz."""
    return (
        before == place - 1
        and is_first_name(words[before])
        and is_surname(words[place])
        and not is_place(words[place])
    )


def _is_only_a_noun(words: Sequence[str], place: int) -> bool:
    """Say whether it is a known noun that follows neither a form of address nor a first name."""
    led = is_addressed(words, place) or (place > 0 and is_first_name(words[place - 1]))
    return not led and is_common_noun(words[place])


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
    while group and (
        _ends_badly(words[group[-1][0]])
        or _ends_with_acronym(words, group)
        or _ends_with_small_word(words, group)
    ):
        group = group[:-1]
    if _begins_with_acronym(words, group):
        group = group[1:]
    while group and _begins_badly([words[place] for place, _ in group]):
        group = group[1:]
    if group and not _leads_to_name(words, group):
        sure = [certainty for place, certainty in group if words[place][0].isalpha()]
        end = _behind_numeral(words, group[-1][0] + 1)
        first = _before_particles(words, group[0][0], end)
        yield Name(first=first, end=end, certainty=sum(sure) / len(sure))


def _ends_with_acronym(words: Sequence[str], group: list[tuple[int, float]]) -> bool:
    """Say whether it is a journal or a party behind a name: Walker NZA."""
    last = words[group[-1][0]]
    titled = any(words[place].istitle() and len(words[place]) > 2 for place, _ in group)
    return 1 < len(last) <= 4 and last.isalpha() and last.isupper() and titled


def _ends_with_small_word(words: Sequence[str], group: list[tuple[int, float]]) -> bool:
    """Say whether a verb or the like follows a name in capitals: Demir schied."""
    return words[group[-1][0]].islower() and words[group[0][0]].istitle()


def _begins_with_acronym(words: Sequence[str], group: list[tuple[int, float]]) -> bool:
    """Say whether an office or a party stands before a first name: CEO Anna Kern."""
    if len(group) < 2 or not is_first_name(words[group[1][0]]):
        return False
    first = words[group[0][0]]
    return 1 < len(first) <= 4 and first.isupper() and not words[group[1][0]].isupper()


def _before_particles(words: Sequence[str], first: int, end: int) -> int:
    """Return where a surname begins whose particles stand behind a form of address: Herr von Weyer."""
    start = first
    if first + 1 < end and is_first_name(words[first]):
        return first
    while start > max(0, first - 2) and words[start - 1] in _NOBLE:
        start -= 1
    if words[start] in _ARTICLES:
        return first  # Herr der Lage
    if words[start] == "van":
        return start
    return start if start and is_address(words[start - 1]) else first


def _behind_numeral(words: Sequence[str], end: int) -> int:
    """Return the end of a name with what tells one of a first name from others: Otto II., Karl der Große."""
    if _has_epithet(words, end):
        return end + 2
    if end < len(words) and _NUMERAL.fullmatch(words[end]) and is_first_name(words[end - 1]):
        dotted = end + 1 < len(words) and words[end + 1] == "."
        return end + 2 if dotted else end + 1 if words[end][-1] == "." else end
    return end


def _has_epithet(words: Sequence[str], end: int) -> bool:
    return (
        end + 1 < len(words)
        and words[end] in _ARTICLES
        and is_first_name(words[end - 1])
        and _EPITHET.fullmatch(words[end + 1]) is not None
    )


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
    if word.islower() and parts[1].istitle() and not role(word) & JOINS:
        return True  # A verb: schoss Kaka
    if word.islower() and word in _PREPOSITIONS:
        return is_first_name(parts[1])
    return word.lower() in _TITLES or is_common_noun(word)
