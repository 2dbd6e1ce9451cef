"""The mapping from records of one topic to rows of one table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from leitstand.broker.ports import Record
from leitstand.streams.tables.columns import Column

V = TypeVar("V")

Row = tuple[Record, V]
"""A record beside its decoded value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table(Generic[V]):
    """One topic and the table that it fills."""

    topic: str
    name: str
    decode: Callable[[bytes], V]
    """Raises msgspec.DecodeError or UnicodeDecodeError where the value is not of the contract's shape."""
    columns: Mapping[str, Column[V]]
    partition_day: Callable[[V], date] | None = None
    """The day of the table's partition, where a table has one per day."""

    def as_columns(self, rows: Sequence[Row[V]]) -> dict[str, list[object]]:
        """Return the rows column by column, as the native format wants them."""
        records = [record for record, _ in rows]
        values = [value for _, value in rows]
        return {name: read(records, values) for name, read in self.columns.items()}
