"""What stands around a name that shows it to be a thing, or a house, a firm, a prize called after someone."""

import re
from collections.abc import Sequence

from leitstand.policy.names.features import known_as, stem_flags
from leitstand.policy.names.lexicon import FIRST, LAST, MAKE, NOUN, PLACE, lexicon
from leitstand.policy.names.spans import Name
from leitstand.policy.names.vocabulary import is_address, is_common_noun

_BEFORE = frozenset(
    {
        "Haus",
        "Kita",
        "Kindergarten",
        "Schule",
        "Grundschule",
        "Klinik",
        "Klinikum",
        "Gasthaus",
        "Hotel",
    }
    | {
        "St.",
        "Sankt",
        "Stift",
        "Villa",
        "Gruppe",
        "Orkan",
        "Sturm",
        "Sturmtief",
        "Aktion",
        "Projekt",
    }
    | {
        "Server",
        "Drucker",
        "Tiefgarage",
        "Parkhaus",
        "Firma",
        "Fa.",
        "Bäckerei",
        "Metzgerei",
        "Autohaus",
    }
    | {
        "Kanzlei",
        "Spedition",
        "Gärtnerei",
        "Apotheke",
        "Restaurant",
        "Café",
        "Kloster",
        "Ruine",
        "Verlag",
    }
    | {
        "Stadtteil",
        "Ortsteil",
        "Gemarkung",
        "Gewann",
        "Flur",
        "Weiler",
        "Dorf",
        "Ort",
        "Kreis",
        "Gewässer",
    }
    | {
        "Hurrikan",
        "Taifun",
        "Tief",
        "Hoch",
        "Festung",
        "Berg",
        "Station",
        "Haltestelle",
        "Bahnhof",
        "Großraum",
    }
    | {
        "Region",
        "Raum",
        "Stadtbezirk",
        "Gemeinden",
        "Orte",
        "Städte",
        "Orten",
        "Städten",
        "Landkreise",
    }
    | {
        "Provinz",
        "Burg",
        "Schloss",
        "Hafen",
        "Insel",
        "Stadt",
        "Gemeinde",
        "Bezirk",
        "Landkreis",
        "Fluss",
    }
)
"""What is called after a saint, a founder, or somebody it likes; and what has a name of its own."""
_COMPOUND_BEFORE = (
    "konzept", "gebiet", "projekt", "bahnhof", "halle", "schule", "garten", "park", "museum", "orkan",
    "kreis", "werk", "server", "dorf", "siedlung", "hütte", "tunnel", "brücke",
)  # fmt: skip
"""How such a word ends when it is a compound, in small letters: Sturzflutkonzept Katzenbach."""
_BEHIND = frozenset(
    {
        "Universität",
        "Hochschule",
        "Gymnasium",
        "Realschule",
        "Schule",
        "Grundschule",
        "Gesamtschule",
    }
    | {"Institut", "Stiftung", "Haus", "Halle", "Straße", "Str.", "Platz", "Weg", "Allee", "Preis"}
    | {"GmbH", "AG", "KG", "OHG", "UG", "SE", "Ltd", "Inc", "Group", "Holding", "Holdings", "Band"}
    | {
        "Klinik",
        "Klinikum",
        "Krankenhaus",
        "Stadion",
        "Arena",
        "Park",
        "Theater",
        "Verlag",
        "Bibliothek",
    }
)
"""What bears the name before it."""
_NEVER_BEFORE = frozenset({"am", "im", "ins", "ans", "aufs", "Am", "Im", "Ins"})
"""A preposition and the article in one: behind it stands a brook, a street, a house, hardly a person."""
_CALLED = frozenset({"Florian", "Florentine", "Christoph", "Akkon", "Heros", "Pelikan", "Kater"})
"""What radio calls of fire engines, ambulances and rescue helicopters begin with: Florian Aalen 1/44-1."""
_CALL = re.compile(r"[0-9]{1,2}[/-][0-9/-]+")
"""Their number; that of a helicopter has no stroke and stands directly behind."""
_LINKS = frozenset({",", ";", "/", "und", "oder", "-"})


def is_called_after(words: Sequence[str], name: Name) -> bool:
    """Say whether a house or a firm bears the name."""
    if name.end < len(words) and words[name.end] in _BEHIND:
        return True
    alone = name.end - name.first == 1
    if not alone or not name.first:
        return False
    before = words[name.first - 1]
    return before in _BEFORE or (len(before) > 8 and before.lower().endswith(_COMPOUND_BEFORE))


def is_no_person(words: Sequence[str], name: Name) -> bool:
    """Say whether it is a radio call, stands behind ``am`` or ``im``, is a place or a make of the lists.

    A single word that no list of names has, among things, is one of them.
    """
    if words[name.end - 1] == "Musterstadt":
        return True
    if _is_radio_call(words, name):
        return True
    if name.first > 0 and words[name.first - 1] in _NEVER_BEFORE:
        return True
    if name.end - name.first > 1:
        return False
    unknown = not known_as(words[name.first], lexicon()) & (FIRST | LAST)
    return _is_only_a_place(words[name.first]) or (unknown and is_among_things(words, name))


def _is_radio_call(words: Sequence[str], name: Name) -> bool:
    if words[name.first] not in _CALLED or name.end >= len(words):
        return False
    if name.end - name.first == 1 and words[name.end].isdigit():
        return True
    return any(map(_CALL.fullmatch, words[name.end : name.end + 2]))


def _is_only_a_place(word: str) -> bool:
    """Say whether the lists know it, a genitive's s apart, as a place or a make, and as no name."""
    flags = known_as(word, lexicon())
    if not flags & (FIRST | LAST | PLACE | MAKE):
        flags |= stem_flags(word, lexicon())
    return flags & (PLACE | MAKE) != 0 and not flags & (FIRST | LAST)


def is_among_things(words: Sequence[str], name: Name) -> bool:
    """Say whether a single word stands in a list of things: Schals, Schleier, Stiefel.

    A surname that is no common word must have a thing before it, and no name behind it; a first name
    stays one.
    """
    if name.end - name.first > 1:
        return False
    flags = known_as(words[name.first], lexicon())
    if flags & FIRST and not flags & NOUN:
        return False
    left = _is_thing(words, name.first - 1, name.first - 2)
    right = _is_thing(words, name.end, name.end + 1)
    if flags & LAST and not flags & NOUN:
        return left and (right or not _is_linked(words, name.end, name.end + 1))
    return left or right


def _is_linked(words: Sequence[str], link: int, place: int) -> bool:
    inside = min(link, place) >= 0 and max(link, place) < len(words)
    return inside and words[link] in _LINKS and words[place][0].isupper()


def _is_thing(words: Sequence[str], link: int, place: int) -> bool:
    """Say whether a comma or the like leads to a noun, or to a word that is no name of the lists."""
    if not _is_linked(words, link, place) or is_address(words[place]):
        return False
    known = known_as(words[place], lexicon()) & (FIRST | LAST)
    return is_common_noun(words[place]) or not known
