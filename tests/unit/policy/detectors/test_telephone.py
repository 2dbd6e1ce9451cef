"""Telephone numbers in the forms that people write, and the numbers of everything else."""

import pytest

from leitstand.policy.detectors.telephone import area_codes
from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, Confidence

WANTED = frozenset({Category.TELEPHONE})

TELEPHONES = [
    "(0 30) 23 12 54 17",
    "(0 46 21) 96 00 12",
    "030 23125 417",
    "(030) 23125-417",
    "030/23125417",
    "030-23125-417",
    "030.23125.417",
    "(0 30) 23 12 54 17".replace("0 30", "030"),
    "+49 30 23125 417",
    "+49 (0)30 23125-417",
    "+49 (30) 23125417",
    "+493023125417",
    "(+49) 30 23125 417",
    "0 30 / 23 12 54 17",
    "0176 \u2013 040 690 12",
    "0049 30 23125417",
    "0049 (0)30 23125417",
    "0431 901-0",
    "(0431) 901-0",
    "04621/9600",
    "0171 3920017",
    "0171/39 200 17",
    "01713920017",
    "0152 28817386",
    "0800 1234567",
    "+43 1 5037200",
    "+41 44 668 18 00",
]


@pytest.mark.parametrize("written", TELEPHONES)
@pytest.mark.parametrize("frame", ["Tel. {}.", "Bitte {} zurückrufen", "Kontakt: {}"])
def test_telephone(written: str, frame: str) -> None:
    """Found whole in every written form, with and without a word that names it."""
    text = frame.format(written)
    assert [(f.category, text[f.start : f.end]) for f in scan(text, WANTED)] == [
        (Category.TELEPHONE, written)
    ]


def test_a_bare_row_of_digits_needs_its_word() -> None:
    """An area code alone proves nothing."""
    assert scan("Wert 0431901234 eingetragen", WANTED) == ()
    assert [f.confidence for f in scan("Telefon 0431901234", WANTED)] == [Confidence.HIGH]


NO_TELEPHONES = [
    "Vorlage (07 11) 2024, Punkt (0 12) 345",
    "am 01.02.2026",
    "vom 03.11. bis 04.12.2026",
    "05.06.24",
    "Vorlage 030/2026",
    "Siehe 0172/2026",
    "Rechnung 0431-901234",
    "Rechnungsnummer: 0711/2345678",
    "Az. 0431 12345",
    "Kundennummer 0171 3920017",
    "§ 0431 12345",
    "Wasserzähler 0761 4432 1180",
    "Ticket 0711-884213",
    "Flurstück 0431/12",
    "0431 12345 EUR",
    "DIN 18040-2",
    "Raum 0.12",
    "112 und 116117",
    "ISBN 978-3-16-148410-0",
    "Hochwert 5 412 678",
    "2026-0431-901234",
    "1.250.000,00 €",
    "Version 24.04.1 auf 10.20.30.40",
    "0999999 1234",
    "Kostenstelle 0431 0001",
    "vom 30. 06. 2015 an",
    "ZB 06.1853",
    "Drucks. 0341/14",
    "WO 02/045614",
    "EU/1/07/383/001",
]


@pytest.mark.parametrize("text", NO_TELEPHONES)
def test_no_telephone(text: str) -> None:
    """Dates, papers, invoices, files, prices, meters, norms."""
    assert scan(text, WANTED) == ()


def test_the_list_of_area_codes_is_whole() -> None:
    """About 5,200 codes; the four short ones are the big cities."""
    assert len(area_codes()) == 5207
    assert {code for code in area_codes() if len(code) == 2} == {"30", "40", "69", "89"}


