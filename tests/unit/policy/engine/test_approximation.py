"""The rough expression finds at least what the exact one finds."""

import re

import hyperscan
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.policy.engine.rough import rough_of

EXPRESSIONS = [
    r"(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?![0-9])",
    r"(?i:\b(?:straße|müller)\b)",
    r"\bab\b|\bä\w+",
    r"(?i)ÄB+|(?-i:cd)",
    r"[^\W_]{2,40}@[a-z]{1,60}",
    r"(?=[ab]{3})a\w{2}(?!b)",
    r"(a|b)\1c",
    r"[„“]\w+[”“]",
    r"x(?:a{0,20}b){2,30}y",
    r"(?s:a.b)|a.c",
    r"(?<!a)(?<!bb)c(?!d)(?!ee)",
    r"(?:^|(?<=\n))a$",
]
PIECES = st.sampled_from(
    [*"aAbBcdeäÄöü@?.\n 019_-", "AB12", "Straße", "MÜLLER", "„ab“", "xabby", "abac", "ß", "ł", "cd"]
)


@pytest.mark.parametrize("expression", EXPRESSIONS)
@given(st.lists(PIECES, max_size=12).map("".join))
def test_rough_is_never_stricter(expression: str, text: str) -> None:
    """What the slow look finds, the rough one does not rule out."""
    first_look = rough_of(expression)
    assert first_look is not None
    if re.search(expression, text):
        assert first_look.may_occur(text.encode("latin-1", "replace"))


def test_rough_rules_most_things_out() -> None:
    """Assertions at the borders are kept, so that compounds do not fire."""
    first_look = rough_of(r"(?i:(?<![\wäöü])krank(?!\w))")
    assert first_look is not None
    assert first_look.may_occur("ist krank.".encode("latin-1"))
    assert not first_look.may_occur("im Krankenhaus".encode("latin-1"))
    assert not first_look.may_occur("herzkrank".encode("latin-1"))


def test_what_may_be_empty_has_no_rough_form() -> None:
    """Hyperscan knows no empty match."""
    assert rough_of("a*") is None


def test_what_hyperscan_cannot_take_has_no_rough_form(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then the slow look decides alone."""

    def refuse(_: object) -> bytes:
        raise hyperscan.error

    monkeypatch.setattr("leitstand.policy.engine.rough.cached", refuse)
    assert rough_of("only in this test") is None
