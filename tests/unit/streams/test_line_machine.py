"""Outbox, log, sink as one state machine: whatever happens in whatever order, nothing is lost or twice.

Everything is the product but the broker (in memory) and the store (a dictionary that replaces rows
as ReplacingMergeTree does). A process dies when its fuse burns down, at any step that touches
something outside of it: between two records of a send, before or after an acknowledgement, an
insert, a commit or a cursor.
"""

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import UUID

import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from leitstand.broker.memory import MemoryBroker, MemoryConsumer, MemoryProducer
from leitstand.broker.ports import BrokerUnavailableError, Outgoing, Record
from leitstand.outbox import Drain, Limits, Outbox, cursor
from leitstand.schemas import examples, topics
from leitstand.schemas.assessment import Assessment
from leitstand.schemas.cloudevents import headers as cloudevent_headers
from leitstand.schemas.identifiers import new_event_id
from leitstand.streams.dead_letters import DeadLetters, as_uuid
from leitstand.streams.errors import RowsRefusedError, StoreUnavailableError
from leitstand.streams.sink import TABLES, Pace, Sink
from leitstand.vault import DayKeys, PublicKeys, Sealer, VaultPaths

LONG = os.environ.get("LEITSTAND_FAULTS", "short") != "short"
TENANT = "musterstadt"
NOW = datetime(2026, 11, 16, 11, tzinfo=UTC)
READ = [table.topic for table in TABLES]
EXAMPLE = next(
    e for e in examples.load_all() if e.topic == topics.ASSESSMENTS and e.name == "violation"
)
ASSESSMENT = msgspec.json.decode(EXAMPLE.value, type=Assessment)
kinds = st.lists(st.sampled_from(("sound", "unfit", "poison")), min_size=1, max_size=4)
deaths = st.none() | st.integers(min_value=1, max_value=12)
"""After how many touches a process dies, if it does."""
rarely = st.sampled_from((False, False, True))
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of our own below it


class Died(BaseException):
    """``kill -9``: nothing of ours may catch it."""


@dataclass
class Fuse:
    """Burns by one with each touch; None does not burn."""

    left: int | None = None

    def burn(self) -> None:
        if self.left is not None:
            self.left -= 1
            if self.left <= 0:
                self.left = None
                raise Died


@dataclass
class Store:
    """Rows by the key that their table is ordered by, newest insert wins; refuses what is unfit."""

    fuse: Fuse
    unfit: set[UUID] = field(default_factory=set[UUID])
    available: bool = True
    rows: dict[tuple[str, object, object], object] = field(
        default_factory=dict[tuple[str, object, object], object]
    )

    def insert(self, table: str, columns: Any) -> None:
        self.fuse.burn()
        if not self.available:
            raise StoreUnavailableError
        names = list(columns)
        rows = [
            dict(zip(names, row, strict=True))
            for row in zip(*(list(columns[name]) for name in names), strict=True)
        ]
        if any(row.get("event_id") in self.unfit for row in rows):
            raise RowsRefusedError
        for row in rows:
            event, hour = row.get("event_id", row.get("id")), row.get("occurred_at", NOW)
            self.rows[table, event, hour] = row
        self.fuse.burn()

    def events(self) -> Counter[str]:
        """Return how often each event is there, as a row or as a dead letter."""
        return Counter(str(event) for table, event, _ in self.rows if table in COUNTED)


COUNTED = {"assessments", "dead_letters"}


class FusedProducer(MemoryProducer):
    """Dies between any two records, or before it can tell that all are there."""

    def __init__(self, broker: MemoryBroker, fuse: Fuse) -> None:
        super().__init__(broker)
        self._fuse = fuse

    def send_all(self, records: Sequence[Outgoing]) -> None:
        for record in records:
            self._fuse.burn()
            super().send_all([record])
        self._fuse.burn()


