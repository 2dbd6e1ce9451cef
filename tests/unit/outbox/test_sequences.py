"""Ranges and gaps: what is missing is known by its number."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.outbox import SequenceRange, gaps, merged, ranges_of

numbers = st.lists(st.tuples(st.sampled_from("ab"), st.integers(1, 40)), max_size=60)


def span(producer: str, first: int, last: int) -> SequenceRange:
    return SequenceRange(producer=producer, first=first, last=last)


def flat(ranges: list[SequenceRange]) -> set[tuple[str, int]]:
    return {(one.producer, n) for one in ranges for n in range(one.first, one.last + 1)}


@given(numbers)
def test_ranges_hold_the_same_numbers(many: list[tuple[str, int]]) -> None:
    """In any order and doubled; touching ones are one."""
    found = ranges_of(many)
    assert flat(found) == set(many)
    assert sum(map(len, found)) == len(set(many))
    assert merged(found) == found
    for one, other in pairwise(found):
        assert (one.producer, one.last + 1) < (other.producer, other.first)


@given(numbers, numbers)
def test_gaps_are_what_must_exist_and_was_not_seen(
    seen: list[tuple[str, int]], expected: list[tuple[str, int]]
) -> None:
    """Against sets: all up to the last seen, and what is expected besides, without what was seen."""
    last = {name: max(n for other, n in seen if other == name) for name, _ in seen}
    must = {(name, n) for name, end in last.items() for n in range(1, end + 1)} | set(expected)
    assert flat(gaps(ranges_of(seen), expected=ranges_of(expected))) == must - set(seen)


@pytest.mark.parametrize(
    ("seen", "begins", "expected", "missing"),
    [
        ([], {}, [], []),
        ([span("a", 1, 9)], {}, [], []),
        ([span("a", 3, 9)], {}, [], [span("a", 1, 2)]),
        ([span("a", 3, 9)], {"a": 3}, [], []),
        ([span("a", 3, 9)], {"a": 12}, [], []),
        ([span("a", 3, 9)], {"a": 2, "b": 1}, [], [span("a", 2, 2)]),
        ([span("a", 1, 4), span("a", 8, 9)], {}, [], [span("a", 5, 7)]),
        ([span("a", 1, 4)], {}, [span("a", 3, 6)], [span("a", 5, 6)]),
        ([span("a", 1, 4)], {}, [span("b", 1, 2)], [span("b", 1, 2)]),
    ],
)
def test_gaps(
    seen: list[SequenceRange],
    begins: dict[str, int],
    expected: list[SequenceRange],
    missing: list[SequenceRange],
) -> None:
    """Numbers before a lawful beginning are not missed; a producer never seen is."""
    assert gaps(seen, expected=expected, begins=begins) == missing
