"""Driving licences: the model licence, forms of writing, paper licences, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.policy.checksums_documents import licence_check_character, mrz_check_digit
from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, Confidence

WANTED = frozenset({Category.DRIVING_LICENCE})
HIGH, MEDIUM, LOW = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW


def findings(text: str) -> list[tuple[str, Confidence]]:
    """Return what is found, as it stands in the given text."""
    return [(text[f.start : f.end], f.confidence) for f in scan(text, WANTED)]


def test_the_check_character_of_the_model_licence() -> None:
    """B072RRE2I has 5 (Anlage 8 FeV); a rest of 10 is written X."""
    assert licence_check_character("B072RRE2I") == "5"
    assert licence_check_character("A00000001") == "3"
    assert licence_check_character("A00000008") == "X"
    assert licence_check_character("A00000009") == "0"


def test_the_check_digit_of_the_standards_example() -> None:
    """ICAO Doc 9303 part 3: 520727 has 3, AB2134<<< has 5."""
    assert mrz_check_digit("520727") == 3
    assert mrz_check_digit("AB2134<<<") == 5


FOUND = [
    ("Führerscheinnummer {}.", "B072RRE2I55", HIGH),
    ("Führerschein Nr. {} vom 03.04.2019", "B072RRE2I55", HIGH),
    ("FS-Nr.: {}", "b072rre2i55", HIGH),
    ("Ihr Führerschein ({}) wird umgetauscht", "B072 RRE2I 5 5", HIGH),
    ("Fuehrerschein {}", "B07-2RR-E2I-55", HIGH),
    ("Fahrerlaubnis der Klasse B, Nummer {}", "BO72RRE2I55", HIGH),
    ("Führerschein\n{}", "B072RRE2l55", HIGH),
    ("{} steht auf dem Führerschein", "B072RRE2I55", HIGH),
    ("Notiert habe ich {}", "B072RRE2I55", MEDIUM),
    ("Führerschein Nr. {} des Landratsamts", "C 1234/85", MEDIUM),
    ("Führerscheinnummer: {}", "4711/1992", MEDIUM),
]


@pytest.mark.parametrize(("frame", "number", "confidence"), FOUND)
def test_a_driving_licence(frame: str, number: str, confidence: Confidence) -> None:
    """Found whole, surer with the word."""
    assert findings(frame.format(number)) == [(number, confidence)]


NONE = [
    "Führerschein B072RRE2I45",
    "Führerscheinnummer B072RRE2I65",
    "Der Führerschein der Klassen B, BE und C1E muss bis 19.01.2033 getauscht werden.",
    "Fahrerlaubnis seit 01.03.1999 mit Schlüsselzahl 01.06, Auflage 2026",
    "Artikelnummer B072RRE2I55",
    "Lizenz B072RRE2I55",
    "BIC COBADEFFXXX",
    "B072RRE2I555",
    "A0000000000",
    "Führerschein Nr. 12/2026",
]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_driving_licence(text: str) -> None:
    """A wrong check character, classes, dates, another name, a longer code."""
    assert [f for f in findings(text) if f[1] is not LOW] == []


@given(
    st.from_regex(r"[A-P][0-9]{2}[0-9A-HJ-NP-Z]{6}", fullmatch=True).filter(
        lambda n: len(set(n[1:])) > 1
    ),
    st.integers(1, 10),
)
def test_a_wrong_check_character_is_none(nine: str, off: int) -> None:
    """Whatever stands beside it; O and I could be misread digits and are left out here."""
    right = licence_check_character(nine)
    wrong = "0123456789X"[("0123456789X".index(right) + off) % 11]
    assert findings(f"Führerschein {nine}{right}1") == [(f"{nine}{right}1", HIGH)]
    assert findings(f"Führerschein {nine}{wrong}1") == []
