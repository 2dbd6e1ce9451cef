"""A pulse: felt while the loop turns."""

import pytest

from leitstand.streams.pulse import Pulse


@pytest.mark.parametrize(("later", "felt"), [(0.0, True), (9.9, True), (10.0, False)])
def test_it_fades(later: float, felt: bool) -> None:
    """A loop that has not turned for longer than the limit is not well."""
    now = [100.0]
    pulse = Pulse(limit_s=10.0, monotonic=lambda: now[0])
    now[0] += 5
    pulse.beat()
    now[0] += later
    assert pulse.is_felt() is felt