class FusedConsumer(MemoryConsumer):
    """Dies before or after a commit."""

    def __init__(self, broker: MemoryBroker, fuse: Fuse) -> None:
        super().__init__(broker, "sink", READ)
        self._fuse = fuse

    def commit(self, records: Sequence[Record]) -> None:
        self._fuse.burn()
        super().commit(records)
        self._fuse.burn()


def _whatever(made: Outgoing, _sequence: int) -> Outgoing:
    return made


class LineMachine(RuleBasedStateMachine):
    """One writer, one drain, one sink."""

    @initialize()
    def begin(self) -> None:
        self.directory = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
        self.outbox_directory = self.directory / "outbox"
        DayKeys.create(self.directory / "vault", TENANT, NOW.date(), 1)
        public = PublicKeys(VaultPaths(self.directory / "vault").public)
        self.letters = DeadLetters(
            tenant=TENANT,
            refused_by="sink",
            sealer=Sealer(public, TENANT, lambda: NOW),
            clock=lambda: NOW,
        )
        self.fuse = Fuse()
        self.broker = MemoryBroker(dict.fromkeys(topics.load_all(), 2), clock=lambda: NOW)
        self.store = Store(self.fuse)
        self.acknowledged: set[str] = set()
        self.patch = mock.patch.object(cursor, "save", self._fused(cursor.save))
        self.patch.start()
        self.outbox = self._outbox()
        self.drain = self._drain()
        self.sink = self._sink()

    def _fused(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            self.fuse.burn()
            result = function(*arguments)
            self.fuse.burn()
            return result

        return call

    def _outbox(self) -> Outbox:
        # Every record fills a segment, so that each step meets a change of segments.
        return Outbox(self.outbox_directory, "p", limits=Limits(segment_bytes=1000, free_bytes=0))

    def _drain(self) -> Drain:
        return Drain(self.outbox_directory, FusedProducer(self.broker, self.fuse), batch_records=3)

    def _sink(self) -> Sink:
        return Sink(
            consumer=FusedConsumer(self.broker, self.fuse),
            store=self.store,
            producer=FusedProducer(self.broker, self.fuse),
            dead_letters=self.letters,
            pause=lambda _seconds: None,
            pace=Pace(gather_s=0.0, largest_batch=5),
        )

    # What the world does.

    @rule(kinds=kinds, hours=st.integers(0, 30))
    def append(self, kinds: list[str], hours: int) -> None:
        """Capture acknowledges some records."""
        for kind in kinds:
            number, at = len(self.acknowledged), NOW - timedelta(hours=hours)
            event = new_event_id(at, partial(int.to_bytes, number))
            made = self._made(kind, event, at)
            self.outbox.append(partial(_whatever, made))
            self.acknowledged.add(str(event))

    def _made(self, kind: str, event: UUID, at: datetime) -> Outgoing:
        if kind == "unfit":
            self.store.unfit.add(event)
        value = msgspec.structs.replace(ASSESSMENT, event_id=event, occurred_at=at)
        return Outgoing(
            topic=topics.ASSESSMENTS,
            key=str(event).encode(),
            value=b"{" if kind == "poison" else msgspec.json.encode(value),
            headers=cloudevent_headers(
                event_id=event,
                source="/test",
                event_type=topics.ASSESSMENTS,
                time=at,
                tenant=TENANT,
            ),
        )

    @rule(data=st.data())
    def something_is_delivered_again(self, data: st.DataObject) -> None:
        """Also in another order: what came late comes first."""
        known = self.broker.records(topics.ASSESSMENTS)
        if known:
            chosen = data.draw(st.lists(st.sampled_from(range(len(known))), max_size=3))
            for index in chosen:
                record = known[index]
                self.broker.append(
                    Outgoing(
                        topic=record.topic,
                        key=record.key,
                        value=record.value,
                        headers=record.headers,
                    )
                )

    @rule(torn=st.binary(max_size=40))
    def writer_dies(self, torn: bytes) -> None:
        """What it had half-written stays behind its last record; a new producer begins."""
        self.outbox.close()
        segments = sorted(self.outbox_directory.glob(f"{self.outbox.producer}/*.seg"))
        if segments:
            with segments[-1].open("ab") as file:
                file.write(torn)
        self.outbox = self._outbox()

    @rule(flipped=st.integers(0, 60))
    def a_cursor_is_damaged(self, flipped: int) -> None:
        """A digit of it, while nobody drains."""
        self.drain.close()
        for path in self.outbox_directory.glob("*/cursor"):
            written = bytearray(path.read_bytes())
            written[flipped % len(written)] ^= 1
            path.write_bytes(written)
        self.drain = self._drain()

    # What our processes do, and where they die.

    @rule(dies_after=deaths, broker_away=rarely)
    def drain_works(self, dies_after: int | None, broker_away: bool) -> None:
        self.fuse.left = dies_after
        self.broker.set_available(not broker_away)
        try:
            self.drain.step()
        except BrokerUnavailableError:
            pass
        except Died:
            # Its locks go with it; that is the kernel's doing.
            self.drain.close()
            self.drain = self._drain()
        self._all_well()

    @rule(dies_after=deaths, broker_away=rarely, store_away=rarely)
    def sink_works(self, dies_after: int | None, broker_away: bool, store_away: bool) -> None:
        self.fuse.left = dies_after
        self.broker.set_available(not broker_away)
        self.store.available = not store_away
        try:
            self.sink.turn()
        except (BrokerUnavailableError, StoreUnavailableError):
            self._go_back()
        except Died:
            self._all_well()
            self._new_sink()
        self._all_well()

    @rule(kinds=kinds, drain_dies=deaths, sink_dies=deaths, store_away=rarely)
    def something_flows(
        self, kinds: list[str], drain_dies: int | None, sink_dies: int | None, store_away: bool
    ) -> None:
        """The whole way at once: chance alone seldom lines the three up."""
        self.append(kinds=kinds, hours=0)
        self.drain_works(dies_after=drain_dies, broker_away=False)
        self.drain_works(dies_after=None, broker_away=False)
        self.sink_works(dies_after=sink_dies, broker_away=False, store_away=store_away)

    def _all_well(self) -> None:
        self.fuse.left = None
        self.broker.set_available(True)
        self.store.available = True

    def _go_back(self) -> None:
        try:
            self.sink.consumer.rewind()
        except BrokerUnavailableError:
            return

    def _new_sink(self) -> None:
        self.sink.consumer.close()
        self.sink = self._sink()

    @rule()
    def partitions_are_dealt_anew(self) -> None:
        """A second sink comes, takes its share, and goes."""
        second = self._sink()
        second.turn()
        second.consumer.close()

    # What always holds.

    @invariant()
    @precondition(lambda self: hasattr(self, "broker"))
    def what_is_committed_is_stored(self) -> None:
        """An offset that is committed never comes again: its record must be a row or a letter."""
        group = self.broker._groups["sink"]
        stored = self.store.events()
        sent = {as_uuid(dict(r.headers)) for r in self.broker.records(topics.DEAD_LETTERS)}
        for record in self.broker.records(topics.ASSESSMENTS):
            if record.offset < group.committed.get((record.topic, record.partition), 0):
                event = as_uuid(dict(record.headers))
                assert stored[str(event)] or event in sent

    @invariant()
    @precondition(lambda self: hasattr(self, "store"))
    def nothing_is_there_twice(self) -> None:
        assert all(times == 1 for times in self.store.events().values())

    def teardown(self) -> None:
        """Everything comes to rest; then it is all there."""
        if not hasattr(self, "store"):
            return
        while self.drain.step():
            pass
        self._new_sink()
        while self.sink.turn():
            pass
        self.outbox.close()
        self.drain.close()
        self.patch.stop()
        shutil.rmtree(self.directory)
        assert self.store.events() == Counter(self.acknowledged)


LineMachine.TestCase.settings = settings(
    max_examples=600 if LONG else 40,
    stateful_step_count=40 if LONG else 25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestLine = LineMachine.TestCase
