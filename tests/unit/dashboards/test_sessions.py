"""Sessions end by themselves; failed attempts are counted across restarts."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

import pytest

from leitstand.dashboards.sessions import (
    ABSOLUTE,
    FAILURE_WINDOW,
    FAILURES_IN_ALL,
    FAILURES_PER_ACCOUNT,
    IDLE,
    SessionStore,
    open_engine,
)


class Clock(Protocol):
    def __call__(self) -> datetime: ...

    def move(self, span: timedelta) -> None: ...


@pytest.fixture
def database(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'sessions.sqlite'}"


@pytest.fixture
def opened(database: str, clock: Clock) -> Iterator[Callable[[], SessionStore]]:
    engines = []

    def open_store() -> SessionStore:
        engine = open_engine(database)
        engines.append(engine)
        return SessionStore(engine, clock)

    yield open_store
    for engine in engines:
        engine.dispose()


@pytest.fixture
def store(opened: Callable[[], SessionStore]) -> SessionStore:
    return opened()


def test_a_session_is_found_by_its_number(store: SessionStore) -> None:
    """The number of the cookie leads to the account."""
    number, session = store.open("dsb")
    assert store.find(number) == session


def test_a_made_up_number_finds_nothing(store: SessionStore) -> None:
    """Numbers cannot be guessed, and the stored hash is not one."""
    _, session = store.open("dsb")
    assert store.find(session.key) is None


def test_the_number_is_not_in_the_database(store: SessionStore, tmp_path: Path) -> None:
    """Who reads the database cannot use the sessions in it."""
    number, _ = store.open("dsb")
    assert all(number.encode() not in file.read_bytes() for file in tmp_path.iterdir())


def test_a_session_survives_a_restart(
    store: SessionStore, opened: Callable[[], SessionStore]
) -> None:
    """A killed web process throws nobody out."""
    number, session = store.open("dsb")
    assert opened().find(number) == session


def test_a_closed_session_is_gone(store: SessionStore) -> None:
    """Signing out is final."""
    number, session = store.open("dsb")
    store.close(session)
    assert store.find(number) is None


def test_a_session_ends_when_nobody_looks(store: SessionStore, clock: Clock) -> None:
    """The idle limit."""
    number, _ = store.open("dsb")
    clock.move(IDLE)
    assert store.find(number) is None


def test_looking_keeps_a_session_alive(store: SessionStore, clock: Clock) -> None:
    """Each page starts the idle limit anew."""
    number, _ = store.open("dsb")
    for _ in range(3):
        clock.move(IDLE - timedelta(seconds=1))
        assert store.find(number) is not None


def test_a_live_page_alone_does_not_keep_a_session_alive(store: SessionStore, clock: Clock) -> None:
    """A forgotten window is no reader."""
    number, _ = store.open("dsb")
    clock.move(IDLE - timedelta(seconds=1))
    assert store.find(number, touch=False) is not None
    clock.move(timedelta(seconds=1))
    assert store.find(number, touch=False) is None


def test_a_session_ends_in_any_case(store: SessionStore, clock: Clock) -> None:
    """The absolute limit."""
    number, _ = store.open("dsb")
    for _ in range(int(ABSOLUTE / timedelta(minutes=20))):
        assert store.find(number) is not None
        clock.move(timedelta(minutes=20))
    assert store.find(number) is None


def test_too_many_failures_stop_an_account(store: SessionStore) -> None:
    """The account, not the others."""
    for _ in range(FAILURES_PER_ACCOUNT):
        assert store.may_try("dsb")
        store.failed("dsb")
    assert not store.may_try("dsb")
    assert store.may_try("cdo")


def test_a_stopped_account_may_try_again_later(store: SessionStore, clock: Clock) -> None:
    """Nobody is locked out for good."""
    for _ in range(FAILURES_PER_ACCOUNT):
        store.failed("dsb")
    clock.move(FAILURE_WINDOW)
    assert store.may_try("dsb")


def test_failures_survive_a_restart(
    store: SessionStore, opened: Callable[[], SessionStore]
) -> None:
    """Killing the process gives no new attempts."""
    for _ in range(FAILURES_PER_ACCOUNT):
        store.failed("dsb")
    assert not opened().may_try("dsb")


def test_success_forgets_the_failures(store: SessionStore) -> None:
    """Who is in has proven it."""
    store.failed("dsb")
    store.succeeded("dsb")
    for _ in range(FAILURES_PER_ACCOUNT - 1):
        store.failed("dsb")
    assert store.may_try("dsb")


def test_guessing_over_many_accounts_is_stopped_too(store: SessionStore) -> None:
    """One password tried on everybody."""
    for number in range(FAILURES_IN_ALL):
        store.failed(f"account-{number}")
    assert not store.may_try("dsb")


def test_what_was_typed_as_account_is_not_stored(store: SessionStore, tmp_path: Path) -> None:
    """It may be a password in the wrong field."""
    store.failed("mein-kennwort-42")
    assert all(b"mein-kennwort" not in file.read_bytes() for file in tmp_path.iterdir())
