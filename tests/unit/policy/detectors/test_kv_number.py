"""Krankenversichertennummer: specimens of gematik, and invented ones."""

import pytest

from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, Confidence

ONLY = frozenset({Category.KV_NUMBER})


def found(text: str) -> list[tuple[str, Confidence]]:
    """Return what is found in a text, as given there, and how sure it is."""
    return [(text[f.start : f.end], f.confidence) for f in scan(text, ONLY)]


def wide(text: str) -> str:
    """Return a text in full-width characters, as some PDFs hold them."""
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


SPECIMENS = ["A123456780", "A000500015", "I908172631", "K102938474", "Z556677887", "Q000000018"]


@pytest.mark.parametrize("number", SPECIMENS)
def test_specimens(number: str) -> None:
    """Named, it is high; alone, it is medium."""
    assert found(f"Die Versichertennummer lautet {number}.") == [(number, Confidence.HIGH)]
    assert found(f"Muster;Erika;{number};offen") == [(number, Confidence.MEDIUM)]


LONG = ["A1234567801015755190", "A123456780 101575519 0"]


@pytest.mark.parametrize("written", LONG)
def test_with_the_insurer(written: str) -> None:
    """All 20 characters belong to it, and need no name."""
    assert found(f"Muster, Erika, {written}, offen") == [(written, Confidence.HIGH)]


def test_of_a_family_member() -> None:
    """All 30 characters belong to it."""
    written = "A123456780101575519A0005000150"
    assert found(f"KVNR {written}") == [(written, Confidence.HIGH)]


FORMS = [
    "a123456780", "A 123 456 780", "A 1 2 3 4 5 6 7 8 0", "A123-456-780", wide("A123456780"),
    "A12345\u200b6780", "A 123 456\n780", "A1234S6780", "A123456 780", "A.123.456.780",
]  # fmt: skip


@pytest.mark.parametrize("written", FORMS)
def test_print_forms_need_its_name(written: str) -> None:
    """Blocks, small letters, look-alikes."""
    assert found(f"Krankenkasse AOK, KV-Nummer: {written}\n") == [(written, Confidence.HIGH)]
    assert found(f"Wert {written} eintragen") in ([], [(written, Confidence.MEDIUM)])


NAMES = ["KVNR", "KV-Nr.", "Krankenversichertennummer:", "Versicherten-Nr.", "Nr. der Gesundheitskarte:",
         "Krankenversicherungsnummer", "eGK", "Mitgliedsnummer AOK:", "Versicherten-ID",
         "The insured person's number is", "health insurance no."]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_names(name: str) -> None:
    """What people call it."""
    assert found(f"{name} A123456780") == [("A123456780", Confidence.HIGH)]


NO_KV_NUMBERS = [
    "KVNR A123456781", "KVNR A123465780", "KVNR A12345678", "Ticket A123456780", "Artikel-Nr. A123456780",
    "Reisepass A123456780", "Ausweisnummer: A123456780", "Inventarnummer A123456780", "AA123456780",
    "A1234567801", "Bestellnummer: A 123 456 780", "Wert A 123 456 780", "Wert a123456780",
    "Rechnungsnummer A123456780 101575519 0", "A123456780 ist die Auftragsnummer", "A.123456780,5",
    "am 12.03.2024 A 12", "KVNR 123456780", "Wert A1234S6780",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_KV_NUMBERS)
def test_no_kv_number(text: str) -> None:
    """Wrong digits, other names, parts of more, loose blocks without a name."""
    assert found(text) == []


FAMILY = [
    "A123456780101575519O0000000024",
    "A123456780101575519S1234567886",
    "a123456780101575519s1234567886",
]


@pytest.mark.parametrize("written", FAMILY)
def test_letters_of_the_family_member_stay_letters(written: str) -> None:
    """An O there is no 0."""
    assert found(f"KVNR {written}") == [(written, Confidence.HIGH)]


def test_each_part_needs_its_check_digit() -> None:
    """The whole is right, but not the number of the insured person in it."""
    assert found("KVNR A123456780101575519A0005000161") == []
    assert found("KVNR A1234567811015755199") == []


def test_as_many_look_alikes_as_are_safe() -> None:
    """Three letters for digits beside the one that belongs there, not four."""
    assert found("KVNR A1Z34S67B0") == [("A1Z34S67B0", Confidence.HIGH)]
    assert found("KVNR A1Z34S67BO") == []
