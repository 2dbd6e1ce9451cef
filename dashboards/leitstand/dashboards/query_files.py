"""Figures from ClickHouse: SQL files, and the account that settles what they can read."""

# pyright: basic
# clickhouse-connect carries no complete types.
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from leitstand.dashboards.errors import NoDataError
from leitstand.dashboards.rendering import ROOT


class QueryFiles:
    """Runs the SQL files that lie beside the pages.

    What a page can see (published figures only, for one) is settled by the account of the connection,
    not here.
    """

    def __init__(self, connect: Callable[[], Any], root: Path = ROOT) -> None:
        """``connect`` returns a clickhouse-connect client; it is called anew after a failure."""
        self._connect = connect
        self._root = root
        self._local = threading.local()

    def rows(self, query: str, parameters: Mapping[str, object]) -> Sequence[Mapping[str, object]]:
        """Run ``<query>.sql`` with its ``{name:Type}`` parameters; raises NoDataError."""
        from clickhouse_connect.driver.exceptions import ClickHouseError

        sql = (self._root / f"{query}.sql").read_text()
        try:
            return list(self._client().query(sql, parameters=dict(parameters)).named_results())
        except (ClickHouseError, OSError) as error:
            self._local.client = None
            # Only the class: a driver's message may quote values.
            message = f"figures: {type(error).__name__}"
            raise NoDataError(message) from None

    def _client(self) -> Any:
        # A client is not for several threads at once; pages run in a pool of threads.
        client = getattr(self._local, "client", None)
        if client is None:
            client = self._local.client = self._connect()
        return client
