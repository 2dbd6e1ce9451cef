"""How our processes reach ClickHouse: one account each, one address, local or outside."""

import hashlib
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit, urlunsplit

from leitstand.deploy.settings import Home, Settings

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

    from leitstand.deploy.migrate import Migrator


class Account(StrEnum):
    """Users of ClickHouse; each holds the role of its own name (``tables/grants.sql``)."""

    ADMIN = "admin"
    """Migrations and repair; no process of the running system uses it."""
    WRITER = "writer"
    """The sink."""
    ANALYST = "analyst"
    """Reads everything: pages of data protection, accounting."""
    PIPELINES = "pipelines"
    """Reads everything, writes aggregates and published figures."""
    PUBLISHED = "published"
    """Reads published figures only: pages of departments and leadership."""


def password(home: Home, account: Account) -> str:
    """Return the password of an account (``LEITSTAND_CLICKHOUSE_<ACCOUNT>`` wins over its file)."""
    return home.secret(f"clickhouse_{account.value}")


def dsn(home: Home, settings: Settings, account: Account) -> str:
    """Return ``http://user:password@host:port/database``: a secret, for environments only."""
    parts = urlsplit(settings.clickhouse_url)
    user = f"{account.value}:{quote(password(home, account), safe='')}"
    return urlunsplit((parts.scheme, f"{user}@{parts.netloc}", f"/{settings.database}", "", ""))


def connect(home: Home, settings: Settings, account: Account, **options: Any) -> "Client":
    """Return a clickhouse-connect client of the installation's database.

    Raises the driver's OperationalError while ClickHouse is away.
    """
    # The driver's **kwargs carry no types.
    from clickhouse_connect import get_client  # pyright: ignore[reportUnknownVariableType]

    return get_client(dsn=dsn(home, settings, account), autogenerate_session_id=False, **options)


def migrator(home: Home, settings: Settings, cluster: str = "") -> "Migrator":
    """Return the migrator of the installation's database, as administrator."""
    from leitstand.deploy.migrate import Migrator
    from leitstand.schemas.tables.migration import Target, load_all

    target = Target(database=settings.database, cluster=cluster)
    return Migrator(connect(home, settings, Account.ADMIN), target, load_all())


def statements_for_server(home: Home, settings: Settings) -> list[str]:
    """Return what an administrator runs once on a ClickHouse server: users, then grants.

    Passwords appear as SHA-256 only; the administrator's account is yours to make.
    """
    from leitstand.schemas.tables.migration import grants

    users = [account for account in Account if account is not Account.ADMIN]
    created = [
        f"CREATE USER IF NOT EXISTS {account.value} IDENTIFIED WITH sha256_hash BY"
        f" '{hashlib.sha256(password(home, account).encode()).hexdigest()}'"
        for account in users
    ]
    database = f"CREATE DATABASE IF NOT EXISTS {settings.database}"
    return [database, *created, *grants(settings.database)]
