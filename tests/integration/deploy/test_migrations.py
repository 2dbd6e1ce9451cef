"""The migrations of the tables on the real engine."""

from collections.abc import Iterator

import pytest
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import DatabaseError

from leitstand.deploy import clickhouse as accounts
from leitstand.deploy.clickhouse import Account
from leitstand.deploy.migrate import MigrationFailedError, Migrator
from leitstand.deploy.servers import ClickHouseServer
from leitstand.schemas.tables.migration import Migration, Target, load_all


@pytest.fixture
def empty(clickhouse: ClickHouseServer) -> Iterator[Client]:
    """A database of its own beside the migrated one."""
    with accounts.connect(clickhouse.home, clickhouse.settings, Account.ADMIN) as client:
        client.command("DROP DATABASE IF EXISTS trial")
        client.command("CREATE DATABASE trial")
        client.database = "trial"
        yield client
        client.command("DROP DATABASE trial")


def migrator(client: Client, *more: Migration) -> Migrator:
    return Migrator(client, Target(database="trial"), (*load_all(), *more))


def schema(client: Client) -> list[object]:
    query = (
        "SELECT name, create_table_query FROM system.tables"
        " WHERE database = 'trial' AND name != 'schema_migrations' ORDER BY name"
    )
    return list(client.query(query).result_rows)


def test_up_down_up(empty: Client) -> None:
    """The way back leaves nothing, and the second way up makes the same tables."""
    names = [f"{each.number:04}_{each.name}" for each in load_all()]
    assert migrator(empty).up() == names
    first = schema(empty)
    assert migrator(empty).down(0) == names[::-1]
    assert schema(empty) == []
    migrator(empty).up()
    assert schema(empty) == first


def test_each_step_back_restores_what_was_before(empty: Client) -> None:
    """Every single migration undoes exactly what it did."""
    for count in range(1, len(load_all()) + 1):
        before = schema(empty)
        some = Migrator(empty, Target(database="trial"), load_all()[:count])
        some.up()
        assert schema(empty) != before
        some.down(count - 1)
        assert schema(empty) == before
        some.up()


def test_a_second_run_has_nothing_to_do(empty: Client) -> None:
    """Every start of the stack runs the migrations."""
    migrator(empty).up()
    assert migrator(empty).up() == []


def test_an_interrupted_run_goes_on(empty: Client) -> None:
    """A run that died between two statements of a file is completed by the next."""
    number = len(load_all()) + 1
    good = "CREATE TABLE a (n Int8) ENGINE = Memory;"
    down = "DROP TABLE IF EXISTS b; DROP TABLE a;"
    whole = f"{good} CREATE TABLE b (n Int8) ENGINE = Memory;"
    migration = Migration(number=number, name="trial", up=whole, down=down)

    class DiesBeforeB:
        def command(self, sql: str) -> object:
            if sql.startswith("CREATE TABLE b"):
                raise ConnectionResetError
            return empty.command(sql)

        def query(self, sql: str) -> object:
            return empty.query(sql)

    dying = Migrator(DiesBeforeB(), Target(database="trial"), (*load_all(), migration))
    with pytest.raises(ConnectionResetError):
        dying.up()
    assert not migrator(empty, migration).status()[-1].complete
    # It did run, but its record was lost with the process.
    empty.command("CREATE TABLE b (n Int8) ENGINE = Memory")
    assert migrator(empty, migration).up() == [f"{number:04}_trial"]
    assert empty.query("SELECT count() FROM b").result_rows == [(0,)]


def test_a_changed_migration_is_refused(empty: Client) -> None:
    """What was applied cannot be rewritten afterwards."""
    number = len(load_all()) + 1
    one = Migration(number=number, name="x", up="CREATE VIEW v AS SELECT 1", down="DROP VIEW v")
    two = Migration(number=number, name="x", up="CREATE VIEW v AS SELECT 2", down="DROP VIEW v")
    migrator(empty, one).up()
    with pytest.raises(MigrationFailedError, match="changed after"):
        migrator(empty, two).up()


def test_a_newer_database_is_refused(empty: Client) -> None:
    """An old version does not work on tables that it does not know."""
    one = Migration(
        number=len(load_all()) + 1, name="x", up="CREATE VIEW v AS SELECT 1", down="DROP VIEW v"
    )
    migrator(empty, one).up()
    with pytest.raises(MigrationFailedError, match="does not know"):
        migrator(empty).up()


def test_a_failing_statement_is_shown(empty: Client) -> None:
    """The engine's refusal reaches the person; a second run tries again."""
    broken = Migration(number=len(load_all()) + 1, name="x", up="CREATE BANANA", down="SELECT 1")
    with pytest.raises(DatabaseError):
        migrator(empty, broken).up()
    with pytest.raises(DatabaseError):
        migrator(empty, broken).up()
