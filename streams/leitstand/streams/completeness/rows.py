"""What ClickHouse has, as spans of numbers: the counting is done there, only gaps travel."""

from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Any, Protocol

import msgspec

from leitstand.streams.completeness.sources import Source
from leitstand.streams.completeness.spans import Span, Spans

_AT_ONCE = 1_000_000
"""Offsets of one query: bounds the memory that its sorting takes."""
_KEYS_AT_ONCE = 5_000

# Without FINAL: a row that was replaced and not yet merged away arrived all the same.
_ISLANDS = """
SELECT min(n), max(n) FROM (
    SELECT n, n - toInt64(row_number() OVER (ORDER BY n)) AS island FROM ({numbers})
)
GROUP BY island ORDER BY min(n)
"""
_OFFSETS = """
SELECT DISTINCT toInt64({column}) AS n FROM {table}
WHERE k_partition = {{partition:UInt32}} AND {column} BETWEEN {{first:UInt64}} AND {{last:UInt64}}
"""
_REFUSED = """
SELECT DISTINCT toInt64(offset) AS n FROM dead_letters
WHERE topic = {topic:String} AND partition = {partition:UInt32}
    AND offset BETWEEN {first:UInt64} AND {last:UInt64}
"""
_PRODUCERS = """
SELECT producer, min(sequence), max(sequence), groupBitmap(sequence),
    min(toUnixTimestamp64Milli(occurred_at))
FROM assessments GROUP BY producer ORDER BY producer
"""
_SEQUENCES = """
SELECT DISTINCT toInt64(sequence) AS n FROM assessments WHERE producer = {producer:String}
"""
_ARRIVED = """
SELECT DISTINCT {key} AS key FROM {table} WHERE key IN {{keys:Array(String)}}
UNION DISTINCT
SELECT DISTINCT id FROM dead_letters WHERE id IN {{keys:Array(String)}}
"""


class Database(Protocol):
    """What is needed of a ClickHouse client. Its errors pass through."""

    def query(self, query: str, /, *, parameters: dict[str, Any]) -> Any:
        """Run a query; ``result_rows`` of what it returns are tuples."""
        ...


class Numbered(msgspec.Struct, frozen=True, kw_only=True):
    """The numbers of one producer among the rows."""

    producer: str
    first: int
    last: int
    rows: int
    """Different numbers."""
    oldest: datetime
    """``occurred_at`` of its oldest row."""


class Rows:
    """Asks ClickHouse."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def offsets(self, source: Source, partition: int, span: Span) -> Spans:
        """Return the offsets within a span to which a row points."""
        numbers = _OFFSETS.format(column=source.offset, table=source.table)
        return self._islands(numbers, span, partition=partition)

    def refused(self, topic: str, partition: int, span: Span) -> Spans:
        """Return the offsets within a span of which a dead letter tells."""
        return self._islands(_REFUSED, span, partition=partition, topic=topic)

    def producers(self) -> list[Numbered]:
        """Return every producer that a row names."""
        found = self._database.query(_PRODUCERS, parameters={}).result_rows
        return [
            Numbered(
                producer=producer,
                first=first,
                last=last,
                rows=rows,
                oldest=datetime.fromtimestamp(oldest_ms / 1000, UTC),
            )
            for producer, first, last, rows, oldest_ms in found
        ]

    def sequences(self, producer: str) -> Spans:
        """Return the numbers of one producer that rows have."""
        return Spans.of(self._query(_ISLANDS.format(numbers=_SEQUENCES), producer=producer))

    def arrived(self, source: Source, keys: Collection[str]) -> set[str]:
        """Return those of the keys that have a row or a dead letter, wherever that stood."""
        query, asked = _ARRIVED.format(key=source.key, table=source.table), list(keys)
        return {
            key
            for begin in range(0, len(asked), _KEYS_AT_ONCE)
            for (key,) in self._query(query, keys=asked[begin : begin + _KEYS_AT_ONCE])
        }

    def _islands(self, numbers: str, span: Span, **parameters: Any) -> Spans:
        query = _ISLANDS.format(numbers=numbers)
        return Spans.of(
            found
            for first, last in _portions(span)
            for found in self._query(query, first=first, last=last, **parameters)
        )

    def _query(self, query: str, **parameters: Any) -> Any:
        return self._database.query(query, parameters=parameters).result_rows


def _portions(span: Span) -> Iterator[Span]:
    first, last = span
    for begin in range(first, last + 1, _AT_ONCE):
        yield begin, min(last, begin + _AT_ONCE - 1)
