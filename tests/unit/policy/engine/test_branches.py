"""An anchor in branches matches what the anchor matches."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.policy.engine.branches import branches

TABLE = [
    (b"a", [b"a"]),
    (b"a|b", [b"a", b"b"]),
    (b"(?:a|b)c", [b"ac", b"bc"]),
    (b"(?:a|(?:b|c)d)e|f", [b"ae", b"bde", b"cde", b"f"]),
    (b"(?:a|b)?c", [b"(?:a|b)?c"]),
    (b"(?:ab)c|d", [b"(?:ab)c", b"d"]),
    (b"[a|b]|c", [b"[a|b]", b"c"]),
    (rb"\||[]|]|[^]|]|\[", [rb"\|", b"[]|]", b"[^]|]", rb"\["]),
    (rb"(?:\)|a)b", [rb"\)b", b"ab"]),
]


@pytest.mark.parametrize(("anchor", "parts"), TABLE)
def test_branches(anchor: bytes, parts: list[bytes]) -> None:
    """Alternatives outside of groups and in a leading group; classes and escapes stay whole."""
    assert branches(anchor) == parts


@given(st.text(alphabet="ab|()?[]c", max_size=12), st.text(alphabet="abc", max_size=6))
def test_branches_match_the_same(anchor: str, text: str) -> None:
    """Whatever re says of the whole, it says of the parts together."""
    expression = anchor.replace("(", "(?:").encode()
    try:
        whole = re.compile(expression)
    except (re.error, FutureWarning):
        return
    parts = branches(expression)
    assert any(re.fullmatch(part, text.encode()) for part in parts) == bool(
        whole.fullmatch(text.encode())
    )
