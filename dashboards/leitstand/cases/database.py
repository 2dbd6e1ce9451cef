"""One database behind the case register: connections, transactions, and nothing of cases."""

from collections.abc import Generator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import InterfaceError, OperationalError, ProgrammingError
from sqlalchemy.pool import ConnectionPoolEntry

from leitstand.cases.errors import StoreUnavailableError

_BUSY_SECONDS = 30
"""A writer of ours needs milliseconds; this only bounds a stuck one."""


class Database:
    """Opens SQLite in WAL mode with durable commits, or PostgreSQL, by SQLAlchemy URL."""

    def __init__(self, url: str) -> None:
        # Hidden parameters: remarks of people must not get into a log by way of an error.
        self._engine = sa.create_engine(url, pool_pre_ping=True, hide_parameters=True)
        self.dialect = self._engine.dialect.name
        if self.dialect == "sqlite":
            event.listen(self._engine, "connect", _prepare_sqlite)
            event.listen(self._engine, "begin", _begin_sqlite)
        self._writing = self._engine.execution_options(leitstand_writes=True)
        self._reading = self._engine
        if self.dialect == "postgresql":
            # A case and its timeline are read by several queries that have to fit together.
            self._reading = self._engine.execution_options(isolation_level="REPEATABLE READ")

    @contextmanager
    def reading(self) -> Generator[sa.Connection, None, None]:
        """Give a connection in one consistent view; raises StoreUnavailableError."""
        with _translated(), self._reading.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Generator[sa.Connection, None, None]:
        """Give a transaction that is durable on leaving, or undone when it raises.

        Raises StoreUnavailableError.
        """
        with _translated(), self._writing.begin() as connection:
            yield connection

    def close(self) -> None:
        """Give up all connections."""
        self._engine.dispose()


@contextmanager
def _translated() -> Generator[None, None, None]:
    try:
        yield
    except (OperationalError, InterfaceError, ProgrammingError) as error:
        # Only the class: a driver's message may quote values.
        message = f"case store: {type(error.orig).__name__}"
        raise StoreUnavailableError(message) from None


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # Python's driver would begin transactions by itself, and late: see _begin_sqlite.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={_BUSY_SECONDS * 1000}",
        "journal_mode=WAL",
        # The offset is committed to Kafka after this transaction: it must survive a power cut.
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    # A writer takes the lock at once: a read lock that has to be upgraded fails without waiting.
    writes = connection.get_execution_options().get("leitstand_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
