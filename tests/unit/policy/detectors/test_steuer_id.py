"""Steuerliche Identifikationsnummer: specimens of BZSt and ELSTER."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.policy.detectors.steuer_id import has_lawful_repetition
from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, Confidence

ONLY = frozenset({Category.STEUER_ID})


def found(text: str) -> list[tuple[str, Confidence]]:
    """Return what is found in a text, as given there, and how sure it is."""
    return [(text[f.start : f.end], f.confidence) for f in scan(text, ONLY)]


def wide(text: str) -> str:
    """Return a text in full-width characters, as some PDFs hold them."""
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


STEUER_IDS = ["86095742719", "47036892816", "65929970489", "57549285017", "25768131411"]


@pytest.mark.parametrize("digits", STEUER_IDS)
@pytest.mark.parametrize("mark", ["", " ", ".", "-", "/", "\u00a0"])
def test_in_its_blocks(digits: str, mark: str) -> None:
    """Named, it is high; alone, it is medium and still opens a case."""
    written = mark.join((digits[:2], digits[2:5], digits[5:8], digits[8:]))
    assert found(f"Meine Steuer-ID lautet {written}.") == [(written, Confidence.HIGH)]
    alone = [(written, Confidence.MEDIUM)]
    assert found(f"Hier die Angaben vom Telefonat: {written}") == alone


FORMS = [
    "8 6 0 9 5 7 4 2 7 1 9",
    "860 957 427 19",
    wide("86095742719"),
    "86O957427l9",
    "86095742 719",
    "860957\u00ad42719",
    "86\u202f095\u202f742\u202f719",
    "86095\n742719",
]


@pytest.mark.parametrize("written", FORMS)
def test_other_print_forms_need_the_name(written: str) -> None:
    """Other blocks, look-alikes, broken lines."""
    assert found(f"Steuer-IdNr.: {written}, danke") == [(written, Confidence.HIGH)]


NAMES = [
    "Steuer-ID:",
    "Steuer-Identifikationsnummer",
    "IdNr.",
    "Steuerliche Identifikationsnummer lautet",
    "steuerid",
    "Steuer-IdNr.:",
    "TIN:",
    "Identifikationsnummer (§ 139b AO):",
    "| Steuer-ID |",
    "Steuer-ID von Frau Muster:",
    "ID-Nr.",
    "Steuer - ID :",
    "Ident.-Nr.:",
    "Identnummer nach § 139b AO ist",
    "Steuer-ID Ehefrau:",
    "Persönliche Identifikationsnr. der Antragstellerin:",
]


@pytest.mark.parametrize("name", NAMES)
def test_names(name: str) -> None:
    """What people call it, compounds and abbreviations included."""
    assert found(f"{name} 86095742719") == [("86095742719", Confidence.HIGH)]


def test_its_name_may_follow() -> None:
    """'… ist meine Steuer-ID', '… (Steuer-ID)'."""
    high = [("86095742719", Confidence.HIGH)]
    assert found("86095742719 ist meine Steuer-ID") == high
    assert found("86095742719 (Steuer-ID)") == high


def test_a_test_number_needs_its_name() -> None:
    """ELSTER's numbers for tests open with 0."""
    assert found("Steuer-ID 02 476 291 358") == [("02 476 291 358", Confidence.HIGH)]
    assert found("Wert 02476291358") == []


def test_two_in_a_column() -> None:
    """Each line is a number of its own."""
    assert [v for v, _ in found("86095742719\n47036892816")] == ["86095742719", "47036892816"]


NO_STEUER_IDS = [
    "Steuer-ID 86 095 742 718", "Steuer-ID 86 095 724 719", "Steuer-ID 11 111 111 111", "Steuer-ID 12345678901",
    "Rechnung 86095742719", "Bestellnummer 47036892816", "Zählernummer: 86095742719",
    "Die Kundennummer lautet 86 095 742 719", "86095742719 ist die Rechnungsnummer",
    "Steuer-ID folgt, Aktenzeichen 86095742719", "Inventarnr. 86095742719", "Die ID 860957427190",
    "DE86095742719", "Rg.-Nr. 86095742719", "Kd.-Nr.: 86095742719", "Auftr.-Nr. 86095742719", "Verwendungszweck 86095742719", "HRB 86095742719", "0,86095742719", "1.86095742719", "86095742719,5", "Wert 8609 5742 719",
    "Summe 86.095.742.719 Euro", "Wert 86O95742719", "9 86 095 742 719 5",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_STEUER_IDS)
def test_no_steuer_id(text: str) -> None:
    """Wrong check digit, wrong repetition, another name, part of a longer number."""
    assert found(text) == []


REPETITIONS = [
    ("1123456789", True), ("1112345678", False), ("1121345678", True), ("1122345678", False),
    ("1121233456", False), ("1234567890", False), ("1111234567", False), ("1213141567", False),
    ("1231456789", True), ("9876543219", True), ("1231451678", True), ("5123456665", False),
]  # fmt: skip


@pytest.mark.parametrize(("ten", "lawful"), REPETITIONS)
def test_the_law_of_repetition(ten: str, lawful: bool) -> None:
    """One digit twice, or three times but not in a row; all others once."""
    assert has_lawful_repetition(ten) is lawful


@given(st.text("0123456789", min_size=10, max_size=10))
def test_lawful_numbers_have_eight_or_nine_different_digits(ten: str) -> None:
    """The law, counted another way."""
    different = len(set(ten))
    if has_lawful_repetition(ten):
        assert different == {2: 9, 3: 8}[max(Counter(ten).values())]


def test_as_many_look_alikes_as_are_safe() -> None:
    """Three letters for digits, not four."""
    assert found("Steuer-ID 86O9S7427l9") == [("86O9S7427l9", Confidence.HIGH)]
    assert found("Steuer-ID 86O9S74Z7l9") == []


def test_the_tenth_digit_may_be_the_one_that_repeats() -> None:
    """Invented: nine different digits, then the first again."""
    assert found("Steuer-ID 12345678911") == [("12345678911", Confidence.HIGH)]
