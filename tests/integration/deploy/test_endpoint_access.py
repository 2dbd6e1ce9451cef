"""Attempts to read more through the endpoint than the account may."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from clickhouse_connect import get_client
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import DatabaseError

from leitstand.deploy import clickhouse as accounts
from leitstand.deploy.clickhouse import Account
from leitstand.deploy.servers import ClickHouseServer

MARK = "canary-7c1"
COLUMNS = [
    *("tenant", "id", "reason", "refused_by", "topic", "partition", "offset", "refused_at", "size"),
    *("sealed", "k_partition", "k_offset"),
]


def client_of(server: ClickHouseServer, account: Account) -> Client:
    return accounts.connect(server.home, server.settings, account)


@pytest.fixture(scope="module")
def admin(clickhouse: ClickHouseServer) -> Iterator[Client]:
    """The administrator, in a database where a secret row lies in a table and behind a view."""
    with client_of(clickhouse, Account.ADMIN) as client:
        client.insert(
            "dead_letters",
            [["t", MARK, "r", "sink", "topic", 0, 0, datetime.now(UTC), 0, True, 0, 0]],
            column_names=COLUMNS,
        )
        client.command("CREATE DATABASE IF NOT EXISTS elsewhere")
        client.command(
            "CREATE TABLE IF NOT EXISTS elsewhere.published_copy ENGINE = MergeTree ORDER BY id"
            " AS SELECT id FROM leitstand.dead_letters"
        )
        yield client
        client.command("DROP DATABASE elsewhere")
        client.command("TRUNCATE TABLE dead_letters")


@pytest.fixture(scope="module")
def published(admin: Client, clickhouse: ClickHouseServer) -> Iterator[Client]:
    with client_of(clickhouse, Account.PUBLISHED) as client:
        yield client


def test_the_secret_is_there(admin: Client) -> None:
    """The administrator sees what the attempts below are after."""
    assert admin.query("SELECT id FROM dead_letters").result_rows == [(MARK,)]


def test_published_reads_published(published: Client) -> None:
    """The account works for what it is made for, joins and subqueries included."""
    query = (
        "WITH d AS (SELECT department, title FROM published_departments)"
        " SELECT count() FROM published_usage AS u LEFT JOIN d USING (department)"
    )
    assert published.query(query).result_rows == [(0,)]


ATTEMPTS = {
    "plain": "SELECT * FROM dead_letters",
    "qualified": "SELECT * FROM leitstand.dead_letters",
    "quoted": 'SELECT * FROM "leitstand"."dead_letters"',
    "comment in the name": "SELECT * FROM leitstand./* published_ */dead_letters",
    "comment with a published table": "SELECT * FROM dead_letters -- published_usage",
    "alias": "SELECT * FROM dead_letters AS published_usage",
    "subquery": "SELECT * FROM (SELECT * FROM dead_letters)",
    "scalar subquery": "SELECT (SELECT max(id) FROM dead_letters) FROM published_usage",
    "in": "SELECT 1 WHERE 'x' IN (SELECT id FROM dead_letters)",
    "in a table": "SELECT 1 WHERE 'x' IN dead_letters",
    "exists": "SELECT 1 WHERE EXISTS (SELECT 1 FROM dead_letters)",
    "cte": "WITH published_usage AS (SELECT * FROM dead_letters) SELECT * FROM published_usage",
    "union": "SELECT title FROM published_departments UNION ALL SELECT id FROM dead_letters",
    "join": "SELECT * FROM published_departments AS p FULL JOIN dead_letters AS d ON p.title = d.id",
    "view": "SELECT * FROM assessments_current",
    "other database, published name": "SELECT * FROM elsewhere.published_copy",
    "merge, published names": "SELECT * FROM merge('elsewhere', '^published')",
    "view function": "SELECT * FROM view(SELECT * FROM dead_letters)",
    "loop": "SELECT * FROM loop('leitstand', 'dead_letters') LIMIT 1",
    "index": "SELECT * FROM mergeTreeIndex('leitstand', 'dead_letters')",
    "projection": "SELECT * FROM mergeTreeProjection('leitstand', 'dead_letters', 'x')",
    "remote": "SELECT * FROM remote('127.0.0.1', 'leitstand', 'dead_letters')",
    "cluster": "SELECT * FROM cluster('default', 'leitstand', 'dead_letters')",
    "file": "SELECT * FROM file('/etc/passwd', 'LineAsString')",
    "url": "SELECT * FROM url('http://127.0.0.1:1/', 'LineAsString')",
    "s3": "SELECT * FROM s3('http://127.0.0.1:1/x', 'LineAsString')",
    "executable": "SELECT * FROM executable('x.sh', 'TSV', 'a String')",
    "python": "SELECT * FROM Python(statement)",
    "sqlite": "SELECT * FROM sqlite('/tmp/x', 'y')",
    "dictionary": "SELECT dictGet('leitstand.dead_letters', 'id', 1)",
    "join get": "SELECT joinGet('leitstand.dead_letters', 'id', 't')",
    "show create": "SHOW CREATE TABLE dead_letters",
    "describe": "DESCRIBE TABLE dead_letters",
    "explain estimate": "EXPLAIN ESTIMATE SELECT * FROM dead_letters",
    "check": "CHECK TABLE dead_letters",
    "second statement": "SELECT 1; SELECT * FROM dead_letters",
    "role by a second statement": "SET ROLE admin; SELECT * FROM dead_letters",
    "role, then a syntax error": "SET ROLE admin; SELECT * FROM dead_letters; ((",
    "role behind a format": "SELECT 1 FORMAT TSV; SET ROLE admin",
    "role": "SET ROLE admin",
    "role in parallel": "SET ROLE admin PARALLEL WITH SELECT * FROM dead_letters",
    "default role": "SET DEFAULT ROLE admin TO default",
    "execute as": "EXECUTE AS default SELECT * FROM dead_letters",
    "grant": "GRANT SELECT ON *.* TO published",
    "outfile": "SELECT title FROM published_departments INTO OUTFILE '/tmp/leitstand-out'",
    "infile": "INSERT INTO published_departments FROM INFILE '/etc/passwd' FORMAT TSV",
    "insert": "INSERT INTO published_rollout (title) VALUES ('x')",
    "insert select": "INSERT INTO published_rollout (title) SELECT id FROM dead_letters",
    "insert into function": "INSERT INTO FUNCTION file('/tmp/leitstand-out', 'TSV', 'a String') SELECT 'x'",
    "create view": "CREATE VIEW published_v AS SELECT * FROM dead_letters",
    "create table": "CREATE TABLE published_v ENGINE = Memory AS SELECT * FROM dead_letters",
    "create temporary": "CREATE TEMPORARY TABLE x AS SELECT * FROM dead_letters",
    "create function": "CREATE FUNCTION f AS (x) -> x",
    "alter": "ALTER TABLE published_usage DROP PARTITION ALL",
    "rename": "RENAME TABLE dead_letters TO published_dead_letters",
    "drop": "DROP TABLE published_usage",
    "truncate": "TRUNCATE TABLE published_usage",
    "optimize": "OPTIMIZE TABLE published_usage FINAL",
    "system": "SYSTEM FLUSH LOGS",
    "kill": "KILL QUERY WHERE 1",
    "backup": "BACKUP TABLE published_usage TO File('/tmp/leitstand-backup')",
    "attach": "ATTACH TABLE published_x FROM '/tmp' (a Int) ENGINE = MergeTree ORDER BY a",
    "handler": "CREATE HANDLER h AS SELECT 1",
}


@pytest.mark.parametrize("query", ATTEMPTS.values(), ids=ATTEMPTS.keys())
def test_published_is_refused(published: Client, query: str) -> None:
    """Whatever is not a published table is refused, however the query hides it."""
    with pytest.raises(DatabaseError) as refusal:
        published.raw_query(query)
    assert MARK not in str(refusal.value)


def test_merge_shows_published_only(published: Client) -> None:
    """The engine itself leaves out of a merge what the account may not read."""
    found = published.raw_query("SELECT * FROM merge('leitstand', '.*') FORMAT JSONEachRow")
    assert MARK.encode() not in found


OVERRIDES = (
    {"readonly": "0"},
    {"allow_introspection_functions": "1"},
    {"allow_ddl": "1"},
    {"additional_table_filters": "{'leitstand.dead_letters': '1'}"},
    {"select_from_system_db_requires_grant": "0"},
    {"dialect": "kusto"},
    {"role": "admin"},
    {"user": "admin"},
    {"session_id": "shared"},
    {"enable_analyzer": "0"},
)


@pytest.mark.parametrize("settings", OVERRIDES, ids=str)
def test_no_setting_opens_a_table(published: Client, settings: dict[str, str]) -> None:
    """Settings and parameters of the address give no rights."""
    with pytest.raises(DatabaseError):
        published.raw_query("SELECT * FROM dead_letters", settings=settings)


SYSTEM_TABLES = ("processes", "errors", "user_processes", "stack_trace", "backups", "mutations")


@pytest.mark.parametrize("table", SYSTEM_TABLES)
@pytest.mark.parametrize("account", [a for a in Account if a is not Account.ADMIN])
def test_what_others_ask_stays_theirs(
    clickhouse: ClickHouseServer, admin: Client, account: Account, table: str
) -> None:
    """System tables that quote statements or data are empty for everybody else."""
    admin.query("SELECT 1")
    with client_of(clickhouse, account) as client:
        rows = client.query("SELECT count() FROM system.{t:Identifier}", {"t": table}).result_rows
        assert rows == [(0,)]


def test_published_does_not_learn_of_other_tables(published: Client) -> None:
    """Catalogues list what the account may read, nothing else."""
    rows = published.query(
        "SELECT name FROM system.tables"
        " WHERE lower(database) NOT IN ('system', 'information_schema')"
    ).result_rows
    columns = published.query(
        "SELECT DISTINCT table_name FROM information_schema.columns"
        " WHERE table_schema = 'leitstand'"
    ).result_rows
    names = {str(name) for (name,) in [*rows, *columns]}
    assert "published_usage" in names
    assert all(name.startswith("published_") for name in names)


def test_the_writer_cannot_read(clickhouse: ClickHouseServer, admin: Client) -> None:
    """The sink's account writes and reads nothing."""
    with client_of(clickhouse, Account.WRITER) as client, pytest.raises(DatabaseError) as refusal:
        client.query("SELECT * FROM dead_letters")
    assert refusal.value.code == 497


