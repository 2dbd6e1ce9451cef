"""Serial numbers of German identity cards and passports, shared by their two detectors.

Source: Passverordnung and Personalausweisverordnung (authority key of four places and five random
ones, of digits and the consonants that resemble no digit), check digit of ICAO Doc 9303 part 3.
"""

import re
from operator import itemgetter

from leitstand.policy.checksums_documents import mrz_check_digit
from leitstand.policy.detectors._near import has_any, last_of, words_before, words_behind
from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.schemas.vocabulary import Category, Confidence

LETTERS = "CFGHJKLMNPRTVWXYZ"
"""No vowels, and nothing that looks like a digit: B, D, O, Q, S."""
SERIAL = rf"\b[{LETTERS}][0-9{LETTERS}]{{8}}"
"""Anchor of both detectors, so that the engine looks once."""
SERIAL_TRIGGER = "|".join(f"{letter}[0-9]" for letter in LETTERS)
"""A serial number without any digit proves nothing: a digit follows a letter somewhere."""
_END = r"(?![A-Za-z0-9ÄÖÜäöüß<])(?!-[0-9A-Za-z])"
_START = r"(?<![A-Za-z0-9<])(?<![0-9A-Za-z][\-/.:])"
_GAP = r"[ \t\r\n.\-/]{1,2}"


def plain_pattern(first: str) -> str:
    """Return the expression for a whole serial number with its check digit, in capitals or small."""
    capitals = rf"[{first}][0-9{LETTERS}]{{8}}"
    small = capitals.translate(str.maketrans(LETTERS, LETTERS.lower()))
    return rf"{_START}(?:{capitals}[ ]?[0-9](?: ?D)?|{small}[ ]?[0-9](?: ?d)?|{capitals}){_END}"


_X = r"(?:[A-Za-z0-9]|(?<=[A-Za-z0-9])\|)"
_GROUPS = "|".join(
    (
        rf"{_X}{{9}}",
        rf"{_X}{{4}}{_GAP}{_X}{{5}}",
        rf"{_X}{{4}}{_GAP}{_X}{{4}}{_GAP}{_X}",
        rf"{_X}{{3}}{_GAP}{_X}{{3}}{_GAP}{_X}{{3}}",
        rf"{_X}{_GAP}{_X}{{8}}",
        rf"{_X}(?:{_GAP}{_X}){{8}}",
    )
)
NAMED_PATTERN = rf"{_START}(?:{_GROUPS})(?:(?:{_GAP})?[0-9OIlSB](?:(?:{_GAP})?[Dd])?)?{_END}"
"""A serial number in groups, with look-alikes; only where a word names it."""

_ID_CARD = (
    "personalausweis",
    " perso ",
    " pa nr",
    " pa nummer",
    " bpa ",
    "identitätskarte",
    "identitaetskarte",
    "identity card",
    " id karte",
    " id card",
    "aufenthaltstitel",
    "aufenthaltskarte",
    "aufenthaltserlaubnis",
    " eat n",
)
_PASSPORT = (
    "reisepass",
    "reisepäss",
    "reisepaess",
    "kinderpass",
    "dienstpass",
    "diplomatenpass",
    " pass ",
    " passes ",
    " passnummer",
    " passnr",
    " passdaten",
    " passinhaber",
    "passport",
)
_EITHER = (
    "ausweis",
    "ausweises",
    "ausweisnummer",
    "ausweisnr",
    "dokumentennummer",
    "dokumentennr",
    "dokumentnummer",
    "dokumenten nr",
    "dokumenten nummer",
)
_NO_DOCUMENT = (
    "behindertenausweis",
    "dienstausweis",
    "energieausweis",
    "büchereiausweis",
    "gastausweis",
    "bewohnerparkausweis",
    "parkausweis",
    "leseausweis",
    "mitarbeiterausweis",
    "besucherausweis",
)
_OTHERWISE = (
    *_NO_DOCUMENT,
    "rechnung",
    "kundennummer",
    "kundennr",
    "kunden nr",
    "bestell",
    "artikel",
    "inventar",
    "auftrag",
    "ticket",
    "lizenz",
    "aktenzeichen",
    " az ",
    "modell",
    " typ ",
    "zähler",
    "fahrgestell",
    " fin ",
    "sendung",
    "paket",
    "material",
    "charge",
    "gerät",
    "geraet",
    " tel",
    "konto",
    "vertrag",
    "angebot",
    "produkt",
    " teile",
    "version",
    "serien",
    "commit",
    " hash",
    "kassen",
    "führerschein",
    "fuehrerschein",
)
_DOCUMENTS_SERIAL = (
    "ausweisserien",
    "ausweis serien",
    "ausweis  serien",
    "passserien",
    "pass serien",
    "pass  serien",
)


