"""How a text is cut into words."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.policy.names.tokens import places_of, words_of

CUTS = [
    ("Frau Dr. Anna Müller.", ["Frau", "Dr.", "Anna", "Müller", "."]),
    ("A. Müller, B.", ["A.", "Müller", ",", "B."]),
    ("Müller-Lüdenscheidt/Weiß", ["Müller-Lüdenscheidt", "/", "Weiß"]),
    ("O'Neill und D\u2019Angelo", ["O'Neill", "und", "D\u2019Angelo"]),
    ("am 12.03.2026", ["am", "12.03.2026"]),
    ("a\n\n  b", ["a", "\n\n  ", "b"]),
    ("Name: ________", ["Name", ":", "________"]),
]


@pytest.mark.parametrize(("text", "words"), CUTS)
def test_cuts(text: str, words: list[str]) -> None:
    """Abbreviations and initials keep their dot, compounds their hyphen."""
    assert words_of(text) == words


@given(st.text())
def test_words_and_places_agree(text: str) -> None:
    """Every word stands where its place says, in order and without overlap."""
    places = list(places_of(text, words_of(text)))
    assert [text[start:end] for start, end in places] == words_of(text)
    assert all(one[1] <= two[0] for one, two in pairwise(places))
