"""Migrations as data: loaded from the ``.sql`` files, rendered for one node or a cluster."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

_NAME = re.compile(r"^(?P<number>\d{4})_(?P<name>[a-z0-9_]+)\.(?P<way>up|down)\.sql$")
_PARAMETER = re.compile(r"\{\{(\w+)\}\}")


class MigrationError(Exception):
    """The migration files are not as they must be: a fault of ours, never of the database."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One numbered step; ``down`` undoes ``up``."""

    number: int
    name: str
    up: str
    down: str

    @property
    def checksum(self) -> str:
        """SHA-256 of the forward text as shipped, before parameters: the same on every cluster."""
        return hashlib.sha256(self.up.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where the tables go."""

    database: str
    cluster: str = ""
    """Name of the cluster; empty = one node."""

    def render(self, sql: str) -> str:
        """Fill in ``{{on_cluster}}``, ``{{replicated}}`` and ``{{database}}``."""
        values = {
            "on_cluster": f"ON CLUSTER '{self.cluster}'" if self.cluster else "",
            "replicated": "Replicated" if self.cluster else "",
            "database": self.database,
        }
        return _PARAMETER.sub(lambda match: _value(values, match.group(1)), sql)


def _value(values: dict[str, str], name: str) -> str:
    try:
        return values[name]
    except KeyError:
        message = f"unknown parameter {{{{{name}}}}}"
        raise MigrationError(message) from None


def load_all() -> tuple[Migration, ...]:
    """Return every migration, in order."""
    folder = files("leitstand.schemas.tables") / "migrations"
    return assemble(
        (entry.name, entry.read_text()) for entry in folder.iterdir() if entry.name.endswith(".sql")
    )


def assemble(entries: Iterable[tuple[str, str]]) -> tuple[Migration, ...]:
    """Pair the files; raise MigrationError for a gap, a double or a missing way back."""
    found: dict[tuple[int, str], dict[str, str]] = {}
    for file_name, text in entries:
        match = _NAME.match(file_name)
        if match is None:
            message = f"{file_name}: expected NNNN_name.up.sql or NNNN_name.down.sql"
            raise MigrationError(message)
        key = (int(match["number"]), match["name"])
        found.setdefault(key, {})[match["way"]] = text
    steps = sorted(found)
    if [number for number, _ in steps] != list(range(1, len(steps) + 1)):
        message = f"numbers must be 1, 2, 3 …, each once: {[number for number, _ in steps]}"
        raise MigrationError(message)
    return tuple(_migration(number, name, found[number, name]) for number, name in steps)


def _migration(number: int, name: str, ways: dict[str, str]) -> Migration:
    if set(ways) != {"up", "down"}:
        message = f"{number:04}_{name}: needs an up and a down file"
        raise MigrationError(message)
    return Migration(number=number, name=name, **ways)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement of a file."""

    sql: str
    """Without comments."""
    comment: str
    """The comments before and within it."""


def split(sql: str) -> list[Statement]:
    """Split a file at the semicolons that end statements.

    Semicolons and dashes inside quotes stay what they are.
    """
    found: list[Statement] = []
    text: list[str] = []
    comments: list[str] = []
    for match in _LEXEME.finditer(sql + ";"):
        lexeme = match.group()
        if lexeme.startswith(("--", "/*")):
            comments.append(lexeme)
        elif lexeme != ";":
            text.append(lexeme)
        elif body := "".join(text).strip():
            found.append(Statement(sql=body, comment="\n".join(comments)))
            text, comments = [], []
    return found


def grants(database: str) -> list[str]:
    """Return every statement of ``grants.sql`` for this database."""
    text = (files("leitstand.schemas.tables") / "grants.sql").read_text()
    return [found.sql for found in split(Target(database=database).render(text))]


_LEXEME = re.compile(
    r"--[^\n]*|/\*.*?\*/|'(?:[^'\\]|\\.|'')*'|`(?:[^`\\]|\\.)*`|\"(?:[^\"\\]|\\.)*\"|.", re.DOTALL
)
