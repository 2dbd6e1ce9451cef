"""What the unmodified client can do beside plain queries: Arrow, files, asynchronous use, refusals."""

import asyncio
import gzip
import io
import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pandas as pd  # type: ignore[import-untyped] # no stubs
import pyarrow as pa  # type: ignore[import-untyped] # no stubs
import pyarrow.parquet as pq  # type: ignore[import-untyped] # no stubs
import pytest
from clickhouse_connect import get_async_client
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import DatabaseError, Error
from clickhouse_connect.driver.external import ExternalData
from clickhouse_connect.driver.tools import insert_file

from leitstand.deploy.clickhouse import Account, connect
from leitstand.deploy.endpoint.limits import LARGEST_BODY
from leitstand.deploy.servers import ClickHouseServer

ROWS = [{"n": number, "s": f"text {number}"} for number in range(1000)]


@pytest.fixture
def client(clickhouse: ClickHouseServer) -> Iterator[Client]:
    with connect(clickhouse.home, clickhouse.settings, Account.ADMIN) as found:
        yield found


@pytest.fixture
def table(client: Client) -> Iterator[str]:
    name = f"t_{uuid.uuid4().hex}"
    client.command(f"CREATE TABLE {name} (n UInt64, s String) ENGINE = MergeTree ORDER BY n")
    yield name
    client.command(f"DROP TABLE {name}")


def arrow() -> Any:
    return pa.Table.from_pylist(ROWS, schema=pa.schema([("n", pa.uint64()), ("s", pa.string())]))


def stored(client: Client, table: str) -> list[dict[str, Any]]:
    found = client.query(f"SELECT n, s FROM {table} ORDER BY n")  # noqa: S608 - our own name
    return list(found.named_results())


@pytest.mark.parametrize("coding", ["lz4", "zstd", False])
def test_arrow_inserts(clickhouse: ClickHouseServer, table: str, coding: str | bool) -> None:
    """A table of Arrow goes in as it is, and comes back as it went."""
    with connect(clickhouse.home, clickhouse.settings, Account.ADMIN, compress=coding) as found:
        assert found.insert_arrow(table, arrow()).written_rows == len(ROWS)
        assert stored(found, table) == ROWS
        assert found.query_arrow(f"SELECT * FROM {table} ORDER BY n").to_pylist() == ROWS  # noqa: S608 - our own name


def test_frames_are_inserted(client: Client, table: str) -> None:
    """Pandas frames, as values and by Arrow."""
    frame = pd.DataFrame(ROWS)
    client.insert_df(table, frame[:500])
    client.insert_df_arrow(table, pa.table(arrow()[500:]).to_pandas(types_mapper=pd.ArrowDtype))
    assert stored(client, table) == ROWS


def parquet() -> bytes:
    file = io.BytesIO()
    pq.write_table(arrow(), file)
    return file.getvalue()


def arrow_stream() -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, arrow().schema) as writer:
        writer.write_table(arrow(), max_chunksize=100)
    return bytes(sink.getvalue())


BLOCKS: dict[str, Callable[[], bytes]] = {
    "Parquet": parquet,
    "ArrowStream": arrow_stream,
    "JSONEachRow": lambda: "".join(json.dumps(row) + "\n" for row in ROWS).encode(),
    "TabSeparated": lambda: "".join(f"{r['n']}\t{r['s']}\n" for r in ROWS).encode(),
    "CSVWithNames": lambda: "".join(["n,s\n", *(f"{r['n']},{r['s']}\n" for r in ROWS)]).encode(),
}


@pytest.mark.parametrize("fmt", BLOCKS)
@pytest.mark.parametrize("compression", [None, "gzip"])
def test_inserts_in_other_formats(
    client: Client, table: str, fmt: str, compression: str | None
) -> None:
    """Whatever the engine reads, compressed or not."""
    block = gzip.compress(BLOCKS[fmt]()) if compression else BLOCKS[fmt]()
    summary = client.raw_insert(table, ["n", "s"], block, fmt=fmt, compression=compression)
    assert summary.written_rows == len(ROWS)
    assert stored(client, table) == ROWS


