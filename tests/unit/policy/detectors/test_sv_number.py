"""Versicherungsnummer of the pension insurance: specimens of the insurer, and invented ones."""

import pytest

from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, Confidence

ONLY = frozenset({Category.SV_NUMBER})


def found(text: str) -> list[tuple[str, Confidence]]:
    """Return what is found in a text, as given there, and how sure it is."""
    return [(text[f.start : f.end], f.confidence) for f in scan(text, ONLY)]


def wide(text: str) -> str:
    """Return a text in full-width characters, as some PDFs hold them."""
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


SPECIMENS = ["15070649C103", "65170839J003", "12311299M041", "53010101W996", "44091052K776"]


@pytest.mark.parametrize("number", SPECIMENS)
@pytest.mark.parametrize("mark", ["", " ", "-", "/", ".", "\u00a0"])
def test_in_its_blocks(number: str, mark: str) -> None:
    """The form is unmistakable, with and without its name."""
    written = mark.join((number[:2], number[2:8], number[8], number[9:]))
    assert found(f"Meine SV-Nummer ist {written}.") == [(written, Confidence.HIGH)]
    assert found(f"Muster, Erika, {written}, ledig") == [(written, Confidence.HIGH)]


FORMS = [
    "15070649c103", "15 07 06 49 C 10 3", "1 5 0 7 0 6 4 9 C 1 0 3", "15 070649\nC 103",
    wide("15070649C103"), "15070649\u00adC103", "15O7O649C103", "15 0706 49C103",
    "15.07.06.49.C.10.3",
]  # fmt: skip


@pytest.mark.parametrize("written", FORMS)
def test_print_forms(written: str) -> None:
    """Named, each form is found whole."""
    assert found(f"Rentenversicherungsnummer: {written}\n") == [(written, Confidence.HIGH)]


NAMES = ["SV-Nr.", "Sozialversicherungsnummer", "RVNR", "Versicherungsnummer:", "Vers.-Nr. (Rente):",
         "Rentenversicherungsnr.", "VSNR", "Nummer im Sozialversicherungsausweis:"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_special_dates_need_a_name(name: str) -> None:
    """Day 33 is day 1 of those whose serials were used up; 00 00 is an unknown date."""
    assert found(f"{name} 15390649C100") == [("15390649C100", Confidence.HIGH)]
    assert found(f"{name} 15000049C109") == [("15000049C109", Confidence.HIGH)]
    assert found("Muster 15390649C100") == []


NO_SV_NUMBERS = [
    "SV-Nummer 15070649C104", "SV-Nummer 15070694C103", "SV-Nummer 15071349C103", "SV-Nr. 01070649C102",
    "SV-Nummer 15 960649 C 107", "Artikel-Nr. 15070649C103", "Inventarnummer: 15070649C103",
    "Rechnung 15070649C103", "15070649C1031", "215070649C103", "15070649CC03", "am 12.03.2024 B 123",
    "SV-Nummer 15070649103", "Version 15070649C103", "0.15070649C103",
]  # fmt: skip


@pytest.mark.parametrize("text", NO_SV_NUMBERS)
def test_no_sv_number(text: str) -> None:
    """Wrong digits, impossible dates and areas, other names, parts of more."""
    assert found(text) == []


DATES = [
    ("15311249C109", True, True), ("15011249C103", True, True),
    ("15330149C102", False, True), ("15950649C101", False, True),
    ("15000649C105", False, True), ("15120049C102", False, True),
    ("15321249C105", False, True), ("15960649C107", False, False),
    ("15311349C100", False, False),
]  # fmt: skip


@pytest.mark.parametrize(("number", "alone", "named"), DATES)
def test_dates(number: str, alone: bool, named: bool) -> None:
    """Alone only real days and months, named also those of the special kinds; invented."""
    assert bool(found(f"Muster, {number}, ledig")) is alone
    assert bool(found(f"SV-Nummer {number}")) is named


def test_as_many_look_alikes_as_are_safe() -> None:
    """Three letters for digits beside the letter that belongs there, not four."""
    assert found("SV-Nummer 1S0706A9C103") == []
    assert found("SV-Nummer 1SO7O649C103") == [("1SO7O649C103", Confidence.HIGH)]
    assert found("SV-Nummer 1SO7O649Cl03") == []
    assert found("Muster 1SO7O649C103") == []
