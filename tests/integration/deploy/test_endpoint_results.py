"""Results that are larger than memory should hold, break off, or that nobody waits for any more."""

import http.client
import socket
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import httpx
import pandas as pd  # type: ignore[import-untyped] # no stubs
import psutil
import pyarrow as pa  # type: ignore[import-untyped] # no stubs
import pytest
import urllib3
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import DatabaseError, Error

from leitstand.deploy.clickhouse import Account, connect
from leitstand.deploy.servers import ClickHouseServer

LIMIT_S = 60.0
BREAKS_AT = 1_500_000
BREAKING = f"SELECT number, throwIf(number = {BREAKS_AT}) FROM numbers(2000000)"  # noqa: S608 - a number
"""Gives many blocks before it fails: some are sent by then."""
ENDLESS = "SELECT count() FROM numbers_mt(1000000000000) WHERE cityHash64(number) = 1"
"""Reads for hours and has nothing to show meanwhile."""


@pytest.fixture
def client(clickhouse: ClickHouseServer) -> Iterator[Client]:
    with connect(clickhouse.home, clickhouse.settings, Account.ADMIN) as found:
        yield found


def wait_until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + LIMIT_S
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"never happened: {what}")
        time.sleep(0.05)


def resident_mb(server: ClickHouseServer) -> float:
    """Return the memory of the process that listens."""
    port = server.settings.ports.endpoint
    (pid,) = {
        connection.pid
        for connection in psutil.net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
        and connection.laddr
        and connection.laddr.port == port
    }
    return psutil.Process(pid).memory_info().rss / 1e6


def test_half_a_gigabyte_passes_through(client: Client, clickhouse: ClickHouseServer) -> None:
    """The client reads block after block, and the endpoint holds only a few of them."""
    query = (
        "SELECT number, repeat('x', 1000) AS s FROM numbers(500000) SETTINGS max_block_size = 4096"
    )
    client.query("SELECT 1")
    before, most, rows = resident_mb(clickhouse), 0.0, 0
    with client.query_column_block_stream(query) as stream:
        for number, block in enumerate(stream):
            rows += len(block[0])
            if number % 4 == 0:
                most = max(most, resident_mb(clickhouse))
    assert rows == 500_000
    assert most - before < 200


def test_a_large_result_that_shall_be_complete_waits_on_disk(client: Client) -> None:
    """Asked to wait for the end, as the client does unless it streams, it arrives whole."""
    found = client.query("SELECT number FROM numbers(1000000)").result_columns[0]
    assert list(found) == list(range(1_000_000))


READERS: dict[str, Callable[[Client, str], object]] = {
    "rows": lambda c, q: c.query(q).result_rows,
    "row blocks": lambda c, q: _drained(c.query_row_block_stream(q)),
    "column blocks": lambda c, q: _drained(c.query_column_block_stream(q)),
    "frames": lambda c, q: _drained(c.query_df_stream(q)),
    "numpy": lambda c, q: c.query_np(q),
    "arrow": lambda c, q: c.query_arrow(q),
    "arrow blocks": lambda c, q: _drained(c.query_arrow_stream(q)),
    "raw": lambda c, q: c.raw_query(q, fmt="TabSeparated"),
    "raw stream": lambda c, q: _read(c.raw_stream(q, fmt="TabSeparated")),
}
# What the client and the libraries below it raise for a body that has no end.
BROKEN = (
    Error,
    OSError,
    pa.ArrowException,
    http.client.HTTPException,
    urllib3.exceptions.HTTPError,
)


def _read(stream: Any) -> bytes:
    with closing(stream):
        return bytes(stream.read())


def _drained(stream: Any) -> int:
    with stream as blocks:
        return sum(1 for _ in blocks)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("coding", ["lz4", False])
