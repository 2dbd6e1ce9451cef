"""Somebody sets the clock while the outbox works: order and completeness do not depend on it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leitstand.broker.memory import MemoryBroker
from leitstand.broker.ports import Outgoing
from leitstand.outbox import Drain, Outbox, acknowledged, status

Open = Callable[..., Outbox]
YEAR_H = 366 * 24.0
jumps = st.lists(
    st.sampled_from([0.0, -1.0, 1.0, -25.0, 25.0, -YEAR_H, YEAR_H]), min_size=1, max_size=8
)
"""Hours by which the clock is set between two records."""


class Clock(Protocol):
    def advance(self, **span: float) -> None: ...
    def __call__(self) -> datetime: ...


def numbered(sequence: int) -> Outgoing:
    # One key: one partition, so that the broker keeps the order of all.
    return Outgoing(topic="t", key=b"k", value=f"{sequence:04d}".encode())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(hours=jumps)
def test_everything_arrives_once_and_in_order(
    clock: Clock, tmp_path_factory: pytest.TempPathFactory, hours: list[float]
) -> None:
    """Also when the drain tidies meanwhile: nothing that waits is ever deleted."""
    directory = tmp_path_factory.mktemp("outbox")
    outbox = Outbox(directory, "p", clock=clock)
    broker = MemoryBroker({"t": 1})
    drain = Drain(directory, broker.producer(), clock=clock)
    for number, jump in enumerate(hours):
        outbox.append(numbered)
        clock.advance(hours=jump)
        if number % 2:
            drain.step()
    outbox.close()
    while drain.step():
        pass
    drain.close()
    # One clock for all examples: the next one must not begin where years of jumps have led.
    clock.advance(hours=-sum(hours))
    arrived = [int(record.value or b"-1") for record in broker.records("t")]
    assert arrived == list(range(1, len(hours) + 1))


def test_what_waits_outlives_any_clock(open_outbox: Open, clock: Clock, tmp_path: Path) -> None:
    """A year ahead, with a broker that is away: sent records may be deleted, waiting ones never."""
    outbox = open_outbox()
    outbox.append(numbered)
    broker = MemoryBroker({"t": 1})
    drain = Drain(tmp_path, broker.producer(), clock=clock)
    drain.step()
    outbox.append(numbered)
    clock.advance(hours=YEAR_H)
    drain.tidy()
    assert status(tmp_path).waiting == 1
    assert len(list(acknowledged(tmp_path))) == 2
    drain.close()
