"""What re-assessment asks of the rows, by the real engine."""

# pyright: basic
# clickhouse-connect carries few types.
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from leitstand.broker.ports import Record
from leitstand.deploy.clickhouse import Account, connect
from leitstand.schemas import examples, topics
from leitstand.schemas.assessment import Assessment
from leitstand.schemas.cloudevents import source_offset_headers
from leitstand.schemas.dead_letter import DeadLetter
from leitstand.schemas.identifiers import new_event_id
from leitstand.schemas.interaction import Interaction
from leitstand.schemas.vocabulary import NotChecked, Verdict
from leitstand.streams.past_rows import ClickHousePastRows, Version
from leitstand.streams.reassess import Scope
from leitstand.streams.store import ClickHouseStore
from leitstand.streams.tables import assessments, dead_letters

TENANT = "past-town"
NOON = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=3)
SCOPE = Scope(begin=NOON, end=NOON + timedelta(hours=1))


def example(topic: str, name: str) -> bytes:
    (value,) = (e.value for e in examples.of_topic(topic) if e.name == name)
    return value


VIOLATION = msgspec.json.decode(example(topics.ASSESSMENTS, "violation"), type=Assessment)
LETTER = msgspec.json.decode(examples.of_topic(topics.DEAD_LETTERS)[0].value, type=DeadLetter)
USE = msgspec.json.decode(
    msgspec.json.decode(example(topics.INTERACTIONS, "chat"), type=dict[str, msgspec.Raw])["open"],
    type=Interaction,
)


@pytest.fixture
def store(clickhouse: Any) -> Iterator[ClickHouseStore]:
    made = ClickHouseStore(lambda: connect(clickhouse.home, clickhouse.settings, Account.WRITER))
    yield made
    made.close()


@pytest.fixture
def rows(clickhouse: Any) -> Iterator[ClickHousePastRows]:
    client = connect(clickhouse.home, clickhouse.settings, Account.ANALYST)
    yield ClickHousePastRows(client, TENANT)
    client.close()


def use(at: datetime, **changes: Any) -> Interaction:
    return msgspec.structs.replace(
        USE, tenant=TENANT, event_id=new_event_id(at), occurred_at=at, **changes
    )


def judged(store: ClickHouseStore, of: Interaction, *, offset: int = 0, **changes: Any) -> None:
    """Put the row of a use."""
    found = msgspec.structs.replace(
        VIOLATION,
        tenant=TENANT,
        event_id=of.event_id,
        occurred_at=of.occurred_at,
        application=of.application,
        **changes,
    )
    record = Record(
        topic=topics.ASSESSMENTS,
        partition=0,
        offset=offset,
        timestamp_ms=1,
        key=None,
        value=None,
        headers=source_offset_headers(4711),
    )
    store.insert("assessments", assessments.TABLE.as_columns([(record, found)]))


def test_a_row_tells_what_it_was_made_from(
    store: ClickHouseStore, rows: ClickHousePastRows
) -> None:
    """Of two releases the newer; what has no row is not among them."""
    fine, absent = use(NOON + timedelta(microseconds=999_999)), use(NOON)
    judged(store, fine, release=3)
    judged(store, fine, release=2, verdict=Verdict.ALLOWED, findings=())
    (found,) = rows.of([fine, absent]).items()
    event_id, row = found
    assert (event_id, row.release, row.source_offset) == (fine.event_id, 3, 4711)
    assert (row.producer, row.sequence) == (VIOLATION.capture.producer, VIOLATION.capture.sequence)
    assert (row.pseudonym, row.verdict) == (VIOLATION.pseudonym, Verdict.VIOLATION)
    assert (row.not_checked, row.usage_day) == (NotChecked.NONE, VIOLATION.usage_day)
    assert row.rules == {f.rule for f in VIOLATION.findings if f.opens_case} != set()
    assert rows.of([]) == {}


def test_nobody_is_nobody(store: ClickHouseStore, rows: ClickHousePastRows) -> None:
    """A row without a pseudonym has none."""
    silent = use(NOON)
    judged(store, silent, pseudonym=None)
    assert rows.of([silent])[silent.event_id].pseudonym is None


def test_dead_letters_are_known_by_the_event(
    store: ClickHouseStore, rows: ClickHousePastRows
) -> None:
    """Those of this tenant; what has no id of an event is none of them."""
    refused, other = use(NOON), use(NOON)
    letters = [
        # Not the example's day: ClickHouse deletes letters of that age whenever it likes.
        msgspec.structs.replace(LETTER, tenant=TENANT, id=letter_id, refused_at=NOON)
        for letter_id in (str(refused.event_id), "sha256:" + "0" * 64)
    ]
    record = Record(
        topic=topics.DEAD_LETTERS, partition=0, offset=0, timestamp_ms=1, key=None, value=None
    )
    columns = dead_letters.TABLE.as_columns([(record, letter) for letter in letters])
    store.insert("dead_letters", columns)
    assert rows.dead([refused, other]) == {refused.event_id}


def test_what_is_older_is_told_within_the_scope(
    store: ClickHouseStore, rows: ClickHousePastRows
) -> None:
    """From the beginning to before the end, by application, by the newest release of each event."""
    scope = Scope(begin=NOON - timedelta(days=1), end=NOON - timedelta(hours=23))
    first, last = use(scope.begin), use(scope.end - timedelta(milliseconds=1))
    other, after = use(scope.begin, application="search"), use(scope.end)
    for one in (first, last, other, after):
        judged(store, one, release=7, detector_version="1")
    judged(store, last, release=8, detector_version="2")
    assert set(rows.older(scope, 8)) == {first.event_id, other.event_id}
    chat = Scope(begin=scope.begin, end=scope.end, application=first.application)
    assert set(rows.older(chat, 8)) == {first.event_id}
    assert rows.versions(scope) == (
        Version(release=7, detector_version="1", rows=2),
        Version(release=8, detector_version="2", rows=1),
    )
