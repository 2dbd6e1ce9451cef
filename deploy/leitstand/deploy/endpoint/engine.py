"""chDB behind a small interface: one connection per request, in the role of its account."""

# pyright: basic
# chDB's extension module carries no types.
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from leitstand.deploy.clickhouse import Account
from leitstand.deploy.endpoint.configuration import engine_configuration
from leitstand.deploy.endpoint.errors import ACCESS_DENIED, SYNTAX_ERROR, EndpointError
from leitstand.deploy.endpoint.joining import JOINERS, Joiner
from leitstand.deploy.endpoint.limits import LARGEST_GATHERED
from leitstand.deploy.endpoint.statement import Statement

_SETTING_NAME = re.compile(r"^[A-Za-z_][A-Za-z0-9_]*$")
_READ_ONLY, _MUTATING, _CONTROL = "READ_ONLY", "MUTATING", "CONTROL"
_PIECE = 1024 * 1024
"""Bytes handed to chDB at once."""


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

    @property
    def output(self) -> str | None:
        """Return the format of the result; ``None`` where the statement leaves it unclear."""
        return self.default_format if self.statement.output == "" else self.statement.output

    @property
    def joiner(self) -> Joiner | None:
        """Return what makes one result of blocks; ``None`` where it has to be made whole."""
        return JOINERS.get(self.output or "") if self.statement.is_select else None


@dataclass(slots=True, kw_only=True)
class Counts:
    """What a statement did so far."""

    rows_read: int = 0
    bytes_read: int = 0
    rows_written: int = 0
    bytes_written: int = 0
    seconds: float = 0.0


class Running:
    """One statement under way, on a connection of its own. To be closed in any case.

    One thread at a time reads its pieces; ``cancel`` may come from any other meanwhile.
    """

    def __init__(self, connection: Any, order: Order, *, reads: bool, cancel: Callable[[], None]):
        self.counts = Counts()
        self.reads = reads
        """It changes nothing: whoever no longer waits for its result may cancel it."""
        self.output = order.output or "Unknown"
        self.cancel = cancel
        """Ends it: the next piece raises. Harmless when it has ended already."""
        self._connection = connection
        self._order = order

    def pieces(self) -> Iterator[bytes]:
        """Yield the result; raises EndpointError with the engine's code and text."""
        try:
            yield from self._pieces()
        except RuntimeError as error:
            raise EndpointError.of_engine(error) from None

    def close(self) -> None:
        """Give up the connection, and with it what still runs on it."""
        self._connection.close()

    def _pieces(self) -> Iterator[bytes]:
        if self._order.statement.data_format:
            self._insert(self._order.statement)
        elif self._order.joiner and self.reads:
            yield from self._order.joiner(self._blocks())
        else:
            yield self._whole()

    def _blocks(self) -> Iterator[bytes]:
        sql, parameters = self._order.statement.sql, dict(self._order.parameters)
        result = self._connection.send_query(sql, self._order.default_format, params=parameters)
        while True:
            block = self._connection.streaming_fetch_result(result)
            if not (document := block.bytes()):
                return
            self._count(block)
            yield document

    def _whole(self) -> bytes:
        sql, parameters = self._order.statement.sql, dict(self._order.parameters)
        result = self._connection.query(sql, self._order.default_format, params=parameters)
        self._count(result)
        body: bytes = result.bytes()
        return body

    def _insert(self, statement: Statement) -> None:
        inserter = self._connection.send_insert(statement.sql, statement.data_format)
        data = memoryview(statement.data)
        try:
            for begin in range(0, len(data), _PIECE):
                self._connection.insert_append(inserter, bytes(data[begin : begin + _PIECE]))
        except RuntimeError:
            self._connection.insert_cancel(inserter)
            raise
        done = self._connection.insert_done(inserter)
        self.counts.rows_written = done.rows_written()
        self.counts.bytes_written = done.bytes_written()
        self.counts.seconds = done.elapsed()

    def _count(self, result: Any) -> None:
        self.counts.rows_read = result.storage_rows_read()
        self.counts.bytes_read = result.storage_bytes_read()
        self.counts.rows_written = result.rows_written()
        self.counts.bytes_written = result.bytes_written()
        self.counts.seconds = result.elapsed()


class Engine:
    """The process's one database; thread-safe, because every order has its own connection."""

    def __init__(self, directory: Path, database: str) -> None:
        from chdb import _chdb

        self._chdb: Any = _chdb
        self.directory = directory
        """Where everything of ours lies, and results that wait on disk."""
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

    def run(self, order: Order) -> Running:
        """Begin one statement; raise EndpointError with the engine's code and text."""
        connection = self._chdb.connect(self._location)
        try:
            reads = self._judge(connection, order)
            mark = uuid.uuid4().hex
            connection.query(_preamble(order, _settings(order, mark, reads=reads)))
        except RuntimeError as error:
            connection.close()
            raise EndpointError.of_engine(error) from None
        except BaseException:
            connection.close()
            raise
        return Running(connection, order, reads=reads, cancel=partial(self._kill, mark))

    def _kill(self, mark: str) -> None:
        """End a statement from outside: one that has no block to show listens to nothing else."""
        kill = f"KILL QUERY WHERE Settings['log_comment'] = '{mark}' ASYNC"
        with closing(self._chdb.connect(self._location)) as connection, suppress(RuntimeError):
            connection.query(kill)

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

    def _judge(self, connection: Any, order: Order) -> bool:
        """Return whether the statement only reads.

        Refuse more than one statement, and control statements of anyone but the administrator.

        This is what keeps a request in its role: a second statement could choose another one.
        """
        found = connection.classify_query(order.statement.whole)
        count = found["statement_count"]
        kind: str = found["query_class"].name
        if count == 0:
            self._explain_syntax(connection, order.statement.whole)
        if count != 1:
            raise EndpointError.refused(
                SYNTAX_ERROR, "Syntax error: Multi-statements are not allowed", "SYNTAX_ERROR"
            )
        allowed = order.account is Account.ADMIN if kind == _CONTROL else kind == _MUTATING
        if kind != _READ_ONLY and (order.read_only or not allowed):
            raise EndpointError.refused(
                ACCESS_DENIED, f"{order.account.value}: Not enough privileges.", "ACCESS_DENIED"
            )
        return kind == _READ_ONLY

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


def _settings(order: Order, mark: str, *, reads: bool) -> dict[str, str]:
    limit = {} if order.joiner or not reads else {"max_result_bytes": str(LARGEST_GATHERED)}
    return {**limit, **order.settings, "log_comment": mark}


def _preamble(order: Order, settings: Mapping[str, str]) -> str:
    """Database, settings, and last the role: from there on the engine guards."""
    steps = [f"USE {identifier(order.database)}"] if order.database else []
    steps.append("SET " + ", ".join(_assignment(*item) for item in settings.items()))
    return "; ".join([*steps, f"SET ROLE {order.account.value}"])


def _assignment(name: str, value: str) -> str:
    if not _SETTING_NAME.match(name):
        raise EndpointError.refused(115, "Unknown setting.", "UNKNOWN_SETTING")
    return f"{name} = {literal(value)}"
