"""A house in memory: topics, rows and letters with the fate of every event chosen by a test."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum, auto
from typing import Any

import msgspec

from leitstand.broker.places import Place
from leitstand.broker.ports import Record
from leitstand.schemas import topics
from leitstand.streams.completeness import Mark, Prover, Span, Spans
from leitstand.streams.completeness.prover import EPOCH, Report
from leitstand.streams.completeness.rows import Numbered
from leitstand.streams.completeness.sources import SOURCES, Source

NOON = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
PARTITIONS = 2
PRODUCER = "gateway.000000000000-0001"


class Fate(Enum):
    """What becomes of an event."""

    STORED = auto()
    REFUSED = auto()
    """A dead letter of the worker."""
    REFUSED_LATE = auto()
    """A dead letter of the sink."""
    LOST_BEFORE = auto()
    """Numbered, and never in Kafka."""
    LOST_IN_ASSESS = auto()
    LOST_IN_SINK = auto()
    EXPIRED = auto()
    """So old when it came that its row was deleted at once."""
    TWICE = auto()
    """Sent twice; the second row replaced the first."""
    JUDGED_AGAIN = auto()
    """A newer release replaced the row."""


LOSSES = frozenset({Fate.LOST_BEFORE, Fate.LOST_IN_ASSESS, Fate.LOST_IN_SINK})


@dataclass
class House:
    """Writes events and answers as Kafka and ClickHouse would."""

    records: dict[tuple[str, int], list[Record]] = field(default_factory=dict)
    rows: list[dict[str, Any]] = field(default_factory=list)
    letters: list[tuple[str, str, int, int]] = field(default_factory=list)
    """Id, topic, partition, offset."""
    sequence: int = 0
    reads: int = 0

    def __post_init__(self) -> None:
        for topic in topics.load_all():
            for partition in range(PARTITIONS):
                self.records[topic, partition] = []

    # What happens.

    def send(self, fate: Fate, at: datetime = NOON - timedelta(hours=2)) -> str:
        """Let one event come and meet its fate; return its id."""
        self.sequence += 1
        event = f"event-{self.sequence}"
        if fate is Fate.LOST_BEFORE:
            return event
        occurred = at - timedelta(days=100) if fate is Fate.EXPIRED else at
        places = [self._interact(event, occurred, at) for _ in range(1 + (fate is Fate.TWICE))]
        for partition, offset in places:
            self._go_on(fate, event, occurred, at, partition, offset)
        return event

    def tell_again(self, number: int, at: datetime = NOON - timedelta(hours=2)) -> None:
        """Tell the event of that number once more, under a new one; not merged yet."""
        earlier = list(self.rows)
        event, self.sequence = f"event-{number}", self.sequence + 1
        partition, offset = self._interact(event, at, at)
        self._go_on(Fate.STORED, event, at, at, partition, offset)
        self.rows = earlier + [row for row in self.rows if row["sequence"] == self.sequence]

    def _interact(self, event: str, occurred: datetime, at: datetime) -> tuple[int, int]:
        capture = {"producer": PRODUCER, "sequence": self.sequence}
        return self._append(
            topics.INTERACTIONS, event, {"open": {"capture": capture}}, occurred, at
        )

    def _go_on(
        self, fate: Fate, event: str, occurred: datetime, at: datetime, partition: int, offset: int
    ) -> None:
        if fate is Fate.LOST_IN_ASSESS:
            return
        if fate is Fate.REFUSED:
            self.letters.append((event, topics.INTERACTIONS, partition, offset))
            return
        value = {"occurred_at": occurred}
        for _ in range(1 + (fate is Fate.JUDGED_AGAIN)):
            _, k_offset = self._append(topics.ASSESSMENTS, event, value, at, at)
        if fate is Fate.REFUSED_LATE:
            self.letters.append((event, topics.ASSESSMENTS, partition, k_offset))
        elif fate not in {Fate.LOST_IN_SINK, Fate.EXPIRED}:
            self.rows = [row for row in self.rows if row["key"] != event]
            self.rows.append(
                {
                    "key": event,
                    "table": "assessments",
                    "partition": partition,
                    "k_offset": k_offset,
                    "source_offset": offset,
                    "sequence": self.sequence,
                    "occurred_at": occurred,
                }
            )

    def _append(
        self, topic: str, event: str, value: Any, told: datetime, at: datetime
    ) -> tuple[int, int]:
        partition = int(event.rpartition("-")[2]) % PARTITIONS
        log = self.records[topic, partition]
        log.append(
            Record(
                topic=topic,
                partition=partition,
                offset=len(log),
                timestamp_ms=int(at.timestamp() * 1000),
                key=event.encode(),
                value=msgspec.json.encode(value),
                headers=(("ce_time", told.isoformat().encode()),),
            )
        )
        return partition, len(log) - 1

    # What Kafka answers.

    def ends(self, topic: str) -> Mapping[int, int]:
        return {number: len(self.records[topic, number]) for number in range(PARTITIONS)}

    def at(self, topic: str, moment: datetime) -> Mapping[int, Place]:
        ms = int(moment.timestamp() * 1000)
        found = {
            number: [r for r in self.records[topic, number] if r.timestamp_ms >= ms]
            for number in range(PARTITIONS)
        }
        return {
            number: Place(
                offset=records[0].offset,
                at=datetime.fromtimestamp(records[0].timestamp_ms / 1000, UTC),
            )
            for number, records in found.items()
            if records
        }

    def read(self, topic: str, partition: int, spans: Sequence[Span]) -> Iterator[Record]:
        for first, last in spans:
            self.reads += last - first + 1
            yield from self.records[topic, partition][first : last + 1]

    # What ClickHouse answers.

    def offsets(self, source: Source, partition: int, span: Span) -> Spans:
        return Spans.of([span]) & Spans.numbers(
            row[source.offset]
            for row in self.rows
            if row["table"] == source.table and row["partition"] == partition
        )

    def refused(self, topic: str, partition: int, span: Span) -> Spans:
        return Spans.of([span]) & Spans.numbers(
            offset for _, of, number, offset in self.letters if (of, number) == (topic, partition)
        )

    def producers(self) -> list[Numbered]:
        numbers = self.sequences(PRODUCER)
        if not numbers:
            return []
        oldest = min(row["occurred_at"] for row in self.rows)
        return [
            Numbered(
                producer=PRODUCER,
                first=numbers.spans[0][0],
                last=numbers.spans[-1][1],
                rows=len(numbers),
                oldest=oldest,
            )
        ]

    def sequences(self, producer: str) -> Spans:
        return Spans.numbers(row["sequence"] for row in self.rows)

    def arrived(self, source: Source, keys: Collection[str]) -> set[str]:
        there = {row["key"] for row in self.rows if row["table"] == source.table}
        return set(keys) & (there | {letter[0] for letter in self.letters})

    # What is proven.

    def mark(self, at: datetime = NOON) -> Mark:
        """Return a mark that is through: everything that came until now must have arrived."""
        ends = {source.topic: dict(self.ends(source.topic)) for source in SOURCES}
        return Mark(at=at, ends=ends, sent={PRODUCER: (1, self.sequence)})

    def prover(self) -> Prover:
        return Prover(self, self)  # type: ignore[arg-type] # answers as Rows does

    def prove(self, since: datetime = EPOCH) -> Report:
        return self.prover().turn(self.mark(), since if since > EPOCH else NOON - timedelta(days=2))


def missing(report: Report, subject: str) -> set[int]:
    """Return the numbers of a subject that a report names."""
    return {number for proof in report.proofs if proof.subject == subject for number in proof.lost}
