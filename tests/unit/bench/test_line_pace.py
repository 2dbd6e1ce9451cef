"""The generator's plan: moments that nothing moves."""

from hypothesis import given
from hypothesis import strategies as st
from tests.bench.line.pace import Pace

rates = st.floats(0.5, 50_000)


@given(rates, st.integers(1, 10_000), st.floats(0, 100))
def test_what_is_due_was_meant_to_be_sent_by_now(rate: float, events: int, now: float) -> None:
    """Neither too early nor left out, and never more than all."""
    pace = Pace(rate=rate, events=events)
    due = pace.due(now)
    assert 1 <= due <= events
    assert pace.intended_s(due - 1) <= now + 1e-6
    assert due == events or pace.intended_s(due) > now - 1e-6


@given(rates, st.integers(2, 10_000))
def test_moments_are_evenly_spaced(rate: float, number: int) -> None:
    """However late the generator is: an event that waited has its wait in its latency."""
    pace = Pace(rate=rate, events=number + 1)
    step = pace.intended_s(number) - pace.intended_s(number - 1)
    assert abs(step - 1 / rate) < 1e-6


def test_without_a_rate_everything_is_due_at_once() -> None:
    """A backlog."""
    assert Pace(rate=0, events=7).due(0.0) == 7
