"""Passports: official specimens, other countries' numbers, zones, and what is none."""

import pytest

from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, Confidence

WANTED = frozenset({Category.PASSPORT, Category.ID_CARD})
HIGH, MEDIUM, LOW = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW
PASSPORT, ID_CARD = Category.PASSPORT, Category.ID_CARD


def findings(text: str) -> list[tuple[Category, str, Confidence]]:
    """Return what is found, as it stands in the given text."""
    return [(f.category, text[f.start : f.end], f.confidence) for f in scan(text, WANTED)]


FOUND = [
    ("Reisepass Nr. {} bitte einziehen", "C01X00T478", HIGH),
    ("Passnummer: {}", "C01XYCCG2", HIGH),
    ("Der Reisepass mit der Nummer {} ist abgelaufen.", "C01X0006H1", HIGH),
    ("Pass-Nr. {}", "c01x00t478", HIGH),
    ("Sein Pass ({}) ist weg", "C01X 00T47 8", HIGH),
    ("Verlust des Reisepasses, Nummer {}", "CO1X00T478", HIGH),
    ("Ausweisnummer {}", "C01X00T478", HIGH),
    ("Dokumentennummer: {}", "C01X00T47", HIGH),
    ("Notiert: {}", "C01X00T478", MEDIUM),
    ("Passnummer: {} (Türkei)", "U12345678", MEDIUM),
    ("Reisepass-Nr. {}, ausgestellt in Damaskus", "N 012345678", MEDIUM),
    ("Kinderreisepass Nr. {}", "F1234567", MEDIUM),
    ("passport no: {}", "FB123456", MEDIUM),
]


@pytest.mark.parametrize(("frame", "number", "confidence"), FOUND)
def test_a_passport_number(frame: str, number: str, confidence: Confidence) -> None:
    """Found whole; a check digit or a German form behind its word is high."""
    assert findings(frame.format(number)) == [(PASSPORT, number, confidence)]


CALLED = [
    ("Personalausweis C01X00T478", ID_CARD),
    ("Reisepass L01X00T471", PASSPORT),
    ("Ausweis C01X00T478", PASSPORT),
    ("Ausweis L01X00T471", ID_CARD),
    ("Kein Personalausweis, aber der Reisepass C01X00T478 liegt vor", PASSPORT),
]


@pytest.mark.parametrize(("text", "category"), CALLED)
def test_the_nearest_word_says_which_document(text: str, category: Category) -> None:
    """Where it means both, the first letter decides."""
    assert [c for c, _, _ in findings(text)] == [category]


NONE = [
    "Reisepass C01X00T479",
    "Passnummer C01X00T47 9",
    "Reisepass: 70 Euro, Express 102 Euro, Termin am 03.04.2026, Zimmer 112",
    "Der Pass kostet 37500000 Lira",
    "Passwort: C01X00T47",
    "Bildungspass 123456789",
    "Passnummer 00000000",
    "Passnummer [Passnummer]",
    "Rechnung C01X00T478",
    "Passt das so? 12345678 Stück",
    "Die Passnr. trage ich am 12.03.2026 nach",
]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_passport(text: str) -> None:
    """A wrong check digit, a price, another word with the same letters, a placeholder."""
    assert [f for f in findings(text) if f[2] is not LOW] == []


TD3 = "P<D<<MUSTERMANN<<ERIKA<<<<<<<<<<<<<<<<<<<<<<\nC01X00T478D<<6408125F2702283<<<<<<<<<<<<<<<4"
ICAO = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10"
VISA = "V" + ICAO[1:]
ZONES = [
    TD3,
    ICAO,
    VISA,
    TD3.lower(),
    TD3.replace("\n", ""),
    TD3.replace("\n", " "),
    TD3.replace("<", "«"),
    TD3.replace("<", "K").replace("00T", "OOT"),
    "P<D<<MUSTERMANN<<ERIKA\nC01X00T478D<<6408125F2702283<<<<4",
    TD3.partition("\n")[2],
]


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("frame", ["{}", "Im Pass steht:\n{}\nBitte hilf mir dabei", "MRZ: {} ok?"])
def test_a_zone_is_one_finding(zone: str, frame: str) -> None:
    """The whole block, in every way in which it is pasted."""
    assert findings(frame.format(zone)) == [(PASSPORT, zone, HIGH)]


def test_a_zone_with_a_wrong_number_is_none() -> None:
    """Neither a zone nor a number in it."""
    assert findings(TD3.replace("T478", "T479")) == []


def test_two_zones_are_two() -> None:
    """A scan of two pages."""
    assert [found for _, found, _ in findings(f"{TD3}\n\n{ICAO}")] == [TD3, ICAO]
