"""Roles of the engine, made from the grants."""

from xml.etree import ElementTree

from leitstand.deploy.clickhouse import Account
from leitstand.deploy.endpoint.configuration import engine_configuration, grants_of
from leitstand.schemas.tables.migration import grants


def test_every_grant_belongs_to_one_account() -> None:
    """No line of grants.sql is lost on the way, none is for an account that does not exist."""
    taken = [line for a in Account if a is not Account.ADMIN for line in grants_of(a, "db")]
    assert len(taken) == len(grants("db"))


def test_published_may_read_published_only() -> None:
    """The shortest list there is."""
    assert grants_of(Account.PUBLISHED, "db") == ["GRANT SELECT ON db.published_*"]


def test_an_unknown_system_table_is_closed() -> None:
    """A new version of the engine brings new tables; they are closed until somebody looked."""
    root = ElementTree.fromstring(engine_configuration("db", "/x", ["settings", "brand_new"]))  # noqa: S314 - our own text
    filters = root.findall("users/default/databases/system/*")
    assert [each.tag for each in filters] == ["brand_new"]
