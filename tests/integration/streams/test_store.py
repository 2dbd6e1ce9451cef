"""Rows in the real engine: every column fits, twice is once, a row that cannot fit is told apart."""

# pyright: basic
# clickhouse-connect carries few types.
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest
from clickhouse_connect import get_client

from leitstand.broker.ports import Record
from leitstand.deploy.clickhouse import Account, connect
from leitstand.schemas import examples, topics
from leitstand.schemas.assessment import Assessment
from leitstand.schemas.clock import utc_now
from leitstand.schemas.examples import Example
from leitstand.schemas.identifiers import new_event_id
from leitstand.streams.errors import RowsRefusedError, StoreUnavailableError
from leitstand.streams.sink import TABLES
from leitstand.streams.store import ClickHouseStore
from leitstand.streams.tables import assessments

BY_TOPIC = {table.topic: table for table in TABLES}
EXAMPLES = [example for example in examples.load_all() if example.topic in BY_TOPIC]


@pytest.fixture
def client(clickhouse: Any) -> Iterator[Any]:
    connected = connect(clickhouse.home, clickhouse.settings, Account.ADMIN)
    yield connected
    connected.close()


@pytest.fixture
def store(clickhouse: Any) -> Iterator[ClickHouseStore]:
    made = ClickHouseStore(lambda: connect(clickhouse.home, clickhouse.settings, Account.WRITER))
    yield made
    made.close()


def record_of(example: Example, offset: int = 0) -> Record:
    """Return an example as a broker would keep it."""
    return Record(
        topic=example.topic,
        partition=1,
        offset=offset,
        timestamp_ms=1_780_000_000_123,
        key=example.key,
        value=example.value,
        headers=example.headers,
    )


def put(store: ClickHouseStore, *records: Record) -> None:
    """Store records of one topic."""
    table = BY_TOPIC[records[0].topic]
    rows = [(record, table.decode(record.value or b"")) for record in records]
    store.insert(table.name, table.as_columns(rows))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.topic}/{e.name}")
def test_every_example_fits_its_table(store: ClickHouseStore, example: Example) -> None:
    """Every column of every example is of the type that the migration gave it."""
    put(store, record_of(example))


def fresh(number: int = 0, **changes: Any) -> Record:
    """Return an assessment of an event of its own."""
    example = next(e for e in EXAMPLES if e.topic == topics.ASSESSMENTS and e.name == "violation")
    at = utc_now()
    found = msgspec.structs.replace(
        msgspec.json.decode(example.value, type=Assessment),
        event_id=new_event_id(at),
        occurred_at=at,
        **changes,
    )
    key, value = str(found.event_id).encode(), msgspec.json.encode(found)
    return replace(record_of(example, offset=number), key=key, value=value)


def test_what_is_read_is_what_was_written(store: ClickHouseStore, client: Any) -> None:
    """Times keep their milliseconds and their zone, findings their parts, unknown stays unknown."""
    record = fresh()
    put(store, record)
    found = assessments.TABLE.decode(record.value or b"")
    row = client.query(
        "SELECT occurred_at, assessed_at, usage_day, pseudonym, finding_shapes, finding_opens_case,"
        " first_chunk_ms, k_topic FROM assessments_current WHERE event_id = {event:UUID}",
        parameters={"event": found.event_id},
        tz_mode="aware",
    ).first_row
    assert row == (
        found.occurred_at,
        datetime.fromtimestamp(1_780_000_000.123, UTC),
        found.usage_day,
        (found.pseudonym or "").encode(),
        [finding.shape for finding in found.findings],
        [finding.opens_case for finding in found.findings],
        found.first_chunk_ms,
        topics.ASSESSMENTS,
    )


def test_a_redelivery_changes_nothing(store: ClickHouseStore, client: Any) -> None:
    """The same record twice is one row; a newer release replaces it; an older one comes too late."""
    record = fresh(release=7)
    found = assessments.TABLE.decode(record.value or b"")
    newer, older = (
        replace(record, value=msgspec.json.encode(msgspec.structs.replace(found, release=release)))
        for release in (8, 6)
    )
    for delivered in (record, record, newer, older):
        put(store, delivered)
    rows = client.query(
        "SELECT release FROM assessments_current WHERE event_id = {event:UUID}",
        parameters={"event": found.event_id},
    ).result_rows
    assert [tuple(row) for row in rows] == [(8,)]


def test_a_large_batch_is_stored_whole(store: ClickHouseStore, client: Any) -> None:
    """Twenty thousand rows in one insert are twenty thousand rows in the table."""
    producer = f"large-{new_event_id(utc_now()).hex}"
    found = assessments.TABLE.decode(fresh().value or b"")
    capture = msgspec.structs.replace(found.capture, producer=producer)
    put(store, *(fresh(number, capture=capture) for number in range(20_000)))
    counted = client.query(
        "SELECT count() FROM assessments_current WHERE producer = {producer:String}",
        parameters={"producer": producer},
    ).first_row
    assert tuple(counted) == (20_000,)


def test_a_number_that_is_too_large_is_refused(store: ClickHouseStore) -> None:
    """The contract allows larger counts than the column: such a row is told apart, not retried."""
    found = assessments.TABLE.decode(fresh().value or b"")
    with pytest.raises(RowsRefusedError):
        put(store, fresh(sizes=msgspec.structs.replace(found.sizes, messages=2**40)))


def test_after_a_refusal_the_next_rows_are_stored(store: ClickHouseStore, client: Any) -> None:
    """The connection and what it remembers survive a row that did not fit."""
    found = assessments.TABLE.decode(fresh().value or b"")
    with pytest.raises(RowsRefusedError):
        put(store, fresh(sizes=msgspec.structs.replace(found.sizes, messages=2**40)))
    record = fresh()
    put(store, record)
    counted = client.query(
        "SELECT count() FROM assessments_current WHERE event_id = {event:UUID}",
        parameters={"event": assessments.TABLE.decode(record.value or b"").event_id},
    ).first_row
    assert tuple(counted) == (1,)


def test_nobody_there_means_later(clickhouse: Any) -> None:
    """No listener, a wrong password or a missing table: wait, and try the same again."""
    away = ClickHouseStore(lambda: get_client(host="127.0.0.1", port=9))
    with pytest.raises(StoreUnavailableError):
        put(away, fresh())


def test_fewer_rows_than_were_sent_means_later() -> None:
    """An answer that claims success for a part of the rows is no success."""
    halving: Any = Halving
    with pytest.raises(StoreUnavailableError):
        put(ClickHouseStore(halving), fresh(), fresh())


class Halving:
    """A server that stores half of what it gets and says that all is well."""

    def create_insert_context(self, *_: Any, **__: Any) -> Any:
        return self

    def insert(self, data: Any, context: Any) -> Any:
        self.written_rows = len(data[0]) // 2
        return self

    def close(self) -> None:
        pass
