"""The consumer by the haul: commits pass over nothing, rebalances lose nothing, memory is bounded."""

import asyncio
import inspect
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import faust
import pytest
from aiokafka.structs import ConsumerRecord  # type: ignore[import-untyped] # no stubs
from faust.transport.consumer import Consumer
from faust.transport.drivers import aiokafka as driver
from faust.types import TP
from faust.types.tuples import ConsumerMessage
from hypothesis import given
from hypothesis import strategies as st

from leitstand.streams.fast_consumer import (
    MADE_FOR,
    MOST_IN_FLIGHT,
    FastApp,
    FastConsumer,
    Haul,
    Row,
)

TOPIC = "interactions"
LIMIT_S = 60.0
"""Longest wait for what happens at once, or never."""
Fetch = Mapping[TP, Sequence[Any]]


def record(offset: int, partition: int = 0) -> Any:
    """Return a record as the client gives it."""
    return ConsumerRecord(
        TOPIC, partition, offset, 1_000, 1, b"key", b"value", None, 3, 5, (("name", b"header"),)
    )


def fetch(*offsets: int, partition: int = 0) -> Fetch:
    """Return what a fetch of one partition brings."""
    return {TP(TOPIC, partition): [record(offset, partition) for offset in offsets]}


def message(fetched: Fetch) -> Any:
    """Return a haul as the agent is given it."""
    return _Message(value=Haul(fetched=fetched))


@dataclass
class _Message:
    value: Haul
    acked: bool = False


# What Faust is


PRIVATE = {
    Consumer._drain_messages: ["self", "fetcher"],
    Consumer._filter_tps_with_pending_acks: ["self", "topics"],
    Consumer._new_offset: ["self", "tp"],
    Consumer._wait_next_records: ["self", "timeout"],
    Consumer.ack: ["self", "message"],
    Consumer.on_partitions_assigned: ["self", "assigned", "generation_id"],
    Consumer.on_partitions_revoked: ["self", "revoked"],
    Consumer.perform_seek: ["self"],
    Consumer.verify_all_partitions_active: ["self"],
    faust.App._new_transport: ["self"],
}


def test_it_is_made_for_the_installed_faust() -> None:
    """Another version may call other things: read its consumer anew before raising the number."""
    assert version("faust-streaming") == MADE_FOR


@pytest.mark.parametrize("method", PRIVATE, ids=lambda method: method.__name__)
def test_what_is_overridden_or_called_is_still_there(method: Callable[..., Any]) -> None:
    """A method that Faust renamed would be overridden in vain."""
    assert list(inspect.signature(method).parameters) == PRIVATE[method]


@pytest.mark.parametrize(
    ("caller", "called"),
    [
        (Consumer._filter_committable_offsets, "self._new_offset(tp)"),
        (Consumer.force_commit, "self._filter_tps_with_pending_acks(topics)"),
        (ConsumerMessage.on_final_ack, "consumer.ack(self)"),
        (driver.Consumer.verify_all_partitions_active, "verify_event_path"),
    ],
)
def test_faust_still_calls_what_is_overridden(caller: Callable[..., Any], called: str) -> None:
    """An override that nobody calls any more is silent: the text of the caller is looked at."""
    assert called in inspect.getsource(caller)


# What may be committed


@st.composite
def hauls_and_order(draw: st.DrawFn) -> tuple[list[Any], list[int]]:
    """Draw hauls of two partitions and the order in which they are acknowledged."""
    next_offset = [draw(st.integers(0, 5)), draw(st.integers(0, 5))]
    hauls: list[Any] = []
    for _ in range(draw(st.integers(1, 8))):
        fetched: dict[TP, Sequence[Any]] = {}
        for partition in draw(st.sampled_from([(0,), (1,), (0, 1)])):
            begin, count = next_offset[partition], draw(st.integers(1, 4))
            fetched |= fetch(*range(begin, begin + count), partition=partition)
            # Offsets may have holes: retention and compaction make them.
            next_offset[partition] = begin + count + draw(st.integers(0, 2))
        hauls.append(message(fetched))
    return hauls, draw(st.permutations(range(len(hauls))))


@given(hauls_and_order())
def test_nothing_is_committed_past_what_is_in_flight(drawn: tuple[list[Any], list[int]]) -> None:
    """Whatever the order of acknowledgement, and in the end everything is committed."""
    hauls, order = drawn
    row = Row()
    row.waiting.extend(hauls)
    for number in order:
        hauls[number].acked = True
        row.acknowledge()
        for haul in hauls:
            for tp, records in haul.value.fetched.items():
                assert haul.acked or row.done.get(tp, 0) <= records[0].offset
    for haul in hauls:
        for tp, end in haul.value.ends().items():
            assert row.done[tp] >= end


