"""The oracle of promise P1: what capture acknowledged is one row or one dead letter, each once.

It compares multisets of event ids, never numbers of events: one lost and one doubled would cancel.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import msgspec

from leitstand.schemas import topics

_ROWS = """
SELECT toString(event_id), count() FROM assessments_current
WHERE tenant = {tenant:String} GROUP BY event_id
"""
_LETTERS = """
SELECT id, count() FROM dead_letters_current
WHERE tenant = {tenant:String} AND topic IN {topics:Array(String)} AND NOT startsWith(id, 'sha256:')
    AND state != 'settled'
GROUP BY id
"""


class AccountingReport(msgspec.Struct, frozen=True, kw_only=True):
    """What was acknowledged against what arrived. Ids are in order."""

    sent: int
    """Events that capture acknowledged."""
    rows: int
    dead_letters: int
    missing: tuple[str, ...]
    """Acknowledged, and neither a row nor a dead letter."""
    surplus: tuple[str, ...]
    """A row or a dead letter that nobody here acknowledged."""
    doubled: tuple[str, ...]
    """More than one row, or a row and a dead letter."""

    @property
    def complete(self) -> bool:
        """Whether every event is accounted for, once."""
        return not (self.missing or self.surplus or self.doubled)


class Database(Protocol):
    """What is needed of a ClickHouse client."""

    def query(self, query: str, /, *, parameters: dict[str, Any]) -> Any:
        """Run a query; ``result_rows`` of what it returns are tuples."""
        ...


def account(
    acknowledged: Iterable[str], rows: Mapping[str, int], letters: Mapping[str, int]
) -> AccountingReport:
    """Compare acknowledged event ids with how often each became a row and a dead letter."""
    sent = set(acknowledged)
    arrived = {event: rows.get(event, 0) + letters.get(event, 0) for event in (*rows, *letters)}
    return AccountingReport(
        sent=len(sent),
        rows=sum(rows.values()),
        dead_letters=sum(letters.values()),
        missing=tuple(sorted(sent - arrived.keys())),
        surplus=tuple(sorted(arrived.keys() - sent)),
        doubled=tuple(sorted(event for event, times in arrived.items() if times > 1)),
    )


def interactions_among(records: Iterable[tuple[str, bytes | None]]) -> Iterable[str]:
    """Return the event ids among (topic, key) of everything in an outbox."""
    return ((key or b"").decode() for topic, key in records if topic == topics.INTERACTIONS)


def rows_in(database: Database, tenant: str) -> dict[str, int]:
    """Return how many rows each event has, after replacement. Raises the driver's errors."""
    found = database.query(_ROWS, parameters={"tenant": tenant})
    return dict(found.result_rows)


def letters_in(database: Database, tenant: str) -> dict[str, int]:
    """Return which events are dead letters: refused by the worker, or their verdict by the sink.

    A letter whose event became a row after all (replayed, for one) is a dead letter no more.
    """
    of_events = [topics.INTERACTIONS, topics.ASSESSMENTS]
    found = database.query(_LETTERS, parameters={"tenant": tenant, "topics": of_events})
    return dict(found.result_rows)
