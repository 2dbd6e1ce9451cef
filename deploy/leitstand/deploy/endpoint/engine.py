"""chDB behind a small interface: one connection per request, in the role of its account."""

# pyright: basic
# chDB's extension module carries no types.
import re
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from leitstand.deploy.clickhouse import Account
from leitstand.deploy.endpoint.configuration import engine_configuration
from leitstand.deploy.endpoint.errors import ACCESS_DENIED, SYNTAX_ERROR, EndpointError
from leitstand.deploy.endpoint.statement import Statement

_SETTING_NAME = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*$")
_READ_ONLY, _MUTATING, _CONTROL = "READ_ONLY", "MUTATING", "CONTROL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One statement to run."""

    statement: Statement
    account: Account
    database: str = ""
    read_only: bool = False
    default_format: str = "TabSeparated"
    settings: Mapping[str, str] = field(default_factory=dict[str, str])
    parameters: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came out."""

    body: bytes = b""
    rows_read: int = 0
    bytes_read: int = 0
    rows_written: int = 0
    bytes_written: int = 0
    seconds: float = 0.0


class Engine:
    """The process's one database; thread-safe, because every order has its own connection."""

    def __init__(self, directory: Path, database: str) -> None:
        from chdb import _chdb

        self._chdb: Any = _chdb
        self._location = str(directory / "store")
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        configuration = directory / "config.xml"
        # Our process handles its signals itself: a crash handler of the engine would swallow them.
        self._chdb.set_signal_handlers_enabled(0)
        configuration.write_text(
            engine_configuration(database, str(configuration), self._system_tables())
        )
        self._root: Any = self._chdb.connect(f"{self._location}?config-file={configuration}")
        self._check_roles()
        self._root.query(f"CREATE DATABASE IF NOT EXISTS {identifier(database)}")

    def close(self) -> None:
        """Flush and release the data directory."""
        self._root.close()

    def run(self, order: Order) -> Result:
        """Run one statement; raise EndpointError with the engine's code and text."""
        with closing(self._chdb.connect(self._location)) as connection:
            try:
                self._judge(connection, order)
                connection.query(_preamble(order))
                return _execute(connection, order)
            except RuntimeError as error:
                raise EndpointError.of_engine(error) from None

    def _system_tables(self) -> list[str]:
        with closing(self._chdb.connect(":memory:")) as empty:
            names = empty.query("SELECT name FROM system.tables WHERE database = 'system'", "TSV")
            return sorted(names.bytes().decode().split())

    def _check_roles(self) -> None:
        """Refuse to serve if the engine did not take our roles (it ignores what it cannot read)."""
        text = self._root.query("SELECT toString(arraySort(currentRoles()))", "RawBLOB").bytes()
        expected = "[" + ",".join(f"'{name}'" for name in sorted(Account)) + "]"
        if text.decode() != expected:
            message = "the engine did not load its access configuration"
            raise RuntimeError(message)

    def _judge(self, connection: Any, order: Order) -> None:
        """Refuse more than one statement, and control statements of anyone but the administrator.

        This is what keeps a request in its role: a second statement could choose another one.
        """
        found = connection.classify_query(order.statement.whole)
        count, kind = found["statement_count"], found["query_class"].name
        if count == 0:
            self._explain_syntax(connection, order.statement.whole)
        if count != 1:
            raise EndpointError.refused(
                SYNTAX_ERROR, "Syntax error: Multi-statements are not allowed", "SYNTAX_ERROR"
            )
        if kind == _READ_ONLY or (kind == _MUTATING and not order.read_only):
            return
        if kind != _CONTROL or order.account is not Account.ADMIN or order.read_only:
            raise EndpointError.refused(
                ACCESS_DENIED, f"{order.account.value}: Not enough privileges.", "ACCESS_DENIED"
            )

    def _explain_syntax(self, connection: Any, sql: str) -> None:
        """Let the parser say what is wrong, without any chance that it runs."""
        connection.query("SELECT formatQuery({q:String})", params={"q": _escaped(sql)})


def identifier(name: str) -> str:
    """Return a quoted identifier."""
    return "`" + name.replace("\\", "\\\\").replace("`", "\\`") + "`"


def literal(value: str) -> str:
    """Return a quoted string."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


def _preamble(order: Order) -> str:
    """Database, settings, and last the role: from there on the engine guards."""
    steps = [f"USE {identifier(order.database)}"] if order.database else []
    if order.settings:
        steps.append("SET " + ", ".join(_assignment(*item) for item in order.settings.items()))
    return "; ".join([*steps, f"SET ROLE {order.account.value}"])


def _assignment(name: str, value: str) -> str:
    if not _SETTING_NAME.match(name):
        raise EndpointError.refused(115, "Unknown setting.", "UNKNOWN_SETTING")
    return f"{name} = {literal(value)}"


def _execute(connection: Any, order: Order) -> Result:
    if order.statement.data_format:
        return _insert(connection, order.statement)
    result = connection.query(
        order.statement.sql, order.default_format, params=dict(order.parameters)
    )
    return Result(
        body=result.bytes(),
        rows_read=result.storage_rows_read(),
        bytes_read=result.storage_bytes_read(),
        rows_written=result.rows_written(),
        bytes_written=result.bytes_written(),
        seconds=result.elapsed(),
    )


def _insert(connection: Any, statement: Statement) -> Result:
    inserter = connection.send_insert(statement.sql, statement.data_format)
    try:
        connection.insert_append(inserter, statement.data)
    except RuntimeError:
        connection.insert_cancel(inserter)
        raise
    done = connection.insert_done(inserter)
    return Result(
        rows_written=done.rows_written(), bytes_written=done.bytes_written(), seconds=done.elapsed()
    )
