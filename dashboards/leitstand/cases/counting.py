"""Counters that grow by one inside a transaction, without gaps and without repeats."""

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from leitstand.cases.tables import counters
from leitstand.cases.vocabulary import Kind

CHANGES = "changes"

PREFIXES: dict[Kind, str] = {
    Kind.FINDING: "PF",
    Kind.UNCERTAIN: "UT",
    Kind.INVITATION: "EL",
    Kind.GAP: "LK",
}
"""Prüffall, unsicherer Treffer, Einladung, Lücke: only what a person has to examine counts as a case."""


def next_value(connection: sa.Connection, tenant: str, name: str) -> int:
    """Add one and return the sum; others wait for the end of this transaction to do the same."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    insert = dialect.insert(counters).values(tenant=tenant, name=name, value=1)
    statement = insert.on_conflict_do_update(
        index_elements=[counters.c.tenant, counters.c.name],
        set_={"value": counters.c.value + 1},
    ).returning(counters.c.value)
    return int(connection.execute(statement).scalar_one())


def next_number(connection: sa.Connection, tenant: str, kind: Kind, year: int) -> str:
    """Return the next public number, as ``PF-2026-0001``."""
    series = f"{PREFIXES[kind]}-{year}"
    return f"{series}-{next_value(connection, tenant, series):04d}"
