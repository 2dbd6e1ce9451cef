"""What the network is told of a word."""

import pytest

from leitstand.policy.names.features import ROWS, of_place_flags, rows
from leitstand.policy.names.lexicon import PLACE, lexicon


@pytest.mark.parametrize("word", ["Bremer", "Dresdner", "Ulmer", "Hallener", "Kieler"])
def test_what_is_called_after_a_place(word: str) -> None:
    """With the endings of the language, and the n or en that some lose."""
    assert of_place_flags(word, {"Bremen": PLACE, "Dresden": PLACE, "Ulm": PLACE} | MORE) == PLACE


MORE = {"Hallen": PLACE, "Kiel": PLACE}


@pytest.mark.parametrize("word", ["Ulm", "Lehrer", "Ulme", "er", "Er"])
def test_what_is_not(word: str) -> None:
    """Neither the place itself nor another word in er."""
    assert of_place_flags(word, {"Ulm": PLACE}) == 0


@pytest.mark.parametrize("word", ["Öztürk", "Prock-Schauer", "ISO", "\n", "9999", "„", "a", "ß"])
def test_rows_are_rows_of_the_table(word: str) -> None:
    """Each of them, and the same each time."""
    found = rows(word, lexicon())
    assert found == rows(word, lexicon())
    assert found
    assert all(0 <= row < ROWS for row in found)
