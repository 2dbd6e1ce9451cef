"""Borders of sentences and clauses in German office text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.policy.sentences import REACH, clause_start, same_block, sentence_around

SENTENCES = [
    ("Erster Satz. Hier XX steht es. Dritter.", "Hier XX steht es."),
    ("Am 4. Mai kam XX zu Dr. Meier. Danach ging er.", "Am 4. Mai kam XX zu Dr. Meier."),
    (
        "Gem. Abs. 2 Nr. 4 ist XX z. B. Teil davon! Oder?",
        "Gem. Abs. 2 Nr. 4 ist XX z. B. Teil davon!",
    ),
    ("Absatz eins\n\nXX im zweiten\n\nDritter", "XX im zweiten"),
    ("- Punkt\n- XX hier\n- Punkt", "- XX hier"),
    ("über zwei\nZeilen XX gebrochen", "über zwei\nZeilen XX gebrochen"),
]


@pytest.mark.parametrize(("text", "sentence"), SENTENCES)
def test_the_sentence_around_a_place(text: str, sentence: str) -> None:
    """Abbreviations and dates end none, blank lines and bullets do."""
    place = text.index("XX")
    low, high = sentence_around(text, place, place + 2)
    assert text[low:high].strip() == sentence


@given(st.text(alphabet="aA. \n-1,", max_size=800), st.integers(0, 800))
def test_a_sentence_holds_its_place_and_is_bounded(text: str, place: int) -> None:
    """Whatever the text."""
    start = min(place, len(text))
    low, high = sentence_around(text, start, start)
    assert 0 <= low <= start <= high <= len(text)
    assert high - low <= 2 * REACH + 2


def test_the_last_clause() -> None:
    """Commas, brackets and dashes begin one."""
    assert "Er sagt, dass sie"[clause_start("Er sagt, dass sie") :].strip() == "dass sie"
    assert clause_start("Er sagt dass") == 0


def test_a_blank_line_ends_a_block() -> None:
    """Also one with blanks in it."""
    assert same_block("a\nb", 0, 3)
    assert not same_block("a\n \nb", 0, 5)
