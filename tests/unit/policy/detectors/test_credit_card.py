"""Card numbers: test numbers of the issuers, in prompts as a clerk writes them."""

import pytest

from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, Confidence

ONLY = frozenset({Category.CREDIT_CARD})


def found(text: str) -> list[tuple[str, Confidence]]:
    """Return what is found in a text, as given there, and how sure it is."""
    return [(text[f.start : f.end], f.confidence) for f in scan(text, ONLY)]


def wide(text: str) -> str:
    """Return a text in full-width characters, as some PDFs hold them."""
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


SPECIMENS = [
    "4111 1111 1111 1111", "4012 8888 8888 1881", "5555 5555 5555 4444", "5105 1051 0510 5100",
    "2223 0031 2200 3222", "3782 822463 10005", "3714 496353 98431", "3056 930902 5904",
    "3852 000002 3237", "6011 1111 1111 1117", "3530 1113 3330 0000", "6200 0000 0000 0005",
]  # fmt: skip
"""Test numbers that the issuers publish, in the blocks of the cards."""


@pytest.mark.parametrize("number", SPECIMENS)
def test_specimens_in_their_blocks(number: str) -> None:
    """Printed as on the card, they need no name."""
    assert found(f"Sie zahlte mit {number}, bitte storniere das.") == [(number, Confidence.HIGH)]


@pytest.mark.parametrize("number", SPECIMENS)
def test_specimens_in_one_block(number: str) -> None:
    """Named they are high, alone medium."""
    bare = number.replace(" ", "")
    assert found(f"Kreditkartennummer: {bare}") == [(bare, Confidence.HIGH)]
    assert found(f"Muster;Erika;{bare};offen") == [(bare, Confidence.MEDIUM)]


FORMS = [
    "4111-1111-1111-1111", "4111.1111.1111.1111", "4111/1111/1111/1111", "4111\u00a01111\u00a01111\u00a01111",
    "4111  1111  1111  1111", "4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1", wide("4111111111111111"),
    "4111 1111\n1111 1111", "4111\n1111 1111 1111", "4111 11I1 1lll 1111", "4111\u200b111111111111",
    "41111111\n11111111", "4111 1111 1111 1111\u00ad",
]  # fmt: skip


@pytest.mark.parametrize("written", FORMS)
def test_print_forms(written: str) -> None:
    """Named, each form is found whole."""
    text = f"Die Kreditkarte {written} ist gesperrt."
    assert found(text) == [(written.rstrip("\u00ad"), Confidence.HIGH)]


MAESTRO = [
    ("Maestro-Karte 6759 6498 2643 8453", "6759 6498 2643 8453"),
    ("EC-Karte: 5018000000000009", "5018000000000009"),
]


@pytest.mark.parametrize(("text", "number"), MAESTRO)
def test_maestro_needs_its_name(text: str, number: str) -> None:
    """Its ranges hold half of all numbers."""
    assert found(text) == [(number, Confidence.HIGH)]
    assert found(f"Wert {number} eintragen") == []


def test_what_stands_behind_a_card_is_no_part_of_it() -> None:
    """Expiry date, check value, the next card."""
    assert found("Visa 4111 1111 1111 1111 12/27 123") == [("4111 1111 1111 1111", Confidence.HIGH)]
    two = "4111 1111 1111 1111\n5555 5555 5555 4444"
    assert [value for value, _ in found(two)] == two.split("\n")


NO_CARDS = [
    "Kreditkarte 4111 1111 1111 1112", "Kreditkarte 4111 1111 1111 1211", "Kundennummer 4111 1111 1111 1111",
    "Rechnung 4111111111111111", "Sendungsnummer: 4111111111111111", "ISBN 4111111111111111",
    "Zählernummer 4111 1111 1111 1111", "4111 1111 1111 1111 ist die Vertragsnummer",
    "41111111111111110", "1.4111111111111111", "0000 0000 0000 0000", "7111 1111 1111 1119",
    "IBAN DE70 4557 9261 8475 3221 37", "DE12 4111 1111 1111 1111 00", "4111 11 1111111 111",
    "Kreditkarte vergessen: was tun?", "12345678\n41111111\n11111111\n23456789",
    "Mittel 4.111.111.111.111.111 Euro", "4111 1111 1111 1111 EUR",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_CARDS)
def test_no_card(text: str) -> None:
    """Wrong digits, other names, parts of longer numbers, columns, amounts."""
    assert found(text) == []


def test_as_many_look_alikes_as_are_safe() -> None:
    """Four letters for digits, not five."""
    assert found("Kreditkarte 4111 11I1 llll 1111") == []
