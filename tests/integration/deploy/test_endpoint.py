"""The endpoint under the unmodified clickhouse-connect client."""

import gzip
import threading
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import httpx
import psutil
import pytest
from clickhouse_connect import common, get_client
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import DatabaseError

from leitstand.deploy.servers import ClickHouseServer


def connected(server: ClickHouseServer, **options: Any) -> Client:
    return get_client(
        dsn=server.url,
        username=server.user,
        password=server.password,
        database=server.database,
        **options,
    )


@pytest.fixture(scope="module")
def client(clickhouse: ClickHouseServer) -> Iterator[Client]:
    with connected(clickhouse) as found:
        yield found


@pytest.fixture
def table(client: Client) -> Iterator[str]:
    name = f"t_{uuid.uuid4().hex}"
    client.command(f"CREATE TABLE {name} (n UInt64, s String) ENGINE = MergeTree ORDER BY n")
    yield name
    client.command(f"DROP TABLE {name}")


VALUES: dict[str, Any] = {
    "UUID": uuid.UUID(int=7),
    "Bool": True,
    "Date": date(2026, 10, 1),
    "String": "Grüße aus der Kita, 'Elternabend'\n",
    "FixedString(32)": b"a" * 32,
    "Array(Bool)": [True, False],
    "Array(String)": ["a", ""],
    "Float64": 1.5,
}
NOW = datetime.now(UTC).replace(microsecond=123000)


def value_of(column_type: str) -> Any:
    """Return a value that is not the type's default."""
    for wrapper in ("LowCardinality", "Nullable"):
        if column_type.startswith(f"{wrapper}("):
            return value_of(column_type[len(wrapper) + 1 : -1])
    if column_type.startswith("Array("):
        return VALUES.get(column_type) or [value_of(column_type[6:-1])]
    if column_type.startswith("DateTime64"):
        return NOW
    return 7 if column_type.startswith(("UInt", "Int")) else VALUES[column_type]


def tables_with_plain_columns(client: Client) -> list[str]:
    rows = client.query(
        "SELECT table FROM system.columns WHERE database = currentDatabase() AND table IN"
        " (SELECT name FROM system.tables WHERE engine LIKE '%MergeTree'"
        "  AND database = currentDatabase())"
        " GROUP BY table HAVING countIf(type LIKE 'AggregateFunction%') = 0"
    ).result_rows
    return [str(name) for (name,) in rows if str(name) != "schema_migrations"]


def test_a_row_of_every_table_comes_back_as_it_went(client: Client) -> None:
    """Native inserts carry every column type of the migrations, not only defaults."""
    tables = tables_with_plain_columns(client)
    assert {"assessments", "accesses", "published_usage"} <= set(tables)
    for name in tables:
        columns = client.query(
            "SELECT name, type FROM system.columns"
            " WHERE database = currentDatabase() AND table = {t:String} ORDER BY position",
            {"t": name},
        ).result_rows
        row = [value_of(str(kind)) for _, kind in columns]
        client.insert(name, [row], column_names=[str(column) for column, _ in columns])
        (found,) = client.query(f"SELECT * FROM {name}", tz_mode="aware").result_rows  # noqa: S608 - a name from the catalogue
        assert list(found) == row, name
        client.command(f"TRUNCATE TABLE {name}")


def test_aggregate_states_are_made_and_merged(client: Client) -> None:
    """The working tables of the pipelines keep states."""
    client.command(
        "INSERT INTO findings_daily (tenant, usage_day, department, people)"
        " SELECT 't', today(), 'd',"
        " uniqExactState(toNullable(toFixedString(leftPad(toString(number), 32, '0'), 32)))"
        " FROM numbers(5)"
    )
    merged = client.query("SELECT uniqExactMerge(people) FROM findings_daily").result_rows
    assert merged == [(5,)]
    client.command("TRUNCATE TABLE findings_daily")


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("String", "O'Brien\n\t\\ ü €"),
        ("Int64", -5),
        ("DateTime64(3)", NOW),
        ("Date", date(2026, 10, 1)),
        ("Array(String)", ["a'b", "c"]),
        ("Nullable(String)", None),
        ("UUID", uuid.UUID(int=9)),
    ],
)
def test_parameters(client: Client, kind: str, value: object) -> None:
    """Values of queries travel apart from the text and come back unchanged."""
    query = f"SELECT {{v:{kind}}} AS v"
    assert client.query(query, {"v": value}, tz_mode="aware").result_rows == [(value,)]


