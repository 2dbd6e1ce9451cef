"""Spans are sets: every operation gives what Python's sets of numbers give."""

import hypothesis.strategies as st
import pytest
from hypothesis import given

from leitstand.streams.completeness import Spans

NUMBERS = st.frozensets(st.integers(0, 60))


@given(one=NUMBERS, other=NUMBERS)
def test_they_behave_as_sets(one: frozenset[int], other: frozenset[int]) -> None:
    """Union, difference, intersection, size, truth, order."""
    a, b = Spans.numbers(one), Spans.numbers(other)
    assert set(a | b) == one | other
    assert set(a - b) == one - other
    assert set(a & b) == one & other
    assert (list(a), len(a), bool(a)) == (sorted(one), len(one), bool(one))


@given(one=NUMBERS, other=NUMBERS)
def test_the_same_set_is_the_same_value(one: frozenset[int], other: frozenset[int]) -> None:
    """However it was made: spans are as few as can be."""
    assert Spans.numbers(one) - Spans.numbers(other) == Spans.numbers(one - other)
    assert Spans.numbers(one) | Spans.numbers(other) == Spans.numbers(one | other)


@given(numbers=NUMBERS, limit=st.integers(-1, 70))
def test_the_last_numbers_are_the_highest(numbers: frozenset[int], limit: int) -> None:
    """As many as asked for, or all."""
    asked = sorted(numbers)[-limit:] if limit > 0 else []
    assert list(Spans.numbers(numbers).last_numbers(limit)) == asked


@pytest.mark.parametrize(
    ("spans", "text"),
    [([], ""), ([(7, 7)], "7"), ([(9, 12), (1, 2), (3, 3)], "1-3, 9-12"), ([(5, 4)], "")],
)
def test_they_are_written_as_a_person_writes_them(spans: list[tuple[int, int]], text: str) -> None:
    """Ends included, empty ones left out."""
    assert str(Spans.of(spans)) == text
