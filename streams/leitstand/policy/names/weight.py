"""How much a name that the network found weighs: confidence and reasons, or nothing at all."""

import re
from collections.abc import Sequence

from leitstand.policy.cited import is_cited
from leitstand.policy.evidence import Evidence, Reason
from leitstand.policy.names.features import known_as, stem_flags
from leitstand.policy.names.lexicon import FIRST, LAST, NOUN, lexicon
from leitstand.policy.names.public_office import holds_public_office
from leitstand.policy.names.renowned import is_renowned
from leitstand.policy.names.spans import Name
from leitstand.policy.names.surroundings import is_among_things, is_called_after, is_no_person
from leitstand.policy.names.things import is_a_thing
from leitstand.policy.names.vocabulary import is_address
from leitstand.schemas.vocabulary import Confidence

CERTAIN = 0.9
"""Probability from which a name with other evidence is high."""
POSSIBLE = 0.55
"""Probability from which a name is low."""
POSSIBLE_PAIR = 0.4
"""The same for a first name and a surname of the lists together."""
EVIDENT, SEVERAL, LISTED, SURNAME, UNLISTED = 0.5, 0.5, 0.52, 0.6, 0.9
"""Probabilities from which a name is medium: with a form of address, or first name and surname of the
lists; of several words; one first name, one surname of the lists; one word that no list knows or that
is a common word too. Chosen on held-back text."""
STRANGE = 0.75
"""The same for several words, none of which the lists know."""
OPENING = 0.1
"""What a single word at the beginning of a sentence, where every word is capitalised, must have more."""
_SPECIMENS = frozenset({"mustermann", "musterfrau"})
"""The names on forms and on the specimens of identity cards."""
_SPECIMEN_PAIRS = frozenset({("max", "muster"), ("erika", "muster"), ("maxi", "muster")})
_INVENTED = re.compile(
    r"erfunden|ausgedacht|fiktiv|beispiel(?:name|daten|person)|platzhalter|musterbrief|testdaten",
    re.IGNORECASE,
)
_NEAR = 60
"""Characters on each side in which somebody may say that a name is an example."""
_NOBODY = frozenset(
    {
        "xy",
        "xyz",
        "xx",
        "xxx",
        "yy",
        "yz",
        "zz",
        "nn",
        "abc",
        "ii",
        "iii",
        "iv",
        "vi",
        "sowieso",
        "soundso",
    }
)
"""What stands where a name will be written later."""
_WAYS = ("straße", "strasse", "gasse", "platz", "allee", "hausnr")
_BORN = frozenset({"geb.", "geborene", "geborener", "gez."})
"""What only a name stands behind."""
_ARTICLES = frozenset(
    {
        "ein",
        "eine",
        "einen",
        "einem",
        "einer",
        "eines",
        "kein",
        "keine",
        "keinen",
        "keinem",
        "das",
        "dem",
        "den",
        "des",
    }
    | {
        "im",
        "am",
        "ins",
        "ans",
        "beim",
        "zum",
        "zur",
        "dieser",
        "diese",
        "dieses",
        "jede",
        "jeder",
        "jedes",
        "viele",
    }
    | {
        "alle",
        "ohne",
        "mehr",
        "mein",
        "meine",
        "meinen",
        "ihr",
        "ihre",
        "ihren",
        "unser",
        "unsere",
        "unseren",
    }
)
_INFLECTED = re.compile(r"\A[a-zäöüß]{4,}(?:em|es|ische[nr]?|liche[nr]?|ige[nr]?)\Z")
"""What stands before nouns, and hardly ever before a surname alone."""
_NET = re.compile(r"@|://|www\.", re.IGNORECASE)
_GLUED = re.compile(r"[_@#\\]\Z")
_TITLE = re.compile(r"[„\"»][A-ZÄÖÜ0-9][^„“\"»«\n]{0,60}[“\"«] (?:von|by) \Z")
_DIGIT = re.compile(r"\d").search
_OPENS = frozenset(".!?:\n-*")


def weighed(text: str, words: Sequence[str], name: Name, place: tuple[int, int]) -> Evidence | None:
    """Return the evidence that a name is, or ``None`` where it is too little."""
    start, end = place
    parts = [word for word in words[name.first : name.end] if word[0].isalpha()]
    listed = _is_listed_pair(parts)
    if name.certainty < (POSSIBLE_PAIR if listed else POSSIBLE) or _is_technical(text, start, end):
        return None
    addressed = name.first > 0 and is_address(words[name.first - 1])
    if _is_placeholder(parts) or not (addressed or _is_person(text, words, name, place)):
        return None
    weak = holds_public_office(words, name) or (
        not addressed and _is_weak(text, words, name, place, parts)
    )
    wanted = EVIDENT if addressed or listed else _wanted(words, name, parts)
    likely = not weak and name.certainty >= wanted and not _is_specimen(parts)
    sure = likely and (addressed or listed) and name.certainty >= CERTAIN
    return Evidence(
        start=start,
        end=end,
        confidence=(Confidence.HIGH if sure else Confidence.MEDIUM) if likely else Confidence.LOW,
        reasons=(
            Reason.MODEL,
            *((Reason.CONTEXT,) if addressed else ()),
            *((Reason.NAME_LIST,) if listed else ()),
        ),
    )