def test_a_long_parameter_goes_by_form(client: Client) -> None:
    """A value too long for an address is sent as a form."""
    value = "ä" * 50_000
    assert client.query("SELECT {v:String}", {"v": value}).result_rows == [(value,)]


def test_settings_hold_for_one_query(client: Client) -> None:
    """A setting changes the query that carries it, and no other."""
    query = "SELECT getSetting('max_result_rows')"
    assert client.query(query, settings={"max_result_rows": 7}).result_rows == [(7,)]
    assert client.query(query).result_rows == [(0,)]


def test_an_unknown_setting_is_an_error(client: Client) -> None:
    """A spelling mistake does not pass in silence."""
    with pytest.raises(DatabaseError) as refusal:
        client.query("SELECT 1", settings={"max_bananas": 1})
    assert refusal.value.code == 115


@pytest.mark.parametrize("coding", ["lz4", "zstd", "gzip", False])
def test_compression(clickhouse: ClickHouseServer, table: str, coding: str | bool) -> None:
    """Both directions, in every coding that the client offers."""
    rows = [[number, "Text " * 20] for number in range(5_000)]
    with connected(clickhouse, compress=coding) as found:
        found.insert(table, rows, column_names=["n", "s"])
        assert [list(row) for row in found.query(f"SELECT * FROM {table}").result_rows] == rows  # noqa: S608 - our own name


@pytest.mark.parametrize("coding", ["lz4", "zstd", "gzip", False])
def test_an_insert_of_many_blocks_is_stored_whole(
    clickhouse: ClickHouseServer, table: str, coding: str | bool
) -> None:
    """The client compresses each block on its own; every one of them counts."""
    rows = [[number, "Text " * 400] for number in range(20_000)]
    with connected(clickhouse, compress=coding) as found:
        summary = found.insert(table, rows, column_names=["n", "s"])
        assert summary.written_rows == len(rows)
        assert found.query(f"SELECT uniqExact(n) FROM {table}").result_rows == [(len(rows),)]  # noqa: S608 - our own name


def test_the_answer_is_compressed(clickhouse: ClickHouseServer) -> None:
    """A large answer arrives in the coding that was asked for."""
    response = httpx.post(
        clickhouse.url,
        params={"query": "SELECT repeat('a', 100000)", "enable_http_compression": "1"},
        auth=(clickhouse.user, clickhouse.password),
        headers={"Accept-Encoding": "gzip"},
    )
    assert response.headers["content-encoding"] == "gzip"
    assert len(response.content) == 100_001


ERRORS = [
    ("SELEC 1 FROM", 62),
    ("SELECT * FROM missing", 60),
    ("SELECT missing", 47),
    ("SELECT missing(1)", 46),
    ("SELECT throwIf(1)", 395),
    ("SELECT 1; SELECT 2", 62),
    ("INSERT INTO missing VALUES (1)", 60),
    ("SET max_threads = 1", 344),
    ("CREATE TEMPORARY TABLE x (a Int8)", 344),
]


@pytest.mark.parametrize(("query", "code"), ERRORS, ids=[query for query, _ in ERRORS])
def test_errors_carry_the_engines_code(client: Client, query: str, code: int) -> None:
    """A client can tell errors apart as with ClickHouse."""
    with pytest.raises(DatabaseError) as refusal:
        client.command(query)
    assert refusal.value.code == code


def test_a_broken_insert_leaves_nothing(client: Client, table: str) -> None:
    """Rows before the broken one are not there either."""
    with pytest.raises(DatabaseError):
        client.raw_insert(table, insert_block="1,a\nno number,b\n", fmt="CSV")
    assert client.query(f"SELECT count() FROM {table}").result_rows == [(0,)]  # noqa: S608 - our own name


