"""Bringing the tables of the case register to this version; the steps are in ``migrations``."""

from importlib.resources import files

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from leitstand.cases.database import Database
from leitstand.cases.errors import StoreOutdatedError

_LOCK = 0x6C65_6974
"""Any number that no other program of the same PostgreSQL database uses for its own lock."""


def migrate(url: str, revision: str = "head") -> None:
    """Bring the tables to ``revision``, forwards or back; two processes at once do it one by one.

    Raises StoreUnavailableError.
    """
    database = Database(url)
    try:
        with database.writing() as connection:
            if database.dialect == "postgresql":
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            _move(connection, revision)
    finally:
        database.close()


def require_current(url: str) -> None:
    """Raise StoreOutdatedError unless the tables are those of this version."""
    database = Database(url)
    try:
        with database.reading() as connection:
            found = MigrationContext.configure(connection).get_current_revision()
    finally:
        database.close()
    wanted = ScriptDirectory.from_config(_config()).get_current_head()
    if found != wanted:
        message = f"case store: tables are at {found}, this version needs {wanted}"
        raise StoreOutdatedError(message)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("leitstand.cases") / "migrations"))
    return config


def _move(connection: sa.Connection, revision: str) -> None:
    config = _config()
    config.attributes["connection"] = connection
    known = [step.revision for step in ScriptDirectory.from_config(config).walk_revisions()]
    current = MigrationContext.configure(connection).get_current_revision()
    back = revision == "base" or (
        current in known and revision in known and known.index(current) < known.index(revision)
    )
    (command.downgrade if back else command.upgrade)(config, revision)
