"""Refuses migrations that lose data or block a running system, unless a person said why.

A statement is let through by a comment directly above it: ``-- dangerous: <reason>``.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from leitstand.schemas.tables.migration import Migration, split

_PERMIT = re.compile(r"--\s*dangerous:\s*\S{3,}", re.IGNORECASE)

_DANGERS = {
    r"\bALTER\b.*\bDROP\s+COLUMN\b": "drops a column: rows of running writers no longer fit",
    r"\bALTER\b.*\bRENAME\s+COLUMN\b": "renames a column: running writers and readers break",
    r"\bALTER\b.*\bMODIFY\s+COLUMN\b": "rewrites a column: blocks the table while it runs",
    r"\bALTER\b.*\bMODIFY\s+ORDER\s+BY\b": "changes the sorting key: deduplication changes with it",
    r"\bALTER\b.*\bMODIFY\s+TTL\b": "changes retention: rows may vanish at once",
    r"\bALTER\b.*\bDELETE\s+WHERE\b": "deletes rows by a mutation",
    r"\bALTER\b.*\bUPDATE\b.*\bWHERE\b": "changes rows by a mutation: the past is rewritten",
    r"\bALTER\b.*\b(DROP|DETACH|CLEAR|REPLACE)\s+PARTITION\b": "takes a partition away",
    r"^\s*DELETE\s+FROM\b": "deletes rows",
    r"^\s*UPDATE\b": "changes rows: the past is rewritten",
    r"^\s*(DROP|DETACH)\s+(TABLE|DATABASE|VIEW)\b": "takes a table away on the way up",
    r"^\s*TRUNCATE\b": "empties a table",
    r"^\s*(RENAME|EXCHANGE)\b": "renames a table: running writers and readers break",
    r"\bPOPULATE\b": "misses the rows that are written while it runs",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Danger:
    """One statement that must not go out as it is."""

    migration: str
    statement: int
    """From 1."""
    why: str


def dangers(migrations: Iterable[Migration]) -> list[Danger]:
    """Return what is dangerous on the way up and not permitted; the way down always destroys."""
    return [
        Danger(migration=f"{migration.number:04}_{migration.name}", statement=number, why=why)
        for migration in migrations
        for number, statement in enumerate(split(migration.up), 1)
        if not _PERMIT.search(statement.comment)
        for why in _reasons(statement.sql)
    ]


def _reasons(sql: str) -> list[str]:
    return [
        why
        for pattern, why in _DANGERS.items()
        if re.search(pattern, _without_strings(sql), re.IGNORECASE | re.DOTALL)
    ]


def _without_strings(sql: str) -> str:
    return re.sub(r"'(?:[^'\\]|\\.|'')*'", "''", sql)