@pytest.mark.parametrize("compression", ["gzip", None])
def test_raw_inserts(client: Client, table: str, compression: str | None) -> None:
    """Text formats go in with the statement before the data or in the address."""
    block = b'{"n":1,"s":"a;b"}\n{"n":2,"s":"FORMAT x"}\n'
    body = gzip.compress(block) if compression else block
    client.raw_insert(table, insert_block=body, fmt="JSONEachRow", compression=compression)
    query = f"SELECT s FROM {table} ORDER BY n"  # noqa: S608 - our own name
    assert client.query(query).result_rows == [("a;b",), ("FORMAT x",)]


def test_the_summary_counts_written_rows(client: Client, table: str) -> None:
    """The sink compares this with what it sent."""
    summary = client.insert(
        table, [[number, "x"] for number in range(1000)], column_names=["n", "s"]
    )
    assert summary.written_rows == 1000


def test_an_empty_answer(client: Client, table: str) -> None:
    """No rows is an answer."""
    assert client.query(f"SELECT * FROM {table}").result_rows == []  # noqa: S608 - our own name


def test_streams_frames_and_commands(client: Client, table: str) -> None:
    """The client's other ways of reading work as well."""
    client.insert(table, [[1, "a"], [2, "b"]], column_names=["n", "s"])
    query = f"SELECT * FROM {table} ORDER BY n"  # noqa: S608 - our own name
    with client.query_row_block_stream(query) as stream:
        assert [row for block in stream for row in block] == [(1, "a"), (2, "b")]
    assert client.query_df(query)["n"].tolist() == [1, 2]
    assert client.command(f"SELECT count() FROM {table}") == 2  # noqa: S608 - our own name


def test_six_clients_at_once(clickhouse: ClickHouseServer, table: str) -> None:
    """Inserts and scans of several clients do not disturb each other."""
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            with connected(clickhouse) as mine:
                for turn in range(20):
                    first = (number * 20 + turn) * 100
                    rows = [[first + offset, "x"] for offset in range(100)]
                    mine.insert(table, rows, column_names=["n", "s"])
                    mine.query(f"SELECT sum(n), uniq(s) FROM {table}")  # noqa: S608 - our own name
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with connected(clickhouse) as mine:
        query = f"SELECT count(), uniqExact(n) FROM {table}"  # noqa: S608 - our own name
        assert mine.query(query).result_rows == [(12_000, 12_000)]


def test_the_drivers_default_session_is_accepted(clickhouse: ClickHouseServer) -> None:
    """The driver names a session by itself unless told otherwise; that alone is no error."""
    assert common.get_setting("autogenerate_session_id")
    with connected(clickhouse, session_id="mine") as found:
        assert found.query("SELECT 1").result_rows == [(1,)]


def test_get_only_reads(clickhouse: ClickHouseServer, table: str) -> None:
    """A request that must be safe is safe."""
    response = httpx.get(
        clickhouse.url,
        params={"query": f"TRUNCATE TABLE {table}", "database": clickhouse.database},
        auth=(clickhouse.user, clickhouse.password),
    )
    assert response.status_code == 403


def test_ping_needs_no_password(clickhouse: ClickHouseServer) -> None:
    """Health checks of load balancers hold no secrets."""
    assert httpx.get(f"{clickhouse.url}/ping").text == "Ok.\n"


def test_its_memory_is_bounded(client: Client) -> None:
    """The engine took our limits: it leaves room for the broker, and caches stay small."""
    rows = client.query(
        "SELECT name, toFloat64(value) FROM system.server_settings WHERE name IN"
        " ('mark_cache_size', 'primary_index_cache_size', 'max_server_memory_usage')"
    ).result_rows
    found = {str(name): float(value) for name, value in rows}
    caches = found["mark_cache_size"] + found["primary_index_cache_size"]
    assert caches == 2 * 128 * 1024 * 1024
    assert 0 < found["max_server_memory_usage"] <= 0.41 * psutil.virtual_memory().total


def test_it_listens_on_loopback_only(clickhouse: ClickHouseServer) -> None:
    """Nobody else on the network reaches it."""
    port = clickhouse.settings.ports.endpoint
    open_sockets = psutil.net_connections("tcp")
    listening = {
        address.ip
        for connection in open_sockets
        if connection.status == psutil.CONN_LISTEN
        and (address := connection.laddr)
        and address.port == port
    }
    assert listening == {"127.0.0.1"}