NAMED = [
    "Tel. [901234]",
    "Telefon: [4711]",
    "Durchwahl [123]",
    "Tel.: [0431 901-2345], Fax -[2346]",
    "Meine Nummer ist [01234 567890].",
    "[(01234) 567890]",
    "Tel. [01234/56789]",
    "[+49(0)6235 012345]",
    "[0431/\n901234]",
    "[0431\n901234]",
    "Tel. [O431 9O1234]",
    "Erreichbar unter der Nummer [901234]",
    "Sie ist erreichbar unter [0431 901 23 45].",
    "[0664 1234567] ist mein Handy",
    "[+43 664 1234567]",
    "[+41 79 123 45 67]",
    "Name;Telefon\nMuster;[0431901234]",
    "Muster, [0431901234], erika.mustermann@example.org",
    "T: [0431 901234]",
    "Telefon privat: [0431 901234]",
    "Telefon: [+49 431 901 2345] / Mobil [+49 151 23456789]",
    "Tel: [030 1234-56] Durchwahl [78]",
    "[0 43 31 / 12 34 56]",
    "Telefon-Nr.: [04331 / 123 45 67]",
    "Tel.-Nr. [04331 12345]",
    "Hausapparat: [4711]",
]
"""Text with the numbers in square brackets."""


@pytest.mark.parametrize("marked", NAMED)
def test_numbers_in_sentences_and_lists(marked: str) -> None:
    """Local numbers, extensions, codes that nobody issued, look-alikes of OCR, lists."""
    text = marked.replace("[", "").replace("]", "")
    wanted = [part.partition("]")[0] for part in marked.split("[")[1:]]
    assert [text[f.start : f.end] for f in scan(text, WANTED)] == wanted


OTHERWISE = [
    "Tel. 116117 oder Telefon 112",
    "Telefon 8-12 Uhr",
    "Mobil 2030, Fax 3 Seiten",
    "Kontakt: 12345 Musterstadt",
    "Koordinaten +53.5511 9.9937",
    "+2.500.000 Euro",
    "2026-01-12T08:00+01:00",
    "Telefon 2023 gekündigt",
    "01234 Exemplare",
    "Haushaltsstelle 0211 541000",
    "Rechnung Nr. 0431 445566",
    "Handyverträge 250 Stück, Telefonkosten 12345 Euro",
    "unter der Nummer UM 002 290 591 eingetragen",
    "Kassenzeichen 0431 901234",
    "Telefonrechnung 0431 901234",
    "Bauvorhaben 0431/2024/17",
]


@pytest.mark.parametrize("text", OTHERWISE)
def test_other_numbers(text: str) -> None:
    """Service numbers, hours, years, postcodes, coordinates, amounts, registers."""
    assert scan(text, WANTED) == ()


@pytest.mark.parametrize("written", ["0800 1110111", "Tel. 0180 5 1234567", "+49 800 3301000"])
def test_a_number_for_all_who_call_is_never_a_case(written: str) -> None:
    """A help line reaches a service and no person."""
    assert [f.confidence for f in scan(f"Hilfe unter {written}.", WANTED)] == [Confidence.LOW]


@pytest.mark.parametrize(
    ("text", "confidence"),
    [
        ("Sie erreichen die Stadtverwaltung unter 07121 303-0.", Confidence.LOW),
        ("Rathaus Musterstadt, Tel. 07121/303-0", Confidence.LOW),
        ("Sie erreichen Frau Klein im Rathaus unter 07121 303-0.", Confidence.HIGH),
        ("Sie erreichen die Stadtverwaltung unter Tel. 07121 303-55.", Confidence.HIGH),
        ("Herr Muster, Tel. 07121 303-0", Confidence.HIGH),
        ("call me: 0711652486", Confidence.HIGH),
        ("Ich bin Frau Muster 0351224116 und brauche Hilfe.", Confidence.MEDIUM),
        ("Mutter des Kindes 0221899253", Confidence.MEDIUM),
        ('{"kunde":"Beate Muster","tel":"0361-5544332"}', Confidence.HIGH),
    ],
)
def test_the_switchboard_of_an_authority_is_nobodys(text: str, confidence: Confidence) -> None:
    """Extension 0 behind an authority's name is low; a person's number and any other stay."""
    assert [found.confidence for found in scan(text, WANTED)] == [confidence]


def test_a_format_is_no_number() -> None:
    """What a form asks for."""
    assert scan("Geben Sie Ihre Telefonnummer im Format 0123 456789 ein.", WANTED) == ()
