"""Runs the migrations of the tables, forwards and backwards, and remembers how far it came.

ClickHouse has no transactional DDL. So every statement is recorded before and after it ran, and a
run that was interrupted goes on at the statement where it stopped.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from leitstand.schemas.tables.danger import dangers
from leitstand.schemas.tables.migration import Migration, Target, split

_ALREADY_EXISTS = "(TABLE_ALREADY_EXISTS)"
_IS_GONE = "(UNKNOWN_TABLE)"

_LOG = """\
CREATE TABLE IF NOT EXISTS schema_migrations {{on_cluster}}
(
    written_ns UInt64,
    number UInt32,
    name String,
    way LowCardinality(String) COMMENT 'up | down',
    checksum String,
    statement UInt32 COMMENT 'statements that are done',
    statements UInt32
)
ENGINE = {{replicated}}MergeTree
ORDER BY written_ns
"""


class MigrationFailedError(Exception):
    """The tables are not what we know; nothing was changed by this check. A person has to look."""


class Way(StrEnum):
    """Direction."""

    UP = "up"
    DOWN = "down"


class Database(Protocol):
    """What is needed of a ClickHouse client, in the database of the tables."""

    def command(self, cmd: str, /) -> Any:
        """Run a statement."""
        ...

    def query(self, query: str, /) -> Any:
        """Run a query; ``result_rows`` of what it returns are tuples."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """The newest entry about one migration."""

    number: int
    name: str
    way: Way
    checksum: str
    statement: int
    statements: int

    @property
    def complete(self) -> bool:
        """Whether it ran to its end."""
        return self.statement == self.statements

    @property
    def stands(self) -> bool:
        """Whether its tables exist, at least in part."""
        return self.way is Way.UP or not self.complete


class Migrator:
    """Brings one database to a number."""

    def __init__(
        self,
        database: Database,
        target: Target,
        migrations: Sequence[Migration],
        now_ns: Callable[[], int] = time.time_ns,
    ) -> None:
        self._database = database
        self._target = target
        self._migrations = {migration.number: migration for migration in migrations}
        self._now_ns = now_ns

    def status(self) -> list[Applied]:
        """Return the newest entry of every migration that was ever begun, in order."""
        self._database.command(self._target.render(_LOG))
        rows = self._database.query(
            "SELECT number, argMax((name, way, checksum, statement, statements), written_ns)"
            " FROM schema_migrations GROUP BY number ORDER BY number"
        ).result_rows
        return [
            Applied(
                number=number,
                name=entry[0],
                way=Way(entry[1]),
                checksum=entry[2],
                statement=entry[3],
                statements=entry[4],
            )
            for number, entry in rows
        ]

    def up(self) -> list[str]:
        """Apply what is missing; return the names of what ran.

        Raises MigrationFailedError when the database has what we do not know, or something else.
        """
        self._refuse_dangers()
        applied = {entry.number: entry for entry in self.status()}
        self._check(applied)
        return [
            self._run(migration, Way.UP, applied.get(number))
            for number, migration in sorted(self._migrations.items())
            if not _is_done(applied.get(number), Way.UP)
        ]

    def down(self, number: int) -> list[str]:
        """Undo everything above ``number``, newest first; return the names of what ran."""
        applied = {entry.number: entry for entry in self.status()}
        self._check(applied)
        return [
            self._run(self._migrations[above], Way.DOWN, entry)
            for above, entry in sorted(applied.items(), reverse=True)
            if above > number and entry.stands
        ]

    def _refuse_dangers(self) -> None:
        if found := dangers(self._migrations.values()):
            first = found[0]
            message = f"{first.migration}, statement {first.statement}: {first.why}"
            raise MigrationFailedError(message)

    def _check(self, applied: dict[int, Applied]) -> None:
        standing = [entry for entry in applied.values() if entry.stands]
        for entry in standing:
            ours = self._migrations.get(entry.number)
            label = f"{entry.number:04}_{entry.name}"
            if ours is None:
                message = f"{label} is in the database, but this version does not know it"
                raise MigrationFailedError(message)
            if ours.checksum != entry.checksum:
                message = f"{label} was changed after it had been applied"
                raise MigrationFailedError(message)
        numbers = sorted(entry.number for entry in standing)
        if numbers != list(range(1, len(numbers) + 1)):
            message = f"applied out of order: {numbers}"
            raise MigrationFailedError(message)

    def _run(self, migration: Migration, way: Way, before: Applied | None) -> str:
        """Run the statements of one file from where the last run stopped."""
        text = migration.up if way is Way.UP else migration.down
        steps = split(self._target.render(text))
        resumed = before is not None and before.way is way and not before.complete
        begin = before.statement if before is not None and resumed else 0
        self._note(migration, way, begin, len(steps))
        for index, step in enumerate(steps[begin:], begin):
            self._command(step.sql, tolerant=resumed and index == begin)
            self._note(migration, way, index + 1, len(steps))
        return f"{migration.number:04}_{migration.name}"

    def _command(self, sql: str, *, tolerant: bool) -> None:
        """Run one; ``tolerant`` where it may have run already before an interruption."""
        try:
            self._database.command(sql)
        except Exception as error:
            if not (tolerant and any(text in str(error) for text in (_ALREADY_EXISTS, _IS_GONE))):
                raise

    def _note(self, migration: Migration, way: Way, statement: int, statements: int) -> None:
        self._database.command(
            "INSERT INTO schema_migrations VALUES"  # noqa: S608 - numbers and our own names
            f" ({self._now_ns()}, {migration.number}, '{migration.name}', '{way.value}',"
            f" '{migration.checksum}', {statement}, {statements})"
        )


def _is_done(entry: Applied | None, way: Way) -> bool:
    return entry is not None and entry.way is way and entry.complete
