"""Cash references, against budget lines, amounts and talk about them."""

import pytest

from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, Confidence

WANTED = frozenset({Category.CASH_REFERENCE})


def findings(text: str) -> list[str]:
    """Return what is found, as it stands in the given text."""
    return [text[f.start : f.end] for f in scan(text, WANTED)]


NUMBERS = [
    "5.0100.123456.7",
    "01.12345.6",
    "0012 3456 7890",
    "4711-00123",
    "SG-2024-00123",
    "123/456789",
    "1234567890",
    "K123456",
]
FRAMES = [
    "Kassenzeichen {}",
    "Kassenzeichen: {}, Betrag 120,50 EUR",
    "Bitte geben Sie das Buchungszeichen {} an.",
    "Personenkonto {} ist im Rückstand.",
    "Vertragsgegenstandsnummer: {}.",
    "Debitorennummer {}",
    "zum Bescheid-Nr. {} vom 15.02.2026",
    "| Kassenzeichen | {} |",
    "Kassenzeichen\n{}\nfällig am 15.02.2026",
    "kassenzeichen {} bitte stunden",
    "Das Kassenzeichen lautet {}.",
    "Mandatsreferenz: {}",
    "Kassen-Nr.: {}",
    "Kassenkonto {} mahnen",
]


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("frame", FRAMES)
def test_a_named_reference(frame: str, number: str) -> None:
    """Found whole behind its word, without it."""
    text = frame.format(number)
    found = scan(text, WANTED)
    assert [(text[f.start : f.end], f.confidence) for f in found] == [(number, Confidence.HIGH)]


NONE = [
    "Haushaltsstelle 1.1100.5200, Produktsachkonto 111001.501200",
    "Kostenstelle 123456, Sachkonto 501200, Ansatz 12500,00 EUR",
    "Das Kassenzeichen steht oben rechts auf dem Bescheid.",
    "Kassenzeichen: ________ Betrag: 120,00 EUR",
    "Kassenzeichen 2026 neu vergeben",
    "Kassenzeichen-Schema, Beispiel 5.0100.012345.6",
    "Kassenzeichen 0.0000.000000.0",
    "Kassenzeichen: 12.03.2026",
    "Der Bescheid vom 12.03.2026 über 1250,50 Euro",
    "Debitor und Kreditor seit 01.01.2026",
    "5.0100.123456.7",
    "Mit Kassenzeichen und IBAN DE02 1203 0000 0000 2020 51",
    "Bescheid 12345 Stück verschickt",
]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_reference(text: str) -> None:
    """Budget lines, placeholders, years, dates, amounts; nothing without its word."""
    assert findings(text) == []


OTHER_WORDS = [
    ("Buchungszeichen 600.12345.0 und 600.12346.1", ["600.12345.0", "600.12346.1"]),
    ("Kassenzeichen Grundsteuer: 01.00123.456", ["01.00123.456"]),
    ("Kassenzeichen des Schuldners: 0100123456", ["0100123456"]),
    ("Kassenzeichen (bitte angeben): 5.0100.123456.7", ["5.0100.123456.7"]),
    ("Verwendungszweck: 5.0100.123456.7", ["5.0100.123456.7"]),
    ("Ihr Kassenzeichen: 22 / 04711 / 3", ["22 / 04711 / 3"]),
]


@pytest.mark.parametrize(("text", "numbers"), OTHER_WORDS)
def test_of_whom_and_how_many(text: str, numbers: list[str]) -> None:
    """Words between name and number, and a second number."""
    assert findings(text) == numbers


def test_the_amount_behind_it_is_no_part_of_it() -> None:
    """Columns of a list that lost their borders."""
    assert findings("Kassenzeichen 123456789 120 Euro") == ["123456789"]