def _is_placeholder(parts: Sequence[str]) -> bool:
    """Say whether it is initials alone, as decisions number their parts, Frau XY, or F90-AB."""
    if any(map(_DIGIT, parts)):
        return True
    return all(len(part.rstrip(".")) < 2 or part.rstrip(".").lower() in _NOBODY for part in parts)


def _is_person(text: str, words: Sequence[str], name: Name, place: tuple[int, int]) -> bool:
    """Say whether nothing around a name without a form of address makes it a thing."""
    return not (
        _is_small_among_tall(text, place)
        or is_no_person(words, name)
        or is_called_after(words, name)
    )


def _is_weak(
    text: str, words: Sequence[str], name: Name, place: tuple[int, int], parts: Sequence[str]
) -> bool:
    """Say whether it is a name, but tells nothing about a person whom somebody could know."""
    return (
        is_cited(text, *place)
        or is_renowned(parts)
        or _wrote_what_is_quoted(text, place[0])
        or _is_said_to_be_invented(text, place)
        or any(part.lower().endswith(_WAYS) for part in parts)
        or _is_list(words, name)
        or is_among_things(words, name)
        or is_a_thing(words, name)
    )


def _wrote_what_is_quoted(text: str, start: int) -> bool:
    """Say whether a title in quotation marks stands before: „Der Vorleser“ von."""
    return _TITLE.search(text[max(0, start - 80) : start]) is not None


def _is_said_to_be_invented(text: str, place: tuple[int, int]) -> bool:
    start, end = place
    return _INVENTED.search(text, max(0, start - _NEAR), end + _NEAR) is not None


def _wanted(words: Sequence[str], name: Name, parts: Sequence[str]) -> float:
    """Return the least probability of a name that nothing else speaks for."""
    if len(parts) > 1:
        known = any(known_as(part, lexicon()) & (FIRST | LAST) for part in parts)
        return SEVERAL if known else STRANGE
    flags = known_as(parts[0], lexicon()) | stem_flags(parts[0], lexicon())
    before = words[name.first - 1] if name.first else ""
    if before in _BORN and flags & (FIRST | LAST):
        return EVIDENT
    if flags & NOUN or not flags & (FIRST | LAST):
        return UNLISTED
    if not flags & FIRST and (before.lower() in _ARTICLES or _INFLECTED.search(before)):
        return UNLISTED
    least = LISTED if flags & FIRST else SURNAME
    opens = not before or before[0] in _OPENS
    return least + OPENING if opens and not flags & FIRST else least


def _is_list(words: Sequence[str], name: Name) -> bool:
    """Say whether it is two words with a comma, of which none is known as a first name."""
    inside = words[name.first : name.end]
    return "," in inside and not any(known_as(word, lexicon()) & FIRST for word in inside)


def _is_specimen(parts: Sequence[str]) -> bool:
    folded = tuple(map(str.lower, parts))
    return not _SPECIMENS.isdisjoint(folded) or folded in _SPECIMEN_PAIRS


def _is_listed_pair(parts: Sequence[str]) -> bool:
    """Say whether a first name and a surname stand together, in either order."""
    flags = [known_as(word, lexicon()) | stem_flags(word, lexicon()) for word in parts]
    if len(flags) < 2:
        return False
    forwards = flags[0] & FIRST and flags[-1] & LAST
    return bool(forwards or (flags[0] & LAST and flags[-1] & FIRST))


def _is_small_among_tall(text: str, place: tuple[int, int]) -> bool:
    """Say whether a name in small letters stands in a text that uses capitals."""
    start, end = place
    around = text[max(0, start - 100) : end + 100]
    return text[start:end].islower() and not around.islower()


def _is_technical(text: str, start: int, end: int) -> bool:
    """Say whether it is part of an e-mail address, a link, a variable, a compound, a slot."""
    before = re.search(r"\S*\Z", text[max(0, start - 64) : start])
    behind = re.match(r"\S*", text[end : end + 64])
    head, tail = before.group() if before else "", behind.group() if behind else ""
    in_slot = bool(head and tail) and head[-1] in "{<[" and tail[0] in "}>]"
    return (
        in_slot or tail[:1] in ("_", "-") or bool(_GLUED.search(head) or _NET.search(head + tail))
    )
