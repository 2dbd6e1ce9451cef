"""What each detector finds and what it leaves alone: one table each, specimens only."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leitstand.policy.detector import all_detectors
from leitstand.policy.detectors.telephone import area_codes
from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, Confidence


def wide(text: str) -> str:
    """Return a text in full-width characters, as some PDFs hold them."""
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


EMAILS = [
    ("erika.mustermann@example.org", Confidence.HIGH),
    ("Erika_Mustermann81@Example.ORG", Confidence.HIGH),
    ("e.mustermann@post.example.com", Confidence.HIGH),
    ("emu81@example.org", Confidence.MEDIUM),
    ("jörg.müller@exämple.de", Confidence.HIGH),
    ("erika+amt@example.co.uk", Confidence.MEDIUM),
    ("erika.mustermann (at) example.org", Confidence.HIGH),
    ("erika.mustermann[at]example[dot]org", Confidence.HIGH),
    ("erika.mustermann\uff20example.org", Confidence.HIGH),
]


@pytest.mark.parametrize(("address", "confidence"), EMAILS)
def test_email(address: str, confidence: Confidence) -> None:
    """Found whole, without the punctuation around it."""
    text = f"Bitte antworte <{address}>."
    assert [(f.category, f.confidence, text[f.start : f.end]) for f in scan(text)] == [
        (Category.EMAIL, confidence, address)
    ]


NO_EMAILS = [
    "poststelle@example.org",
    "info@example.org",
    "standesamt2@example.org",
    "vorname.nachname@example.org",
    "name@example.org",
    "root@localhost",
    "@erika",
    "npm install paket@1.2.3",
    "a..b@example.org",
    "Kosten @ 5 Euro",
]


@pytest.mark.parametrize("text", NO_EMAILS)
def test_no_email(text: str) -> None:
    """Mailboxes of a function, placeholders, handles, versions."""
    assert scan(text) == ()


TELEPHONES = [
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
    assert [(f.category, text[f.start : f.end]) for f in scan(text)] == [
        (Category.TELEPHONE, written)
    ]


def test_a_bare_row_of_digits_needs_its_word() -> None:
    """An area code alone proves nothing."""
    assert scan("Wert 0431901234 eingetragen") == ()
    assert [f.confidence for f in scan("Telefon 0431901234")] == [Confidence.HIGH]


NO_TELEPHONES = [
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
    assert scan(text) == ()


def test_the_list_of_area_codes_is_whole() -> None:
    """About 5,200 codes; the four short ones are the big cities."""
    assert len(area_codes()) == 5207
    assert {code for code in area_codes() if len(code) == 2} == {"30", "40", "69", "89"}


SPOKEN = [
    "Bitte transkribiere die Aufnahme der Besprechung.",
    "Hier ist der Mitschnitt. Kannst du ihn verschriftlichen?",
    "Hör bitte beim Meeting mit.",
    "Schreib das Telefonat mit.",
    "Ich brauche ein Wortprotokoll der Tonaufnahme.",
    "Please transcribe this recording.",
    "Mach ein Transkript von der Sitzung.",
    "Protokolliere das Telefonat live mit.",
    "Ich lade dir eine Audiodatei hoch, bitte wandle sie in Text um.",
    "[00:00:05] Sprecher 1: Hallo\n[00:00:08] Sprecher 2: Tag\n[00:00:10] Sprecher 1: Los",
    "1\n00:00:01,000 --> 00:00:04,000\nGuten Tag\n\n2\n00:00:05,000 --> 00:00:06,000\nHallo",
]


@pytest.mark.parametrize("text", SPOKEN)
def test_transcription(text: str) -> None:
    """Requests and pasted transcripts; nothing of the sentence shows."""
    found = scan(text)
    assert [f.category for f in found] == [Category.TRANSCRIPTION]
    assert found[0].shape == ""


NOT_SPOKEN = [
    "Dürfen wir Besprechungen transkribieren?",
    "Was sagt § 201 StGB zum Mitschneiden von Gesprächen?",
    "Formuliere eine Regel, dass wir Gespräche nicht transkribieren.",
    "Schreibe aus meinen Stichpunkten ein Protokoll der Besprechung.",
    "Bereite mich auf das Gespräch mit der Amtsleitung vor.",
    "Bitte transkribiere die handschriftliche Urkunde von 1742.",
    "14:00 Auftakt\n14:30 Zug\n16:00 Kundgebung",
    "Schreibe einen Brief mit und ohne Anrede.",
    "Vergleiche Werkzeuge, die Besprechungen transkribieren.",
]


@pytest.mark.parametrize("text", NOT_SPOKEN)
def test_no_transcription(text: str) -> None:
    """Questions, rules, own notes, documents, timetables."""
    assert scan(text) == ()


def test_every_detector_is_documented() -> None:
    """Legal basis, format, what does not trigger it, specimens."""
    for detector in all_detectors():
        module = detector.validate.__module__
        text = __import__(module, fromlist=["x"]).__doc__ or ""
        for heading in ("Legal basis:", "Format:", "Does not trigger:", "Specimen"):
            assert heading in text, (module, heading)


@given(st.text(max_size=300))
@example(wide("DE89370400440532013000") + " e\u0301")
def test_offsets_lie_inside_the_given_text(text: str) -> None:
    """Whatever stands around it, the passage is where it is said to be."""
    found = scan(f"{text} DE89370400440532013000")
    for one in found:
        assert 0 <= one.start < one.end <= len(text) + 23
    assert found[-1].end == len(text) + 23
