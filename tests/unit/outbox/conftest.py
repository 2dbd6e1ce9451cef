"""An outbox in a temporary folder and a broker in memory."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from leitstand.broker.memory import MemoryBroker
from leitstand.outbox import Limits, Outbox

TOPIC = "t"


class Clock:
    """Stands still until told otherwise."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def broker() -> MemoryBroker:
    return MemoryBroker({TOPIC: 2})


@pytest.fixture
def open_outbox(tmp_path: Path, clock: Clock) -> Iterator[Callable[..., Outbox]]:
    """Open outboxes that are closed after the test."""
    opened: list[Outbox] = []

    def open_one(
        name: str = "p", *, monotonic: Callable[[], float] = time.monotonic, **limits: float
    ) -> Outbox:
        held = Limits(**limits)  # type: ignore[arg-type] # integers and floats by name
        outbox = Outbox(tmp_path, name, limits=held, clock=clock, monotonic=monotonic)
        opened.append(outbox)
        return outbox

    yield open_one
    for outbox in opened:
        outbox.close()
