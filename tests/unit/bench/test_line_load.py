"""The generator does not wait for the line: what stands still makes every event late that was due."""

import time
from datetime import UTC, datetime
from typing import Any, cast

from tests.bench.line.load import LARGEST_BATCH, send
from tests.bench.line.pace import Pace

STALL_S = 0.3


class _Recorder:
    """Takes everything at once, but stands still at its first call."""

    def __init__(self) -> None:
        self.batches: list[list[Any]] = []

    def record_all(self, many: list[Any]) -> None:
        if not self.batches:
            time.sleep(STALL_S)
        self.batches.append(many)


class _Moments:
    """Instead of an interaction the moment at which it is meant to be sent."""

    def use(self, _number: int, moment: datetime) -> datetime:
        return moment


def _sent(pace: Pace, begun: float) -> tuple[_Recorder, list[tuple[int, int]]]:
    recorder = _Recorder()
    durable = send(cast("Any", recorder), cast("Any", _Moments()), pace, begun)
    return recorder, durable.pairs()


def test_a_stall_is_in_the_latency_of_every_event_that_was_due_in_it() -> None:
    """A generator that waited would tell of one late event; here a third of the stall's are 200 ms late."""
    _, pairs = _sent(Pace(rate=1_000, events=400), time.time())
    assert sum(times for microseconds, times in pairs if microseconds >= 200_000) >= 100


def test_every_event_carries_its_intended_moment_once_and_in_order() -> None:
    """However late it is sent, so that its row tells how late."""
    begun = time.time()
    recorder, _ = _sent(Pace(rate=1_000, events=400), begun)
    moments = [moment for batch in recorder.batches for moment in batch]
    start = datetime.fromtimestamp(begun, UTC)
    assert [round((m - start).total_seconds() * 1000) for m in moments] == list(range(400))


def test_a_backlog_is_sent_in_batches_of_bounded_size() -> None:
    """A sync holds so many at most, as in life."""
    recorder, _ = _sent(Pace(rate=0, events=2 * LARGEST_BATCH + 1), time.time())
    assert [len(batch) for batch in recorder.batches] == [LARGEST_BATCH, LARGEST_BATCH, 1]