@pytest.mark.parametrize("fmt", ["Arrow", "ArrowStream", "Parquet", "Native"])
def test_half_an_insert_leaves_nothing(client: Client, table: str, fmt: str) -> None:
    """A file that is cut off is an error, and none of its rows is there."""
    whole = client.raw_query("SELECT number AS n, 'x' AS s FROM numbers(1000)", fmt=fmt)
    with pytest.raises(DatabaseError):
        client.raw_insert(table, ["n", "s"], whole[: len(whole) // 2], fmt=fmt)
    assert stored(client, table) == []


def test_a_file_is_inserted(client: Client, table: str, tmp_path: Any) -> None:
    """The client's own tool reads a file and streams it."""
    (tmp_path / "rows.csv").write_bytes(BLOCKS["CSVWithNames"]())
    insert_file(client, table, str(tmp_path / "rows.csv"))
    assert stored(client, table) == ROWS


async def asynchronous(server: ClickHouseServer, **options: Any) -> Any:
    return await get_async_client(
        dsn=server.url,
        username=server.user,
        password=server.password,
        database=server.database,
        **options,
    )


def test_the_asynchronous_client(clickhouse: ClickHouseServer, client: Client, table: str) -> None:
    """Inserts, queries, parameters, streams and Arrow, many at once over one client."""

    async def work() -> list[int]:
        async with await asynchronous(clickhouse) as found:
            portions = [ROWS[begin : begin + 100] for begin in range(0, 1000, 100)]
            await asyncio.gather(
                *(
                    found.insert(table, [[r["n"], r["s"]] for r in part], column_names=["n", "s"])
                    for part in portions
                )
            )
            counts = await asyncio.gather(
                *(
                    found.query("SELECT {n:UInt64} + {c:UInt64}", {"n": number, "c": 1000})
                    for number in range(20)
                )
            )
            assert (await found.query_arrow(f"SELECT * FROM {table}")).num_rows == 1000  # noqa: S608 - our own name
            async with await found.query_row_block_stream(
                "SELECT number FROM numbers(200000)"
            ) as stream:
                rows = [row[0] async for block in stream for row in block]
            assert rows == list(range(200_000))
            return [int(count.result_rows[0][0]) for count in counts]

    assert asyncio.run(work()) == [1000 + number for number in range(20)]
    assert stored(client, table) == ROWS


def test_a_late_error_reaches_the_asynchronous_client(clickhouse: ClickHouseServer) -> None:
    """It raises in place of a result that is cut off."""
    query = "SELECT number, throwIf(number = 1500000) FROM numbers(2000000)"

    async def work() -> None:
        async with (
            await asynchronous(clickhouse) as found,
            await found.query_row_block_stream(query) as stream,
        ):
            async for _ in stream:
                pass

    # aiohttp raises for a body without an end before the client can look for the reason in it.
    with pytest.raises(Error, match=r"395|Stream failed"):
        asyncio.run(work())


def test_a_cancelled_task_ends_its_query(clickhouse: ClickHouseServer, client: Client) -> None:
    """Time-outs and cancellations of asyncio reach the engine, and the client goes on."""
    mark = uuid.uuid4().hex
    endless = (
        f"SELECT count() FROM numbers(1000000000000) WHERE cityHash64(number) = 1 /* {mark} */"  # noqa: S608 - our own mark
    )
    count = (
        "SELECT count() FROM system.processes WHERE query LIKE {m:String} AND query NOT LIKE '%m:%'"
    )

    async def work() -> Any:
        async with await asynchronous(clickhouse) as found:
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(found.query(endless), timeout=1)
            return (await found.query("SELECT 1")).result_rows

    assert asyncio.run(work()) == [(1,)]
    left = 1
    while left:
        (left,) = client.query(count, {"m": f"%{mark}%"}).result_rows[0]


REFUSED: dict[str, tuple[dict[str, str], str, int]] = {
    "a role": ({"role": "admin"}, "SELECT 1", 48),
    "a session that must exist": ({"session_id": "x", "session_check": "1"}, "SELECT 1", 372),
    "ClickHouse's own compression": ({"compress": "1"}, "SELECT 1", 48),
    "a query by its id": ({}, "KILL QUERY WHERE query_id = 'x'", 344),
    "a setting that stays": ({}, "SET max_threads = 1", 344),
    "a temporary table": ({}, "CREATE TEMPORARY TABLE x (a Int8)", 344),
    "a transaction": ({}, "BEGIN TRANSACTION", 344),
    "two statements": ({}, "SELECT 1; SELECT 2", 62),
    "a file of the server": ({}, "SELECT 1 INTO OUTFILE '/tmp/x'", 344),
    "a statement that is too long": ({}, f"SELECT '{'x' * 17_000_000}'", 62),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_it_cannot_do_it_says(clickhouse: ClickHouseServer, what: str) -> None:
    """In ClickHouse's own form: code in the header, code, words and name in the text."""
    parameters, query, code = REFUSED[what]
    response = httpx.post(
        clickhouse.url,
        params=parameters,
        content=query,
        auth=(clickhouse.user, clickhouse.password),
    )
    assert response.headers["x-clickhouse-exception-code"] == str(code)
    assert response.text.startswith(f"Code: {code}. DB::Exception: ")
    assert response.text.endswith(")\n")
    assert response.status_code >= 400


def test_external_tables_are_refused(client: Client) -> None:
    """A table that comes along with a query would be a temporary one."""
    data = ExternalData(file_name="t", data=b"1\n", fmt="CSV", structure="n Int8")
    with pytest.raises(DatabaseError) as refusal:
        client.query("SELECT * FROM t", external_data=data)
    assert refusal.value.code == 48


def zeros() -> Iterator[bytes]:
    yield b"INSERT INTO t FORMAT TabSeparated\n"
    for _ in range(LARGEST_BODY // (1 << 20) + 1):
        yield bytes(1 << 20)


@pytest.mark.parametrize("packed", [False, True])
def test_a_request_that_is_too_large_is_refused(clickhouse: ClickHouseServer, packed: bool) -> None:
    """Bytes are counted as they come and as they unpack: a small bomb is no way around."""
    body = gzip.compress(b"".join(zeros()), 1) if packed else zeros()
    response = httpx.post(
        clickhouse.url,
        content=body,
        auth=(clickhouse.user, clickhouse.password),
        headers={"Content-Encoding": "gzip"} if packed else {},
        timeout=60,
    )
    assert (response.status_code, response.headers["x-clickhouse-exception-code"]) == (413, "307")
    assert "(TOO_MANY_BYTES)" in response.text
