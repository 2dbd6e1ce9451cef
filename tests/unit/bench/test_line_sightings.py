"""When a row was first seen, from looks at the newest row only."""

from hypothesis import given
from hypothesis import strategies as st
from tests.bench.line.steps.latency import Sightings


@given(st.lists(st.integers(0, 50), min_size=1, max_size=40), st.integers(0, 60))
def test_a_row_is_seen_by_the_first_look_that_reaches_it(looks: list[int], offset: int) -> None:
    """Whatever order the looks' answers come in, and never where no look reached it."""
    sightings = Sightings()
    for at, newest in enumerate(looks):
        sightings.note(3, newest, float(at))
    reached = [float(at) for at, newest in enumerate(looks) if newest >= offset]
    assert sightings.first_seen(3, offset) == (reached[0] if reached else None)


def test_partitions_are_seen_apart() -> None:
    """Offsets of one say nothing about another."""
    sightings = Sightings()
    sightings.note(0, 10, 1.0)
    assert sightings.first_seen(1, 5) is None
