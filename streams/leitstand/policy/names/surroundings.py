"""What stands around a name that shows it to be a thing, or a house, a firm, a prize called after someone."""

from collections.abc import Sequence

from leitstand.policy.names.features import known_as
from leitstand.policy.names.lexicon import FIRST, LAST, NOUN, lexicon
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
_LINKS = frozenset({",", ";", "/", "und", "oder", "-"})


def is_called_after(words: Sequence[str], name: Name) -> bool:
    """Say whether a house or a firm bears the name."""
    if name.end < len(words) and words[name.end] in _BEHIND:
        return True
    alone = name.end - name.first == 1
    return alone and name.first > 0 and words[name.first - 1] in _BEFORE


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
