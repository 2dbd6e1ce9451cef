"""Loading, rendering and splitting of migrations."""

import pytest

from leitstand.schemas.tables.danger import dangers
from leitstand.schemas.tables.migration import (
    Migration,
    MigrationError,
    Target,
    assemble,
    grants,
    load_all,
    split,
)


def test_the_shipped_migrations_are_whole_and_harmless() -> None:
    """Numbers without gaps, a way back each, nothing dangerous on the way up."""
    assert [each.number for each in load_all()] == list(range(1, len(load_all()) + 1))
    assert dangers(load_all()) == []


def test_every_statement_goes_to_every_node() -> None:
    """The same files serve a cluster: DDL is distributed, engines are replicated."""
    target = Target(database="db", cluster="town")
    for migration in load_all():
        for statement in split(target.render(migration.up)) + split(target.render(migration.down)):
            assert "ON CLUSTER 'town'" in statement.sql
        assert "Replicated" in target.render(migration.up) or "ENGINE" not in migration.up


def test_one_node_needs_no_cluster() -> None:
    """Without a cluster nothing of it is left."""
    for migration in load_all():
        text = Target(database="db").render(migration.up)
        assert "CLUSTER" not in text
        assert "{{" not in text


@pytest.mark.parametrize(
    "names",
    [
        ["0001_a.up.sql"],
        ["0001_a.up.sql", "0001_a.down.sql", "0003_b.up.sql", "0003_b.down.sql"],
        ["0001_a.up.sql", "0001_a.down.sql", "0001_b.up.sql", "0001_b.down.sql"],
        ["1_a.up.sql"],
        ["0001_A.up.sql"],
    ],
)
def test_incomplete_sets_are_refused(names: list[str]) -> None:
    """A gap, a double, a missing way back, a name out of form."""
    with pytest.raises(MigrationError):
        assemble((name, "SELECT 1") for name in names)


def test_an_unknown_parameter_is_refused() -> None:
    """A spelling mistake would otherwise reach the database."""
    with pytest.raises(MigrationError, match="banana"):
        Target(database="db").render("{{banana}}")


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("SELECT 1; SELECT 2;", ["SELECT 1", "SELECT 2"]),
        ("SELECT ';' -- ; x\n; SELECT `a;b`", ["SELECT ';'", "SELECT `a;b`"]),
        ("/* ; */ SELECT 'it''s; \\'x'", ["SELECT 'it''s; \\'x'"]),
        (" ; ;\n-- only a comment\n", []),
    ],
)
def test_split(text: str, statements: list[str]) -> None:
    """Quotes and comments hide semicolons."""
    assert [each.sql for each in split(text)] == statements


DANGEROUS = [
    "ALTER TABLE t DROP COLUMN a",
    "alter table t\n drop  column if exists a",
    "ALTER TABLE t MODIFY ORDER BY (a, b)",
    "ALTER TABLE t DELETE WHERE 1",
    "ALTER TABLE t UPDATE a = 1 WHERE 1",
    "ALTER TABLE t MODIFY COLUMN a String",
    "ALTER TABLE t RENAME COLUMN a TO b",
    "ALTER TABLE t MODIFY TTL d + INTERVAL 1 DAY",
    "ALTER TABLE t DROP PARTITION 1",
    "DELETE FROM t WHERE 1",
    "DROP TABLE t",
    "TRUNCATE TABLE t",
    "RENAME TABLE a TO b",
    "CREATE MATERIALIZED VIEW v ENGINE = Memory POPULATE AS SELECT 1",
]
HARMLESS = [
    "ALTER TABLE t ADD COLUMN a String DEFAULT ''",
    "CREATE TABLE t (a String COMMENT 'DROP TABLE x') ENGINE = Memory",
    "CREATE VIEW v AS SELECT 1",
    "ALTER TABLE t ADD INDEX i a TYPE minmax",
]


def one(sql: str) -> Migration:
    return Migration(number=1, name="x", up=sql, down="DROP TABLE t")


@pytest.mark.parametrize("sql", DANGEROUS)
def test_dangerous_statements_are_found(sql: str) -> None:
    """Each is named; the way down may destroy."""
    (found,) = dangers([one(f"SELECT 1; {sql};")])
    assert (found.migration, found.statement) == ("0001_x", 2)


@pytest.mark.parametrize("sql", DANGEROUS)
def test_a_reason_lets_them_through(sql: str) -> None:
    """A person said why, directly above; an empty reason is none."""
    assert dangers([one(f"-- dangerous: nobody reads it since March\n{sql};")]) == []
    assert dangers([one(f"-- dangerous:\n{sql};")]) != []


@pytest.mark.parametrize("sql", DANGEROUS)
def test_a_reason_covers_one_statement(sql: str) -> None:
    """The next one needs its own."""
    assert dangers([one(f"-- dangerous: for this one\nSELECT 1; {sql};")]) != []


@pytest.mark.parametrize("sql", HARMLESS)
def test_harmless_statements_pass(sql: str) -> None:
    """Additions are what migrations are for."""
    assert dangers([one(sql)]) == []


def test_a_checksum_is_the_same_on_every_cluster() -> None:
    """It is taken before parameters are filled in."""
    text = "CREATE TABLE t {{on_cluster}} (a Int8) ENGINE = {{replicated}}MergeTree"
    assert one(text).checksum == one(text).checksum
    assert one(text).checksum != one(text + " ").checksum


def test_grants_name_the_database() -> None:
    """No grant reaches another database."""
    assert all(" ON town." in line or " ON * TO pipelines" in line for line in grants("town"))