def test_the_analyst_cannot_write(clickhouse: ClickHouseServer, admin: Client) -> None:
    """Pages read everything and change nothing."""
    with client_of(clickhouse, Account.ANALYST) as client:
        assert client.query("SELECT id FROM dead_letters").result_rows == [(MARK,)]
        with pytest.raises(DatabaseError):
            client.command("TRUNCATE TABLE dead_letters")


def test_pipelines_replace_their_partitions(clickhouse: ClickHouseServer, admin: Client) -> None:
    """Pipelines may stage and replace a partition of what they make."""
    with client_of(clickhouse, Account.PIPELINES) as client:
        client.command("CREATE TABLE training_coverage_new AS training_coverage")
        client.command(
            "INSERT INTO training_coverage_new"
            " SELECT 't', '2026-10-01', 'd', '*', 27, 19, 0, now64(3)"
        )
        client.command(
            "ALTER TABLE training_coverage REPLACE PARTITION ('t', '2026-10-01') FROM training_coverage_new"
        )
        client.command("DROP TABLE training_coverage_new")
        assert client.query("SELECT trained FROM training_coverage").result_rows == [(19,)]
    admin.command("TRUNCATE TABLE training_coverage")


def test_pipelines_cannot_change_what_was_captured(
    clickhouse: ClickHouseServer, admin: Client
) -> None:
    """Raw tables are the sink's alone."""
    with client_of(clickhouse, Account.PIPELINES) as client, pytest.raises(DatabaseError):
        client.command("ALTER TABLE assessments DELETE WHERE 1")


WRONG = (("published", "wrong"), ("nobody", "wrong"), ("default", ""), ("", ""), ("admin", ""))


@pytest.mark.parametrize(("user", "password"), WRONG)
def test_wrong_password(clickhouse: ClickHouseServer, user: str, password: str) -> None:
    """Unknown users and wrong passwords get the same answer, with ClickHouse's code."""
    with pytest.raises(DatabaseError) as refusal:
        get_client(dsn=clickhouse.url, username=user, password=password)
    assert refusal.value.code == 516
