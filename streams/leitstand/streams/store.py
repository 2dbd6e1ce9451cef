"""Rows into ClickHouse, by clickhouse-connect; the same for the local endpoint and a cluster."""

# pyright: basic
# clickhouse-connect is only partly typed.
import struct
from collections.abc import Callable
from typing import Any

from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import DataError
from clickhouse_connect.driver.insert import InsertContext
from clickhouse_connect.driver.summary import QuerySummary

from leitstand.streams.errors import StoreUnavailableError
from leitstand.streams.store_errors import failure, unfit

SETTINGS: dict[str, Any] = {
    # The server answers when the rows are stored, not when they are queued.
    "async_insert": 0,
    "wait_end_of_query": 1,
}
_VALUE_ERRORS = (DataError, TypeError, ValueError, OverflowError, struct.error)


class ClickHouseStore:
    """Inserts over one connection that is made at the first use and made anew after a failure."""

    def __init__(self, connect: Callable[[], Client]) -> None:
        self._connect = connect
        self._client: Client | None = None
        self._contexts: dict[str, InsertContext] = {}

    def insert(self, table: str, columns: dict[str, list[object]]) -> None:
        """See :class:`leitstand.streams.sink.Store`."""
        try:
            context = self._context(table, columns)
        except Exception as error:
            self.close()
            raise failure(table, error) from None
        try:
            written = _written(
                self._connected().insert(data=list(columns.values()), context=context)
            )
        except _VALUE_ERRORS:
            # Neither text nor cause: they show the value.
            raise unfit(table) from None
        except Exception as error:
            self.close()
            raise failure(table, error) from None
        sent = _rows_in(columns)
        if written < sent:
            # An answer of 200 is not a promise: what counts is how many rows were written.
            message = f"ClickHouse wrote {written} of {sent} rows into {table}"
            raise StoreUnavailableError(message)

    def close(self) -> None:
        """Give up the connection."""
        client, self._client = self._client, None
        self._contexts.clear()
        if client is not None:
            client.close()

    def _connected(self) -> Client:
        if self._client is None:
            self._client = self._connect()
        return self._client

    def _context(self, table: str, columns: dict[str, list[object]]) -> InsertContext:
        context = self._contexts.get(table)
        if context is None:
            # Asks for the types of the columns once, not with every insert.
            context = self._contexts[table] = self._connected().create_insert_context(
                table, list(columns), column_oriented=True, settings=SETTINGS
            )
        # One block, so that the rows of one insert are one part per partition.
        context.req_block_size = _rows_in(columns)
        return context


def _written(summary: QuerySummary) -> int:
    """Return how many rows the server says it wrote; 0 where it says nothing that can be read."""
    told = str(summary.summary.get("written_rows", ""))
    return int(told) if told.isdecimal() else 0


def _rows_in(columns: dict[str, list[object]]) -> int:
    return len(next(iter(columns.values()), ()))
