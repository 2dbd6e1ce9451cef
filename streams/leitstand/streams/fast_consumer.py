"""Faust's consumer by the haul instead of by the record, and commits that pass over nothing.

Faust 0.15.3 makes four asyncio tasks, two locks and an event of every record: some 150 µs, four times
what judging it costs. Here one fetch is one message, the *haul*, with all its records as its value;
groups, rebalances, heartbeats, streams and the rhythm of commits stay Faust's own. Three things of
Faust's bookkeeping are replaced with it:

- **Commits.** Faust commits past a record in flight that lies just before acknowledged ones
  (https://github.com/faust-streaming/faust/issues/606). Here hauls stand in a row as they were
  fetched, and what may be committed is where the acknowledged head of the row ends.
- **Rebalances.** Records that were fetched on the other side of a rebalance are fetched anew from the
  last commit, or from the beginning where there is none. A haul of an earlier assignment that is
  acknowledged late counts for nothing.
- **Back-pressure.** No fetch while :data:`MOST_IN_FLIGHT` hauls are not acknowledged, so that memory
  is bounded and nothing stalls; Faust sleeps for a second when every partition's buffer is full.

All of it is private API, overridden by name: ``tests/unit/streams/test_fast_consumer.py`` fails when
Faust is another version or no longer calls what is overridden.
"""

# pyright: basic, reportIncompatibleMethodOverride=false
# Faust is only partly typed.
import asyncio
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import faust
from aiokafka.errors import ConsumerStoppedError  # type: ignore[import-untyped] # no stubs
from faust.transport.drivers import aiokafka as driver
from faust.types import TP
from faust.types.tuples import ConsumerMessage

from leitstand.broker.ports import Record

MADE_FOR = "0.15.3"
"""The version of Faust whose private parts these are."""

MOST_IN_FLIGHT = 3
"""Hauls between fetch and acknowledgement: one in work, one to go on with, one on its way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Haul:
    """What one fetch brought."""

    fetched: Mapping[TP, Sequence[Any]]
    """The client's records by partition, in the order of their offsets; none is empty."""

    def records(self) -> list[Record]:
        """Return the records, partition by partition."""
        return [_record(one) for of_partition in self.fetched.values() for one in of_partition]

    def ends(self) -> dict[TP, int]:
        """Return what to commit when all of it is done: the offset after the last, by partition."""
        return {tp: records[-1].offset + 1 for tp, records in self.fetched.items()}


def _record(fetched: Any) -> Record:
    return Record(
        topic=fetched.topic,
        partition=fetched.partition,
        offset=fetched.offset,
        timestamp_ms=fetched.timestamp,
        key=fetched.key,
        value=fetched.value,
        # A header may have no value; to us that is an empty one.
        headers=tuple((name, value or b"") for name, value in fetched.headers),
    )


@dataclass(slots=True)
class Row:
    """Hauls in the order of their fetch, and how far the acknowledged head of them reaches."""

    waiting: deque[Any] = field(default_factory=deque[Any])
    """Messages whose value is a haul."""
    done: dict[TP, int] = field(default_factory=dict[TP, int])
    """By partition the offset up to which everything is acknowledged."""

    def acknowledge(self) -> None:
        """Take the acknowledged ones off the head."""
        while self.waiting and self.waiting[0].acked:
            self.done |= self.waiting.popleft().value.ends()


class FastConsumer(driver.Consumer):
    """The consumer of :class:`FastApp`; only for agents that acknowledge by hand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._row = Row()
        """Of this assignment: a rebalance begins another."""
        self._changed = asyncio.Event()
        """Set when a haul was acknowledged or the assignment changed."""

    async def on_partitions_revoked(self, revoked: set[TP]) -> None:
        """Forget what is in flight: it comes again, to whoever has the partitions then."""
        self._begin_anew()
        await super().on_partitions_revoked(revoked)

    async def on_partitions_assigned(self, assigned: set[TP], generation_id: int = 0) -> None:
        """Begin a row of one's own."""
        self._begin_anew()
        await super().on_partitions_assigned(assigned, generation_id)

    def ack(self, message: Any) -> bool:
        """Note that everything made from a haul is safe; called once a message."""
        message.acked = True
        self._row.acknowledge()
        self._changed.set()
        return True

    async def verify_all_partitions_active(self) -> None:
        """Do nothing: Faust would look for records of every partition and complain."""

    def _filter_tps_with_pending_acks(self, topics: object = None) -> Iterator[TP]:
        del topics
        return iter(tuple(self._row.done))

    def _new_offset(self, tp: TP) -> int | None:
        return self._row.done.get(tp)

    async def _drain_messages(self, fetcher: Any) -> None:
        try:
            while not self.should_stop and not fetcher.should_stop:
                await self._drain_once()
        except (ConsumerStoppedError, asyncio.CancelledError):
            if not self.app.should_stop:
                raise

    async def _drain_once(self) -> None:
        await self._wait_for_room()
        row = self._row
        fetched, _ = await self._wait_next_records(1.0)
        if row is not self._row or not self.flow_active:
            await self._fetch_anew()
        elif fetched:
            await self._deliver(Haul(fetched=fetched))

    async def _deliver(self, haul: Haul) -> None:
        tp, records = next(iter(haul.fetched.items()))
        message = ConsumerMessage(
            topic=tp.topic,
            partition=tp.partition,
            offset=records[0].offset,
            timestamp=records[0].timestamp / 1000,
            timestamp_type=records[0].timestamp_type,
            headers=None,
            key=None,
            value=haul,  # type: ignore[arg-type] # the raw codec hands it through
            checksum=None,
            tp=tp,
            generation_id=self.app.consumer_generation_id,
        )
        self._row.waiting.append(message)
        await self.callback(message)

    async def _wait_for_room(self) -> None:
        while len(self._row.waiting) >= MOST_IN_FLIGHT and not self.should_stop:
            self._changed.clear()
            await self.wait(self._changed.wait())

    async def _fetch_anew(self) -> None:
        """Go back to the last commit, once the rebalance that came between is over."""
        while not self.should_stop:
            await self.wait(self.can_resume_flow.wait())
            row = self._row
            try:
                await self._go_back()
            except Exception:
                if row is self._row and self.flow_active:
                    raise
            else:
                if row is self._row:
                    return

    async def _go_back(self) -> None:
        """Seek to the last commit of each partition, and where there is none to the beginning.

        aiokafka leaves a partition where it is that never had a commit: what was thrown away of it
        would never come again.
        """
        await self.perform_seek()
        never = [tp for tp in self.assignment() if not self._committed_offset[tp]]
        if never:
            await self._to_beginning(never)

    async def _to_beginning(self, partitions: Sequence[TP]) -> None:
        await self._thread.seek_to_beginning(*map(driver.ensure_aiokafka_TP, partitions))

    def _begin_anew(self) -> None:
        self._row = Row()
        self._changed.set()


class _FastTransport(driver.Transport):
    Consumer = FastConsumer


class FastApp(faust.App):
    """An application whose agents are given hauls."""

    def _new_transport(self) -> Any:
        return _FastTransport(self.conf.broker_consumer, self)
