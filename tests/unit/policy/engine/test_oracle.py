"""The engine finds what the slow way finds: no anchor misses, no window is too small, no rough look lies."""

from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.policy.normal import normalise

from .oracle import fragments, glued, missed

ANCHOR_DECIDES = {"date_of_birth", "issued_key"}
"""Their anchors are evidence themselves: a date, a row of letters is nothing without its word."""


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(fragments()), min_size=1, max_size=5), st.integers(0, 10_000))
def test_the_engine_misses_nothing(parts: list[str], seed: int) -> None:
    """Examples of all detectors' tests, glued with ordinary German sentences."""
    plain = normalise(glued(parts, seed))
    assert [miss for miss in missed(plain) if miss[0] not in ANCHOR_DECIDES] == []
