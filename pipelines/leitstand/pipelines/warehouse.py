"""The tables, as the pipelines use them: read, and replace whole partitions.

Works with every interface of clickhouse-connect (HTTP, or chDB in the process).
"""

# pyright: basic
# clickhouse-connect and pandas carry no complete types.
import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from clickhouse_connect import get_client

if TYPE_CHECKING:
    import pandas as pd  # type: ignore[import-untyped]  # pandas ships no types
    from clickhouse_connect.driver.client import Client

Parameters = Mapping[str, object]


_LEFT_OVER = """
SELECT name FROM system.tables
WHERE database = currentDatabase() AND match(name, '_(staging|aside)_[0-9a-f]{12}$')
AND metadata_modification_time <= now() - {min_age_s:UInt32}
ORDER BY name
"""


def random_token() -> str:
    """Return a fresh suffix for a staging table."""
    return secrets.token_hex(6)


@dataclass(frozen=True, slots=True, kw_only=True)
class Warehouse:
    """One tenant's share of the tables."""

    client: "Client"
    tenant: str
    new_token: Callable[[], str] = random_token
    stand_ins: Mapping[str, str] = field(default_factory=dict[str, str])
    """Tables that queries read and write instead of those they name; see :meth:`aside`."""

    @classmethod
    def connect(cls, dsn: str, tenant: str) -> "Warehouse":
        """Connect; raises the driver's OperationalError while ClickHouse is away."""
        return cls(client=get_client(dsn=dsn, autogenerate_session_id=False), tenant=tenant)

    def now(self) -> datetime:
        """Return ClickHouse's own time: what ``inserted_at`` is made of."""
        return _aware(self.client.query("SELECT now64(3, 'UTC')").result_rows[0][0])

    def rows(self, query: str, parameters: Parameters | None = None) -> list[dict[str, Any]]:
        """Return the rows of a query; ``{tenant:String}`` is always filled in."""
        text = self._aside(query)
        result = self.client.query(text, parameters=self._with_tenant(parameters))
        return [dict(zip(result.column_names, row, strict=True)) for row in result.result_rows]

    def frame(self, query: str, parameters: Parameters | None = None) -> "pd.DataFrame":
        """Return the rows of a query as a pandas frame."""
        return self.client.query_df(self._aside(query), parameters=self._with_tenant(parameters))

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Append rows, in one insert."""
        self.client.insert(self._aside(table), rows, column_names=list(columns))

    @contextmanager
    def aside(self, tables: Sequence[str]) -> Iterator["Warehouse"]:
        """Lend a warehouse in which empty copies stand in for some tables; drop them afterwards."""
        token = self.new_token()
        copies = {table: f"{table}_aside_{token}" for table in tables}
        try:
            for table, copy in copies.items():
                self.client.command(f"CREATE TABLE {copy} AS {table}")
            yield replace(self, stand_ins=copies)
        finally:
            for copy in copies.values():
                self.client.command(f"DROP TABLE IF EXISTS {copy}")

    def drop_left_over(self, min_age: timedelta = timedelta(days=1)) -> Sequence[str]:
        """Drop copies of tables that a run left behind when it was killed; return their names.

        Those of a run that is still at work are younger than ``min_age``.
        """
        rows = self.rows(_LEFT_OVER, {"min_age_s": int(min_age.total_seconds())})
        names = [str(row["name"]) for row in rows]
        for name in names:
            self.client.command(f"DROP TABLE IF EXISTS {name}")
        return names

    def _aside(self, text: str) -> str:
        for table, copy in self.stand_ins.items():
            text = re.sub(rf"\b{table}\b", copy, text)
        return text

    def replace(
        self,
        table: str,
        partitions: Sequence[tuple[object, ...]],
        fill: Callable[[str], None],
    ) -> int:
        """Replace partitions of ``table`` by what ``fill`` writes to a staging copy.

        Readers see the old or the new partition, never none. Partitions that ``fill`` leaves empty
        become empty. What it writes outside of ``partitions`` is dropped. Returns the rows written.
        """
        table = self._aside(table)
        staging = f"{table}_staging_{self.new_token()}"
        self.client.command(f"CREATE TABLE {staging} AS {table}")
        try:
            fill(staging)
            filled = self._partition_ids(staging)
            self._move(table, staging, self._ids(partitions), filled)
            return int(self.client.query(f"SELECT count() FROM {staging}").result_rows[0][0])  # noqa: S608 - our own names
        finally:
            self.client.command(f"DROP TABLE IF EXISTS {staging}")

    def replace_from_select(
        self,
        table: str,
        partitions: Sequence[tuple[object, ...]],
        select: str,
        parameters: Parameters,
    ) -> int:
        """Replace partitions by the result of a query that returns the table's columns in order."""

        def fill(staging: str) -> None:
            self.client.command(
                f"INSERT INTO {staging} {self._aside(select)}",
                parameters=self._with_tenant(parameters),
            )

        return self.replace(table, partitions, fill)

    def _move(self, table: str, staging: str, ids: Sequence[str], filled: frozenset[str]) -> None:
        """Exchange in one statement; ClickHouse refuses an empty source, so it is dropped."""
        existing = self._partition_ids(table)
        steps = [f"REPLACE PARTITION ID '{i}' FROM {staging}" for i in ids if i in filled]
        steps += [f"DROP PARTITION ID '{i}'" for i in ids if i not in filled and i in existing]
        if steps:
            self.client.command(f"ALTER TABLE {table} {', '.join(steps)}")

    def _ids(self, partitions: Sequence[tuple[object, ...]]) -> list[str]:
        """Ask ClickHouse how it calls these partitions."""
        if not partitions:
            return []
        asked = ", ".join(f"partitionID({_arguments(each)})" for each in partitions)
        return [str(found) for found in self.client.query(f"SELECT {asked}").result_rows[0]]

    def _partition_ids(self, table: str) -> frozenset[str]:
        rows = self.client.query(f"SELECT DISTINCT _partition_id FROM {table}").result_rows  # noqa: S608 - our own names
        return frozenset(str(row[0]) for row in rows)

    def _with_tenant(self, parameters: Parameters | None) -> dict[str, object]:
        return {"tenant": self.tenant, **(parameters or {})}


def _arguments(partition: tuple[object, ...]) -> str:
    """Return the arguments of ``partitionID`` with the types of our partition keys."""
    return ", ".join(_literal(value) for value in partition)


def _literal(value: object) -> str:
    if isinstance(value, date):
        return f"toDate('{value.isoformat()}')"
    text = str(value).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{text}'"


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
