"""The search for the highest rate, and what it takes for holding it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.bench.line.search import STEP, highest, keeps_up


@given(st.floats(100, 100_000), st.floats(100, 100_000))
def test_the_found_rate_holds_and_its_next_step_does_not(limit: float, first: float) -> None:
    """Wherever the search begins, with tries enough."""
    found = highest(lambda rate: rate <= limit, first, tries=200)
    assert found is not None
    assert found <= limit < found * STEP * (1 + 1e-9)


@given(st.floats(100, 100_000), st.floats(100, 100_000), st.integers(1, 8))
def test_it_tries_no_more_often_than_it_may(limit: float, first: float, tries: int) -> None:
    """A run has a limit of time; no rate is tried twice."""
    tried: list[float] = []

    def holds(rate: float) -> bool:
        tried.append(rate)
        return rate <= limit

    highest(holds, first, tries)
    assert len(tried) <= tries
    assert len(set(tried)) == len(tried)


def test_no_rate_that_holds_is_no_answer() -> None:
    """Rather none than one that was not seen."""
    assert highest(lambda _: False, 1000, tries=3) is None


@pytest.mark.parametrize(
    ("behind", "held"),
    [
        ([0.4] * 40, True),
        ([3.0] * 40, True),  # Late, but not later and later.
        ([n / 10 for n in range(40)], False),
        ([5.0 - n / 10 for n in range(40)], True),
        ([0.1, 0.9] * 20, True),  # Commits come in batches.
        ([], False),
        ([0.1, 0.1, 0.1], False),  # Too few to say.
    ],
)
def test_lag_that_grows_is_a_rate_that_does_not_hold(behind: list[float], held: bool) -> None:
    """A line that falls behind by a little each second falls behind for ever."""
    assert keeps_up(behind) is held