def named(candidate: Candidate) -> Category | None:
    """Return what the nearest word calls it; ``OTHER`` for something else, ``None`` for nothing.

    A word that means both documents leaves it to the first letter of the serial number.
    """
    text = words_before(candidate, 60)
    # Of two that end together the special word comes first: a Personalausweis is an Ausweis.
    calls = (
        (last_of(text, _ID_CARD), Category.ID_CARD),
        (last_of(text, _PASSPORT), Category.PASSPORT),
        (last_of(text, _DOCUMENTS_SERIAL), _by_letter(candidate)),
        (last_of(text, _OTHERWISE), Category.OTHER),
        (last_of(text, _EITHER), _by_letter(candidate)),
    )
    end, category = max(calls, key=itemgetter(0))
    return category if end >= 0 else _named_behind(candidate)


def _named_behind(candidate: Candidate) -> Category | None:
    """Say what it is where a word just behind it calls it a document: "(Personalausweis)"."""
    text = words_behind(candidate, 40)
    named_so = has_any(text, _ID_CARD) or has_any(text, _PASSPORT)
    return _by_letter(candidate) if named_so else None


def _by_letter(candidate: Candidate) -> Category:
    return Category.PASSPORT if candidate.text[:1].upper() in "CFGHJK" else Category.ID_CARD


def judge_plain(candidate: Candidate, category: Category) -> Evidence | None:
    """Judge a serial number that nothing in it makes doubtful: all of its own alphabet."""
    compact = candidate.text.replace(" ", "").upper()
    whole = len(compact) >= 10
    if whole and not _right(compact):
        return None
    if not whole and _looks_cut_off(candidate, compact):
        return None
    calls = named(candidate)
    if calls not in (None, category):
        return None
    if calls is not None:
        reason = Reason.CHECKSUM if whole else Reason.STRUCTURE
        return _evidence(candidate, Confidence.HIGH, reason, Reason.CONTEXT)
    if not whole:
        return _evidence(candidate, Confidence.LOW, Reason.STRUCTURE) if _mixed(compact) else None
    if not _mixed(compact) and candidate.text[0].islower():
        return None
    sure = _mixed(compact) or not re.match(r"[A-Z]{1,3}(?:19|20)[0-9]{2}", compact)
    confidence = Confidence.MEDIUM if sure else Confidence.LOW
    return _evidence(candidate, confidence, Reason.CHECKSUM)


def judge_named(candidate: Candidate, category: Category) -> Evidence | None:
    """Judge what stands behind a word that names it, in groups or with look-alikes."""
    compact = re.sub(r"[^A-Za-z0-9|]", "", candidate.text)
    plain = _plain(compact)
    if sum(map(str.isdigit, compact[0] + plain[1:])) < 2 or not _one_case(candidate.text):
        return None
    whole = len(compact) >= 10
    if not (_is_whole(plain) if whole else _is_short(candidate, plain)):
        return None
    if named(candidate) is not category:
        return None
    reason = Reason.CHECKSUM if whole else Reason.STRUCTURE
    return _evidence(candidate, Confidence.HIGH, reason, Reason.CONTEXT)


def _is_whole(plain: str) -> bool:
    # Before November 2010 an identity card's number was of digits alone.
    return _WHOLE.fullmatch(plain) is not None and _right(plain)


def _is_short(candidate: Candidate, plain: str) -> bool:
    return _SHORT.fullmatch(plain) is not None and not _looks_cut_off(candidate, plain)


def _plain(compact: str) -> str:
    """Return capitals with look-alikes resolved, but for the nationality D at the end."""
    capitals = re.sub(r"(?<=[A-Z0-9])l", "1", compact).upper()
    return capitals[:10].translate(_FOLD) + capitals[10:]


_WHOLE = re.compile(rf"[0-9{LETTERS}]{{9}}[0-9]D?")
_SHORT = re.compile(rf"[{LETTERS}][0-9{LETTERS}]{{8}}")
_FOLD = str.maketrans("OQDI|SB", "0001158")


def _right(compact: str) -> bool:
    return str(mrz_check_digit(compact[:9])) == compact[9]


def _looks_cut_off(candidate: Candidate, nine: str) -> bool:
    """Say whether the check digit stands apart behind it, and is wrong."""
    apart = re.match(r"[ \-.]{0,2}([0-9])(?![0-9A-Za-z.,]{1,2})", candidate.after)
    return apart is not None and str(mrz_check_digit(nine)) != apart[1]


def _mixed(compact: str) -> bool:
    """Say whether a letter stands behind a digit: not a prefix with a running number."""
    return re.search(r"[0-9][A-Z]", compact[:9]) is not None


def _one_case(text: str) -> bool:
    letters = re.sub(r"[^A-Za-z]|(?<=[A-Z0-9])l", "", text)
    return letters.isupper() or letters.islower() or not letters


def _evidence(candidate: Candidate, confidence: Confidence, *reasons: Reason) -> Evidence:
    return Evidence(
        start=candidate.start, end=candidate.end, confidence=confidence, reasons=reasons
    )
