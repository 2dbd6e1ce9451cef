"""The sink: insert, then dead letters, then commit; away is waited for, odd rows are found."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from leitstand.broker.memory import MemoryBroker
from leitstand.broker.ports import Outgoing
from leitstand.schemas import examples, topics
from leitstand.schemas.assessment import Assessment
from leitstand.schemas.cloudevents import SOURCE_OFFSET
from leitstand.schemas.identifiers import new_event_id
from leitstand.schemas.vocabulary import DeadLetterReason
from leitstand.streams.dead_letters import DeadLetters
from leitstand.streams.errors import RowsRefusedError, StoreUnavailableError
from leitstand.streams.sink import TABLES, Pace, Sink


@dataclass
class FakeStore:
    """Keeps rows; is away as often as told, and refuses the ids it is told."""

    away: int = 0
    refuses: set[object] = field(default_factory=set[object])
    inserts: list[tuple[str, list[dict[str, object]]]] = field(
        default_factory=list[tuple[str, list[dict[str, object]]]]
    )

    def insert(self, table: str, columns: dict[str, list[object]]) -> None:
        names = list(columns)
        rows = [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]
        if self.away:
            self.away -= 1
            raise StoreUnavailableError
        if any(row.get("event_id") in self.refuses for row in rows):
            raise RowsRefusedError
        self.inserts.append((table, rows))

    def rows(self, table: str) -> list[dict[str, object]]:
        return [row for name, rows in self.inserts if name == table for row in rows]


@dataclass
class Bench:
    """A sink between a broker in memory and a fake store."""

    broker: MemoryBroker
    store: FakeStore
    sink: Sink
    pauses: list[float]

    def send(self, topic: str, value: bytes | None, key: bytes = b"k", **headers: bytes) -> None:
        record = Outgoing(topic=topic, key=key, value=value, headers=tuple(headers.items()))
        self.broker.producer().send_all([record])

    def drain(self) -> None:
        """Turn until a turn finds nothing."""
        while self.sink.turn():
            pass

    def refused(self) -> list[tuple[object, object]]:
        return [(row["topic"], row["reason"]) for row in self.store.rows("dead_letters")]


@pytest.fixture
def bench(letters: DeadLetters) -> Bench:
    broker = MemoryBroker(dict.fromkeys(topics.load_all(), 2))
    store = FakeStore()
    pauses: list[float] = []
    sink = Sink(
        consumer=broker.consumer("sink", [table.topic for table in TABLES]),
        store=store,
        producer=broker.producer(),
        dead_letters=letters,
        pause=pauses.append,
        pace=Pace(gather_s=0.0),
    )
    return Bench(broker=broker, store=store, sink=sink, pauses=pauses)


EXAMPLES = [e for e in examples.load_all() if e.topic in {table.topic for table in TABLES}]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.topic}/{e.name}")
def test_every_example_becomes_a_row(bench: Bench, example: Any) -> None:
    """Every record that a contract shows finds its table."""
    bench.broker.producer().send_all(
        [Outgoing(topic=example.topic, key=example.key, value=example.value)]
    )
    bench.drain()
    assert [len(rows) for _, rows in bench.store.inserts] == [1]


def assessment(number: int, days_ago: int = 0) -> Assessment:
    """Return an assessment like the example, of another event."""
    at = datetime(2026, 11, 16, 11, tzinfo=UTC) - timedelta(days=days_ago)
    example = next(e for e in EXAMPLES if e.topic == topics.ASSESSMENTS and e.name == "violation")
    found = msgspec.json.decode(example.value, type=Assessment)
    event_id = new_event_id(at, lambda n: number.to_bytes(n, "big"))
    return msgspec.structs.replace(found, event_id=event_id, occurred_at=at)


def send_all(bench: Bench, found: Sequence[Assessment]) -> None:
    for one in found:
        bench.send(topics.ASSESSMENTS, msgspec.json.encode(one), str(one.event_id).encode())


def test_a_row_tells_where_its_record_stands(bench: Bench) -> None:
    """Place in Kafka and broker time stand beside the verdict."""
    send_all(bench, [assessment(1)])
    bench.drain()
    (row,) = bench.store.rows("assessments")
    record = next(r for r in bench.broker.records(topics.ASSESSMENTS))
    assert (row["k_partition"], row["k_offset"]) == (record.partition, record.offset)
    assert row["assessed_at"] == datetime.fromtimestamp(record.timestamp_ms / 1000, UTC)


@pytest.mark.parametrize(
    ("told", "kept"), [(b"4711", 4711), (None, -1), (b"x", -1), (b"9" * 40, -1), (b"\xff", -1)]
)
def test_a_row_tells_where_its_interaction_stands(
    bench: Bench, told: bytes | None, kept: int
) -> None:
    """As the worker said in a header; what is no offset counts as not said."""
    headers = {} if told is None else {SOURCE_OFFSET: told}
    bench.send(topics.ASSESSMENTS, msgspec.json.encode(assessment(1)), **headers)
    bench.drain()
    (row,) = bench.store.rows("assessments")
    assert row["source_offset"] == kept


POISON: list[tuple[bytes | None, dict[str, bytes], DeadLetterReason]] = [
    (b"{", {}, DeadLetterReason.NOT_JSON),
    (None, {}, DeadLetterReason.NOT_JSON),
    (b"{}", {}, DeadLetterReason.WRONG_SHAPE),
    (b"[" * 100_000, {}, DeadLetterReason.WRONG_SHAPE),
    (b"{}", {"ce_type": b"leitstand.assessments.v2"}, DeadLetterReason.UNKNOWN_VERSION),
]


@pytest.mark.parametrize(("value", "headers", "reason"), POISON)
@pytest.mark.parametrize("topic", [table.topic for table in TABLES])
def test_poison_becomes_a_dead_letter_and_a_row_of_it(
    bench: Bench, topic: str, value: bytes | None, headers: dict[str, bytes], reason: str
) -> None:
    """It neither stops the line nor vanishes, in whichever topic it stands."""
    bench.send(topic, value, **headers)
    bench.drain()
    assert bench.refused() == [(topic, reason)]


def test_what_is_kept_unread_is_readable_all_the_same(bench: Bench) -> None:
    """Bytes that are no text, inside a part of the register that is stored as it stands."""
    example = next(e for e in EXAMPLES if e.topic == topics.REGISTER and e.name == "department")
    title = b'"title": "'
    assert title in example.value
    bench.send(topics.REGISTER, example.value.replace(title, title + b"\xff"))
    bench.drain()
    assert bench.refused() == [(topics.REGISTER, DeadLetterReason.NOT_JSON)]


@pytest.mark.parametrize("position", [0, 3, 6])
def test_one_row_that_never_fits_does_not_take_its_neighbours_along(
    bench: Bench, position: int
) -> None:
    """It is found by halving and becomes a dead letter; the others are stored once."""
    sent = [assessment(number) for number in range(7)]
    bench.store.refuses = {sent[position].event_id}
    send_all(bench, sent)
    bench.drain()
    stored = [row["event_id"] for row in bench.store.rows("assessments")]
    assert sorted(map(str, stored)) == sorted(
        str(one.event_id) for one in sent if one is not sent[position]
    )
    assert bench.refused() == [(topics.ASSESSMENTS, DeadLetterReason.WRONG_SHAPE)]


@pytest.mark.parametrize(
    ("unfit", "fit", "waits"), [(99, 0, False), (100, 0, True), (100, 1, False)]
)
def test_where_nothing_fits_it_is_the_table_that_is_wrong(
    bench: Bench, unfit: int, fit: int, waits: bool
) -> None:
    """A hundred rows of which none fits are waited for; one that fits proves the table right."""
    sent = [assessment(number) for number in range(unfit + fit)]
    bench.store.refuses = {one.event_id for one in sent[:unfit]}
    send_all(bench, sent)
    if waits:
        with pytest.raises(StoreUnavailableError):
            bench.drain()
        bench.store.refuses = set()
        bench.sink.consumer.rewind()
    bench.drain()
    assert len(bench.refused()) == (0 if waits else unfit)
    assert len(bench.store.rows("assessments")) == (unfit + fit if waits else fit)


def test_no_insert_touches_too_many_days(bench: Bench) -> None:
    """A backlog of half a year comes in portions, and all of it comes."""
    send_all(bench, [assessment(number, days_ago=number) for number in range(120)])
    bench.drain()
    days = [{row["occurred_at"] for row in rows} for _, rows in bench.store.inserts]
    assert max(map(len, days)) <= 50
    assert len(bench.store.rows("assessments")) == 120


def test_nothing_is_committed_before_it_is_stored(bench: Bench, letters: DeadLetters) -> None:
    """A sink that dies after a failed insert leaves everything to its successor."""
    send_all(bench, [assessment(1)])
    bench.store.away = 1
    with pytest.raises(StoreUnavailableError):
        bench.sink.turn()
    bench.sink.consumer.close()
    successor = bench.broker.consumer("sink", [topics.ASSESSMENTS])
    assert len(successor.poll(max_records=10, timeout_s=0)) == 1


def until(times: int) -> Callable[[], bool]:
    """Return a function that stops a run after so many turns."""
    left = iter(range(times))
    return lambda: next(left, None) is None


def test_a_store_that_is_away_is_waited_for(bench: Bench) -> None:
    """Longer each time, up to a limit; then everything is stored and the pauses begin anew."""
    send_all(bench, [assessment(1)])
    bench.store.away = 8
    bench.sink.run(until(9), lambda: None)
    assert bench.pauses == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5.0, 5.0]
    assert len(bench.store.rows("assessments")) == 1


def test_a_broker_that_is_away_is_waited_for(bench: Bench) -> None:
    """The line stays up and goes on where it was."""
    send_all(bench, [assessment(1)])
    bench.broker.set_available(False)
    bench.sink.run(until(2), lambda: None)
    bench.broker.set_available(True)
    bench.sink.run(until(1), lambda: None)
    assert len(bench.pauses) == 2
    assert len(bench.store.rows("assessments")) == 1


def test_it_says_that_it_lives_while_it_waits(bench: Bench) -> None:
    """Waiting is well: a new process would wait as well."""
    bench.store.away = 3
    send_all(bench, [assessment(1)])
    beats: list[int] = []
    bench.sink.run(until(3), lambda: beats.append(1))
    assert len(beats) == 3


def test_an_outage_of_both_loses_nothing(bench: Bench) -> None:
    """The store is away and Kafka too, so that nothing can be rewound: the batch comes again."""
    lost = assessment(1)
    send_all(bench, [lost])
    bench.store.away = 1

    def pause(_seconds: float) -> None:
        bench.broker.set_available(True)

    class Leaving:
        """Kafka goes away while the store is asked."""

        def insert(self, table: str, columns: dict[str, list[object]]) -> None:
            if bench.store.away:
                bench.broker.set_available(False)
            bench.store.insert(table, columns)

    line = replace(bench.sink, store=Leaving(), pause=pause)
    turns = iter(range(3))
    line.run(lambda: next(turns, None) is None, lambda: None)
    assert [row["event_id"] for row in bench.store.rows("assessments")] == [lost.event_id]
