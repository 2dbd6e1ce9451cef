"""Sessions live on the server: the browser holds a random number, the store only its hash.

Two limits end a session: 30 minutes without a page, 10 hours in any case. Failed sign-ins are
counted beside them, so that neither a restart nor a second web process forgets them.
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, timedelta

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    delete,
    func,
    select,
)

from leitstand.schemas.clock import Clock

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=10)
TOUCH_EVERY = timedelta(seconds=60)
"""How stale the last visit may be on disk; saves a write per page."""
FAILURE_WINDOW = timedelta(minutes=15)
FAILURES_PER_ACCOUNT = 5
FAILURES_IN_ALL = 200

_METADATA = MetaData()
_SESSIONS = Table(
    "web_sessions",
    _METADATA,
    Column("id_hash", String(64), primary_key=True),
    Column("account", String(128), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("created_ms", BigInteger, nullable=False),
    Column("seen_ms", BigInteger, nullable=False),
)
_FAILURES = Table(
    "web_sign_in_failures",
    _METADATA,
    Column("id", Integer, primary_key=True),
    Column("account_hash", String(64), nullable=False, index=True),
    Column("at_ms", BigInteger, nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A signed-in browser."""

    key: str
    """SHA-256 of the number in the cookie."""
    account: str
    csrf: str
    """Goes into every form; a POST without it is refused."""


def open_engine(url: str) -> Engine:
    """Return the database of the sessions; SQLite waits for another writer instead of failing."""
    options = {"timeout": 30} if url.startswith("sqlite") else {}
    return create_engine(url, connect_args=options, pool_pre_ping=True)


class SessionStore:
    """Sessions and failed sign-ins in one SQL database."""

    def __init__(
        self, engine: Engine, clock: Clock, token: Callable[[], str] = secrets.token_urlsafe
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._token = token
        _METADATA.create_all(engine)

    def open(self, account: str) -> tuple[str, Session]:
        """Return the number for the cookie and the new session; sweeps out dead ones."""
        number, now = self._token(), self._now()
        session = Session(key=_hash(number), account=account, csrf=_hash(self._token()))
        with self._engine.begin() as connection:
            connection.execute(_SESSIONS.delete().where(_dead(now)))
            connection.execute(
                _SESSIONS.insert().values(
                    id_hash=session.key,
                    account=account,
                    csrf=session.csrf,
                    created_ms=now,
                    seen_ms=now,
                )
            )
        return number, session

    def find(self, number: str, *, touch: bool = True) -> Session | None:
        """Return the living session of that number; with ``touch`` the idle limit starts anew."""
        key, now = _hash(number), self._now()
        with self._engine.connect() as connection:
            row = connection.execute(
                select(_SESSIONS).where(_SESSIONS.c.id_hash == key, ~_dead(now))
            ).one_or_none()
        if row is None:
            return None
        if touch and now - row.seen_ms >= _milliseconds(TOUCH_EVERY):
            with self._engine.begin() as connection:
                connection.execute(
                    _SESSIONS.update().where(_SESSIONS.c.id_hash == key).values(seen_ms=now)
                )
        return Session(key=key, account=row.account, csrf=row.csrf)

    def close(self, session: Session) -> None:
        """End the session; its number is worth nothing from here on."""
        with self._engine.begin() as connection:
            connection.execute(delete(_SESSIONS).where(_SESSIONS.c.id_hash == session.key))

    def may_try(self, account: str) -> bool:
        """Say whether another sign-in attempt is allowed now, for this account and at all."""
        since = self._now() - _milliseconds(FAILURE_WINDOW)
        recent = select(func.count()).select_from(_FAILURES).where(_FAILURES.c.at_ms > since)
        with self._engine.connect() as connection:
            in_all = connection.execute(recent).scalar_one()
            own = connection.execute(
                recent.where(_FAILURES.c.account_hash == _hash(account))
            ).scalar_one()
        return own < FAILURES_PER_ACCOUNT and in_all < FAILURES_IN_ALL

    def failed(self, account: str) -> None:
        """Remember a failed attempt, by the hash of what was typed, which may be anything."""
        now = self._now()
        with self._engine.begin() as connection:
            connection.execute(
                delete(_FAILURES).where(_FAILURES.c.at_ms <= now - _milliseconds(FAILURE_WINDOW))
            )
            connection.execute(_FAILURES.insert().values(account_hash=_hash(account), at_ms=now))

    def succeeded(self, account: str) -> None:
        """Forget the failures of an account whose owner is in."""
        with self._engine.begin() as connection:
            connection.execute(delete(_FAILURES).where(_FAILURES.c.account_hash == _hash(account)))

    def _now(self) -> int:
        return int(self._clock().astimezone(UTC).timestamp() * 1000)


def _dead(now: int) -> ColumnElement[bool]:
    idle = _SESSIONS.c.seen_ms <= now - _milliseconds(IDLE)
    return idle | (_SESSIONS.c.created_ms <= now - _milliseconds(ABSOLUTE))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _milliseconds(span: timedelta) -> int:
    return span // timedelta(milliseconds=1)
