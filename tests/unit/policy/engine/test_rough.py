"""The rough look spares work and changes nothing."""

import re

from hypothesis import given
from hypothesis import strategies as st

from leitstand.policy.engine.rough import Several

EXPRESSIONS = (r"^\W*was\s", r"fass\w*\s.{0,20}zusammen", r"\bbrief", r"x*", r"ß|„")
ORDERED = tuple(map(re.compile, EXPRESSIONS[:3]))
WORDS = st.sampled_from(["was ", "fasse ", "zusammen", "Brief", "brief", "„", "ž", "ß", "\n", "x "])


@given(st.lists(WORDS).map("".join))
def test_the_first_of_several_is_the_one_that_python_finds(text: str) -> None:
    """In their order, whatever characters the text is made of."""
    expected = next((n for n, one in enumerate(ORDERED) if one.search(text)), None)
    assert Several(EXPRESSIONS[:3]).first(text) == expected


def test_an_expression_without_a_rough_form_is_always_tried() -> None:
    """One that may be empty has none: it is not skipped."""
    assert Several(EXPRESSIONS[3:]).first("ohne") == 0


def test_characters_outside_latin_1_are_found() -> None:
    """They are one byte for the rough look, and themselves for the slow one."""
    assert Several(EXPRESSIONS[4:]).first("„so“") == 0
    assert Several(EXPRESSIONS[4:]).first("“so“") is None