def test_a_result_that_breaks_off_is_never_taken_for_a_whole_one(
    clickhouse: ClickHouseServer, reader: str, coding: str | bool
) -> None:
    """However it is read, with and without compression, the client raises."""
    options = {"compress": coding}
    with connect(clickhouse.home, clickhouse.settings, Account.ADMIN, **options) as found:
        with pytest.raises(BROKEN) as raised:
            READERS[reader](found, BREAKING)
        assert found.query("SELECT 1").result_rows == [(1,)]
    if reader in {"rows", "row blocks", "column blocks", "frames", "numpy"}:
        assert "395" in str(raised.value)


def test_a_late_error_is_told_as_clickhouse_tells_it(clickhouse: ClickHouseServer) -> None:
    """Mark, tag of the header, text, its length; then the connection ends without an end of body."""
    with httpx.stream(
        "POST",
        clickhouse.url,
        content=BREAKING,
        auth=(clickhouse.user, clickhouse.password),
        headers={"Accept-Encoding": "identity"},
    ) as response:
        tag = response.headers["x-clickhouse-exception-tag"]
        last = deque[bytes](maxlen=4)
        with pytest.raises(httpx.RemoteProtocolError):
            last.extend(response.iter_raw())
    _, opening, rest = (
        b"".join(last).decode(errors="replace").rpartition(f"__exception__\r\n{tag}\r\n")
    )
    said, _, closing = rest.rpartition(f" {tag}\r\n__exception__\r\n")
    message, _, length = said.rpartition("\n")
    assert (bool(opening), closing, int(length)) == (True, "", len(message.encode()) + 1)
    assert message.startswith("Code: 395. DB::Exception")


def test_an_error_before_the_end_has_a_status_where_the_client_waits(
    clickhouse: ClickHouseServer,
) -> None:
    """Nothing is sent before all of it is there."""
    response = httpx.post(
        clickhouse.url,
        params={"wait_end_of_query": "1"},
        content=BREAKING,
        auth=(clickhouse.user, clickhouse.password),
    )
    assert response.headers["x-clickhouse-exception-code"] == "395"
    assert response.status_code >= 400


FORMATS = [
    *("Native", "RowBinary", "TabSeparated", "CSV", "ArrowStream"),
    *(
        "Arrow",
        "Parquet",
        "JSON",
        "JSONCompact",
        "JSONEachRow",
        "TSVWithNamesAndTypes",
        "CSVWithNames",
    ),
]


@pytest.mark.parametrize("fmt", FORMATS)
def test_results_of_many_blocks_are_one_document(client: Client, fmt: str) -> None:
    """Whether it is joined from blocks or made whole: read again, it is what was asked for."""
    if fmt == "RowBinary":
        fmt = "RowBinaryWithNamesAndTypes"
    data = client.raw_query("SELECT number AS n FROM numbers(200000)", fmt=fmt)
    table = f"again_{uuid.uuid4().hex}"
    client.command(f"CREATE TABLE {table} (n UInt64) ENGINE = MergeTree ORDER BY n")
    client.raw_insert(table, ["n"], insert_block=data, fmt=fmt)
    query = f"SELECT count(), uniqExact(n), sum(n) FROM {table}"  # noqa: S608 - our own name
    assert client.query(query).result_rows == [(200_000, 200_000, 19_999_900_000)]
    client.command(f"DROP TABLE {table}")


def test_arrow_blocks_are_one_stream(client: Client) -> None:
    """The schema once, every batch, one end."""
    table = client.query_arrow("SELECT number, toString(number) AS s FROM numbers(200000)")
    with client.query_arrow_stream("SELECT number FROM numbers(200000)") as stream:
        batches = list(stream)
    assert table.num_rows == sum(batch.num_rows for batch in batches) == 200_000
    assert len(batches) > 1
    raw = client.raw_query("SELECT number FROM numbers(200000)", fmt="ArrowStream")
    with pa.ipc.open_stream(raw) as reader:
        assert reader.read_all()["number"].to_pylist() == list(range(200_000))


