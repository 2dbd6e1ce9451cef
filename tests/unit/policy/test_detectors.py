"""What each detector finds and what it leaves alone: one table each, specimens only."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leitstand.policy.detector import all_detectors
from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category


def wide(text: str) -> str:
    """Return a text in full-width characters, as some PDFs hold them."""
    return "".join(chr(ord(character) + 0xFEE0) for character in text)


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