def test_stock_faust_commits_past_a_record_in_flight(make: "Make") -> None:
    """Issue 606 in the installed version: 10 is in flight, and 13 is committed.

    When this fails Faust has mended it, and a part of our consumer may be given up.
    """

    async def story() -> Mapping[TP, int]:
        consumer: Any = make(faust.App)
        consumer.app.topics._acking_topics.add(TOPIC)
        tp = TP(TOPIC, 0)
        consumer._committed_offset[tp] = 10
        for offset in (11, 12):
            consumer.ack(ConsumerMessage(TOPIC, 0, offset, 1.0, 1, None, None, None, None, tp=tp))
        return dict(consumer._filter_committable_offsets([tp]))

    assert asyncio.run(story()) == {TP(TOPIC, 0): 13}


def test_ours_does_not(make: "Make") -> None:
    """The same with hauls: nothing until the first is acknowledged, then all of it at once."""

    async def story() -> list[Mapping[TP, int]]:
        consumer = make(FastApp)
        consumer._committed_offset[TP(TOPIC, 0)] = 10
        for offset in (10, 11, 12):
            await consumer._deliver(Haul(fetched=fetch(offset)))
        first, second, third = consumer.row.waiting
        seen: list[Mapping[TP, int]] = []
        for one in (second, third, first):
            one.ack(consumer)
            tps = consumer._filter_tps_with_pending_acks()
            seen.append(dict(consumer._filter_committable_offsets(tps)))
        return seen

    assert asyncio.run(story()) == [{}, {}, {TP(TOPIC, 0): 13}]


# What a rebalance does


def test_a_haul_of_an_earlier_assignment_counts_for_nothing(make: "Make") -> None:
    """It comes again, to whoever has the partition now: a late acknowledgement commits nothing."""

    async def story() -> Mapping[TP, int]:
        consumer = make(FastApp)
        await consumer._deliver(Haul(fetched=fetch(10, 11)))
        (late,) = consumer.row.waiting
        await consumer.on_partitions_revoked({TP(TOPIC, 0)})
        await consumer.on_partitions_assigned({TP(TOPIC, 0)})
        await consumer._deliver(Haul(fetched=fetch(10)))
        late.ack(consumer)
        return dict(consumer.row.done)

    assert asyncio.run(story()) == {}


@pytest.mark.parametrize("moment", ["revoked", "assigned", "stopped flow"])
def test_what_is_fetched_across_a_rebalance_is_fetched_anew(make: "Make", moment: str) -> None:
    """Of such records nobody knows on which side they were taken: back to the last commit."""

    async def story() -> list[Any]:
        consumer = make(FastApp)

        async def meanwhile() -> Fetch:
            if moment == "revoked":
                await consumer.on_partitions_revoked({TP(TOPIC, 0)})
            elif moment == "assigned":
                await consumer.on_partitions_assigned({TP(TOPIC, 0)})
            else:
                consumer.stop_flow()
                asyncio.get_running_loop().call_soon(consumer.resume_flow)
            return fetch(10, 11)

        consumer.script = [meanwhile, _brings(fetch(10, 11))]
        await consumer._drain_once()
        assert (consumer.sought, consumer.delivered) == (1, [])
        await consumer._drain_once()
        return list(consumer.delivered)

    assert len(asyncio.run(story())) == 1


@pytest.mark.parametrize("committed", [None, 0, 7])
def test_a_partition_without_a_commit_goes_back_to_its_beginning(
    make: "Make", committed: int | None
) -> None:
    """aiokafka would leave it behind what was thrown away: the first events of all would be lost."""

    async def story() -> list[Any]:
        consumer = make(FastApp)
        consumer._committed_offset[TP(TOPIC, 0)] = committed

        async def across() -> Fetch:
            await consumer.on_partitions_assigned({TP(TOPIC, 0)})
            return fetch(0, 1)

        consumer.script = [across]
        await consumer._drain_once()
        return list(consumer.begun)

    assert asyncio.run(story()) == ([] if committed else [TP(TOPIC, 0)])


def test_a_seek_that_fails_ends_the_consumer(make: "Make") -> None:
    """Going on would leave out what was fetched and thrown away."""

    async def story() -> None:
        consumer = make(FastApp)

        async def across() -> Fetch:
            await consumer.on_partitions_assigned({TP(TOPIC, 0)})
            return fetch(10)

        consumer.script, consumer.broken = [across], [LookupError()]
        await consumer._drain_once()

    with pytest.raises(LookupError):
        asyncio.run(story())


def test_a_seek_that_a_rebalance_spoils_is_tried_after_it(make: "Make") -> None:
    """Partitions were taken away in the middle of it: that is no fault."""

    async def story() -> int:
        consumer = make(FastApp)

        async def across() -> Fetch:
            await consumer.on_partitions_assigned({TP(TOPIC, 0)})
            return fetch(10)

        async def again() -> None:
            await consumer.on_partitions_revoked({TP(TOPIC, 0)})
            raise AssertionError

        consumer.script, consumer.broken = [across], [again]
        await consumer._drain_once()
        return int(consumer.sought)

    assert asyncio.run(story()) == 1