SPARSE = "SELECT number FROM numbers(3000000) WHERE number % 500000 = 499999"
SLOW = (
    "SELECT number FROM numbers(6) WHERE number IN (1, 5) AND NOT ignore(sleepEachRow(0.2))"
    " SETTINGS max_block_size = 1"
)


@pytest.mark.parametrize(("query", "count"), [(SPARSE, 6), (SLOW, 2)])
def test_blocks_without_rows_do_not_end_a_result(client: Client, query: str, count: int) -> None:
    """Neither what is filtered away in the middle nor a pause is an end."""
    with client.query_row_block_stream(query) as stream:
        assert sum(len(block) for block in stream) == count


def test_frames_block_by_block(client: Client) -> None:
    """Pandas frames, each of a block."""
    with client.query_df_stream("SELECT number AS n FROM numbers(200000)") as stream:
        frames = list(stream)
    assert len(frames) > 1
    assert pd.concat(frames)["n"].sum() == 19_999_900_000


def test_a_result_that_must_be_whole_has_a_limit(client: Client) -> None:
    """JSON cannot be joined from blocks: too much of it is refused with the engine's own code."""
    with pytest.raises(DatabaseError) as refusal:
        client.raw_query("SELECT repeat('x', 1000) || number FROM numbers(200000)", fmt="JSON")
    assert refusal.value.code == 396


def running(client: Client, text: str) -> int:
    found = client.query(
        "SELECT count() FROM system.processes WHERE query LIKE {t:String} AND query NOT LIKE '%LIKE%'",
        {"t": f"%{text}%"},
    )
    return int(found.result_rows[0][0])


def sent(server: ClickHouseServer, query: str) -> socket.socket:
    """Send a query and return the connection without reading the answer."""
    at = urlsplit(server.url)
    connection = http.client.HTTPConnection(str(at.hostname), at.port)
    headers = {"X-ClickHouse-User": server.user, "X-ClickHouse-Key": server.password}
    connection.request("POST", "/", body=query, headers=headers)
    assert connection.sock is not None
    return connection.sock


@pytest.mark.parametrize("query", [ENDLESS, "SELECT number FROM system.numbers"])
def test_a_client_that_goes_away_ends_its_query(
    client: Client, clickhouse: ClickHouseServer, query: str
) -> None:
    """Before the first byte and in the middle of the result."""
    mark = uuid.uuid4().hex
    connection = sent(clickhouse, f"{query} /* {mark} */")
    wait_until(lambda: running(client, mark) == 1, "the query runs")
    connection.close()
    wait_until(lambda: running(client, mark) == 0, "the query ends")


def test_an_insert_runs_to_its_end_without_its_client(
    client: Client, clickhouse: ClickHouseServer
) -> None:
    """Whoever sent it may not know the outcome, but never half of it stays."""
    client.command("CREATE TABLE alone (n UInt64) ENGINE = MergeTree ORDER BY n")
    query = "INSERT INTO leitstand.alone SELECT number FROM numbers(3) WHERE NOT ignore(sleepEachRow(0.3))"
    connection = sent(clickhouse, query)
    wait_until(lambda: running(client, "INTO leitstand.alone") == 1, "the insert runs")
    connection.close()
    count = "SELECT count() FROM alone"
    wait_until(lambda: client.query(count).result_rows == [(3,)], "the rows are there")
    client.command("DROP TABLE alone")


def test_a_slow_reader_does_not_stop_the_others(
    client: Client, clickhouse: ClickHouseServer
) -> None:
    """Somebody who reads nothing of an endless result costs others nothing."""
    slow = [sent(clickhouse, "SELECT number FROM system.numbers") for _ in range(8)]
    done: list[object] = []
    worker = threading.Thread(target=lambda: done.append(client.query("SELECT 1").result_rows))
    worker.start()
    worker.join(LIMIT_S)
    for connection in slow:
        connection.close()
    assert done == [[(1,)]]
