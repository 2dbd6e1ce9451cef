"""Rows into ClickHouse, by clickhouse-connect; the same for the local endpoint and a cluster."""

import struct
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from clickhouse_connect.driver.exceptions import ClickHouseError, DataError

from leitstand.streams.errors import RowsRefusedError, StoreUnavailableError

SETTINGS: dict[str, Any] = {
    # The server answers when the rows are stored, not when they are queued.
    "async_insert": 0,
    "wait_end_of_query": 1,
}
_VALUE_ERRORS = (DataError, TypeError, ValueError, OverflowError, struct.error)


class Client(Protocol):
    """What is used of clickhouse-connect's client."""

    def insert(
        self,
        table: str,
        data: Sequence[Sequence[Any]],
        column_names: Sequence[str],
        *,
        column_oriented: bool,
        settings: dict[str, Any],
    ) -> object:
        """Insert columns."""
        ...

    def close(self) -> None:
        """Give up the connection."""
        ...


class ClickHouseStore:
    """Inserts over one connection that is made at the first use and made anew after a failure."""

    def __init__(self, connect: Callable[[], Client]) -> None:
        self._connect = connect
        self._client: Client | None = None

    def insert(self, table: str, columns: dict[str, list[object]]) -> None:
        """See :class:`leitstand.streams.sink.Store`."""
        try:
            self._connected().insert(
                table,
                list(columns.values()),
                list(columns),
                column_oriented=True,
                settings=SETTINGS,
            )
        except _VALUE_ERRORS:
            # Neither text nor cause: they show the value.
            message = f"a row does not fit into {table}"
            raise RowsRefusedError(message) from None
        except (ClickHouseError, OSError) as error:
            self.close()
            message = f"ClickHouse did not take rows for {table}: {type(error).__name__}"
            raise StoreUnavailableError(message) from None

    def close(self) -> None:
        """Give up the connection."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    def _connected(self) -> Client:
        if self._client is None:
            self._client = self._connect()
        return self._client
