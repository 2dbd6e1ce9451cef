"""The sink: what stands in Kafka becomes rows in ClickHouse, at least once and harmlessly twice.

The order of one turn is the whole promise: insert, then dead letters, then commit. Dying anywhere
in between repeats the turn, and every table replaces a row by itself.
"""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Protocol

import msgspec

from leitstand.broker.ports import BrokerUnavailableError, Consumer, Producer, Record
from leitstand.schemas.dead_letter import DeadLetter
from leitstand.schemas.vocabulary import DeadLetterReason
from leitstand.streams import dead_letters
from leitstand.streams.dead_letters import DeadLetters
from leitstand.streams.errors import RowsRefusedError, StoreUnavailableError
from leitstand.streams.tables import accesses, assessments, register_objects
from leitstand.streams.tables import dead_letters as dead_letters_table
from leitstand.streams.tables.table import Row, Table

LOG = logging.getLogger(__name__)

TABLES: tuple[Table[Any], ...] = (
    assessments.TABLE,
    register_objects.TABLE,
    accesses.TABLE,
    dead_letters_table.TABLE,
)
PARTITIONS_PER_INSERT = 50
"""ClickHouse refuses a block that touches more than 100 partitions."""
TOO_MANY_UNFIT = 100
"""So many rows of which not one fits are no odd rows, but a table of another version: it is waited
for, so that no day of figures is given up for a migration that went wrong."""


class Store(Protocol):
    """Where rows go."""

    def insert(self, table: str, columns: dict[str, list[object]]) -> None:
        """Return when the rows are stored.

        Raises StoreUnavailableError (try the same again), RowsRefusedError (one of these rows can
        never be stored).
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How much is taken at once, and how long is waited."""

    largest_batch: int = 20_000
    """Records."""
    gather_s: float = 0.1
    """A batch is closed so long after its first record."""
    shortest_pause_s: float = 0.1
    longest_pause_s: float = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sink:
    """Moves records into the store, one batch a turn."""

    consumer: Consumer
    store: Store
    producer: Producer
    """For dead letters."""
    dead_letters: DeadLetters
    pause: Callable[[float], object]
    """Waits so many seconds, or shorter when the process shall stop."""
    pace: Pace = Pace()
    monotonic: Callable[[], float] = time.monotonic

    def run(self, stopped: Callable[[], bool], alive: Callable[[], None]) -> None:
        """Turn until ``stopped``; ``alive`` is called after each turn, in vain or not."""
        waited = 0.0
        while not stopped():
            done = self._try_turn()
            alive()
            if done:
                waited = 0.0
            else:
                waited = min(max(self.pace.shortest_pause_s, waited * 2), self.pace.longest_pause_s)
                self.pause(waited)

    def turn(self) -> int:
        """Move one batch and return its number of records.

        Raises StoreUnavailableError or BrokerUnavailableError; then nothing of it is committed.
        """
        batch = self._gather()
        refused = [letter for table in TABLES for letter in self._store(table, batch)]
        self.producer.send_all([dead_letters.outgoing(letter) for letter in refused])
        self.consumer.commit(batch)
        return len(batch)

    def _try_turn(self) -> bool:
        try:
            self.turn()
        except (StoreUnavailableError, BrokerUnavailableError) as error:
            LOG.warning("waiting: %s", error)
            return self._rewound()
        return True

    def _rewound(self) -> bool:
        """Go back to the last commit; always False. A broker that is away is asked again later."""
        try:
            self.consumer.rewind()
        except BrokerUnavailableError:
            LOG.warning("waiting: the broker is away")
        return False

    def _gather(self) -> list[Record]:
        batch = list(self._poll(self.pace.largest_batch))
        closes = self.monotonic() + self.pace.gather_s
        while batch and len(batch) < self.pace.largest_batch and self.monotonic() < closes:
            batch += self._poll(self.pace.largest_batch - len(batch))
        return batch

    def _poll(self, limit: int) -> Sequence[Record]:
        return self.consumer.poll(max_records=limit, timeout_s=self.pace.gather_s)

    def _store(self, table: Table[Any], batch: Sequence[Record]) -> list[DeadLetter]:
        """Insert what belongs into one table and return letters for what does not fit."""
        rows: list[Row[Any]] = []
        refused: list[DeadLetter] = []
        for record in batch:
            if record.topic == table.topic:
                read = _read(table, record)
                if isinstance(read, DeadLetterReason):
                    refused.append(self.dead_letters.of(record, read))
                else:
                    rows.append((record, read))
        for portion in _portions(table, rows):
            unfit = self._insert(table, portion)
            if len(unfit) == len(portion) >= TOO_MANY_UNFIT:
                message = f"none of {len(portion)} rows fits into {table.name}: look at the table"
                raise StoreUnavailableError(message)
            refused += unfit
        return refused

    def _insert(self, table: Table[Any], rows: Sequence[Row[Any]]) -> list[DeadLetter]:
        try:
            self.store.insert(table.name, table.as_columns(rows))
        except RowsRefusedError:
            if len(rows) == 1:
                return [self.dead_letters.of(rows[0][0], DeadLetterReason.WRONG_SHAPE)]
            # Halve until the one is found: its neighbours are rows as good as any.
            middle = len(rows) // 2
            return self._insert(table, rows[:middle]) + self._insert(table, rows[middle:])
        return []


def _read(table: Table[Any], record: Record) -> Any | DeadLetterReason:
    version = dict(record.headers).get("ce_type")
    if version is not None and version != table.topic.encode():
        return DeadLetterReason.UNKNOWN_VERSION
    try:
        return table.decode(record.value or b"")
    except (msgspec.ValidationError, RecursionError):
        return DeadLetterReason.WRONG_SHAPE
    except (msgspec.DecodeError, UnicodeDecodeError):
        return DeadLetterReason.NOT_JSON


def _portions(table: Table[Any], rows: list[Row[Any]]) -> Iterator[Sequence[Row[Any]]]:
    """Cut so that no portion touches too many partitions of its table."""
    day_of = table.partition_day
    if day_of is None:
        yield from [rows] if rows else []
        return
    ordered = sorted(rows, key=lambda row: day_of(row[1]))
    days = [list(group) for _, group in groupby(ordered, key=lambda row: day_of(row[1]))]
    for begin in range(0, len(days), PARTITIONS_PER_INSERT):
        yield [row for day in days[begin : begin + PARTITIONS_PER_INSERT] for row in day]