# Memory


def test_no_fetch_while_enough_is_in_flight(make: "Make") -> None:
    """The next fetch begins with the first acknowledgement and not before, without a pause."""

    async def story() -> tuple[int, int]:
        consumer = make(FastApp)
        consumer.script = [_brings(fetch(n)) for n in range(MOST_IN_FLIGHT + 1)]
        for _ in range(MOST_IN_FLIGHT):
            await consumer._drain_once()
        waiting = asyncio.ensure_future(consumer._drain_once())
        for _ in range(50):
            await asyncio.sleep(0)
        before = len(consumer.delivered)
        consumer.row.waiting[0].ack(consumer)
        await asyncio.wait_for(waiting, LIMIT_S)
        return before, len(consumer.delivered)

    assert asyncio.run(story()) == (MOST_IN_FLIGHT, MOST_IN_FLIGHT + 1)


def test_a_rebalance_makes_room(make: "Make") -> None:
    """What was in flight belongs to others now."""

    async def story() -> int:
        consumer = make(FastApp)
        consumer.script = [_brings(fetch(n)) for n in range(MOST_IN_FLIGHT + 1)]
        for _ in range(MOST_IN_FLIGHT):
            await consumer._drain_once()
        waiting = asyncio.ensure_future(consumer._drain_once())
        await asyncio.sleep(0)
        await consumer.on_partitions_revoked({TP(TOPIC, 0)})
        await asyncio.wait_for(waiting, LIMIT_S)
        return len(consumer.delivered)

    assert asyncio.run(story()) == MOST_IN_FLIGHT + 1


# Records


def test_records_are_as_the_client_gave_them() -> None:
    """By partition, in the order of their offsets, nothing added."""
    haul = Haul(fetched={**fetch(3, 4), **fetch(9, partition=1)})
    assert [(r.partition, r.offset) for r in haul.records()] == [(0, 3), (0, 4), (1, 9)]
    first = haul.records()[0]
    assert (first.topic, first.timestamp_ms, first.key, first.value, first.headers) == (
        TOPIC,
        1_000,
        b"key",
        b"value",
        (("name", b"header"),),
    )


def test_a_header_without_a_value_has_an_empty_one() -> None:
    """The protocol allows it; a dead letter can be made of it."""
    fetched = ConsumerRecord(TOPIC, 0, 1, 1_000, 1, None, None, None, -1, -1, (("ce_id", None),))
    (record,) = Haul(fetched={TP(TOPIC, 0): [fetched]}).records()
    assert record.headers == (("ce_id", b""),)


# Helpers


Brings = Callable[[], Coroutine[Any, Any, Fetch]]


def _brings(fetched: Fetch) -> Brings:
    async def bring() -> Fetch:
        return fetched

    return bring


class _Scripted(FastConsumer):
    """Our consumer on a script instead of a connection."""

    script: list[Brings]
    broken: list[Any]
    sought = 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.delivered: list[Any] = []
        self.broken = []
        self.begun: list[TP] = []
        """Partitions that were read from their beginning again."""
        self.flow_active = True
        self.can_resume_flow.set()
        self.callback = self._deliver_to_nobody

    @property
    def row(self) -> Row:
        return self._row

    async def _deliver_to_nobody(self, message: Any) -> None:
        self.delivered.append(message)
        message.incref()

    async def _wait_next_records(self, timeout: float) -> Any:  # noqa: ASYNC109 - as Faust has it
        del timeout
        return await self.script.pop(0)(), None

    def assignment(self) -> set[TP]:
        return {TP(TOPIC, 0)}

    async def _to_beginning(self, partitions: Sequence[TP]) -> None:
        self.begun += partitions

    async def perform_seek(self) -> None:
        if self.broken:
            broken = self.broken.pop(0)
            if isinstance(broken, Exception):
                raise broken
            await broken()
        self.sought += 1


Make = Callable[[type[faust.App]], Any]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    """Return a function that makes a consumer; it never connects. Call it while a loop runs."""
    made: list[Any] = []

    async def nothing(*_: object) -> None: ...

    def consumer(kind: type[faust.App]) -> Any:
        app = kind("test", broker="kafka://127.0.0.1:1", datadir=tmp_path, web_enabled=False)
        transport: Any = app.transport
        if kind is FastApp:
            transport.Consumer = _Scripted
        made.append(
            transport.create_consumer(
                callback=nothing, on_partitions_revoked=nothing, on_partitions_assigned=nothing
            )
        )
        return made[-1]

    yield consumer
    for one in made:
        # The loop of a thread that was never started.
        one._thread.thread_loop.close()
