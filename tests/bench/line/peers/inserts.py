"""What ClickHouse takes at most: the very rows, ready in memory as columns, into the same table.

Through the endpoint and in the process, as native columns and as Arrow, in batches like the sink's.
No Kafka, no decoding: nothing that a sink has to do besides can be faster than this.
"""

# pyright: basic
# clickhouse-connect and pyarrow carry few types.
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.bench.line.installation import Line
from tests.bench.line.scale import Scale

from leitstand.deploy.migrate import Migrator
from leitstand.schemas.tables.migration import Target, load_all

BATCH = 20_000
ROUNDS = 2
"""The better of so many: the first pays for caches."""
Row = dict[str, Any]


def run(line: Line, scale: Scale) -> Row:
    """Return rows a second of each way in."""
    client = line.client()
    try:
        table = client.query_arrow(
            "SELECT * FROM assessments LIMIT {rows:UInt64}", parameters={"rows": scale.rows}
        )
        through_endpoint = _ways(client, table)
    finally:
        client.close()
    return {
        "rows": table.num_rows,
        "batch": BATCH,
        "endpoint": through_endpoint,
        "in_process": _in_process(line.home.data / "direct", table),
    }


def _in_process(directory: Path, table: Any) -> Row:
    """Do the same without HTTP, in an engine of this process."""
    import clickhouse_connect

    client = clickhouse_connect.get_client(interface="chdb", path=str(directory))
    try:
        target = Target(database="direct")
        client.command("CREATE DATABASE IF NOT EXISTS direct")
        client.database = "direct"
        Migrator(client, target, load_all()).up()
        return _ways(client, table)
    finally:
        client.close()


def _ways(client: Any, table: Any) -> Row:
    names = table.column_names
    arrow = list(table.combine_chunks().to_batches(max_chunksize=BATCH))
    import pyarrow as pa  # type: ignore[import-untyped] # no stubs

    tables = [pa.Table.from_batches([batch]) for batch in arrow]
    columns = [[column.to_pylist() for column in batch.columns] for batch in arrow]
    return {
        "native": _rate(
            client,
            table.num_rows,
            lambda: [
                client.insert("bench_rows", each, column_names=names, column_oriented=True)
                for each in columns
            ],
        ),
        "arrow": _rate(
            client,
            table.num_rows,
            lambda: [client.insert_arrow("bench_rows", each) for each in tables],
        ),
    }


def _rate(client: Any, rows: int, insert: Callable[[], object]) -> int:
    best = 0.0
    for _ in range(ROUNDS):
        client.command("CREATE OR REPLACE TABLE bench_rows AS assessments")
        begun = time.perf_counter()
        insert()
        best = max(best, rows / (time.perf_counter() - begun))
    client.command("DROP TABLE bench_rows")
    return round(best)
