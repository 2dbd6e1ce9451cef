"""A worker begins with a whole release and moves to newer ones by itself."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from leitstand.broker.ports import BrokerUnavailableError
from leitstand.register import NoReleaseError, RegisterDamagedError
from leitstand.streams.register_follower import RegisterFollower

LIMIT_S = 30.0


class Reader:
    """Does what a script says: raises, or moves to the release of that number."""

    def __init__(self, start: list[Exception | int], refresh: list[Exception | int]) -> None:
        self._start, self._refresh = iter(start), iter(refresh)
        self.finished = threading.Event()
        self.view: Any = None

    def start(self) -> None:
        self._do(next(self._start))

    def refresh(self, *, timeout_s: float) -> bool:
        step = next(self._refresh, None)
        if step is None:
            self.finished.set()
            threading.Event().wait(0.01)
            return False
        self._do(step)
        return True

    def _do(self, step: Exception | int) -> None:
        if isinstance(step, Exception):
            raise step
        self.view = _View(step)


class _View:
    def __init__(self, number: int) -> None:
        self.release = self
        self.number = number


@pytest.fixture
def follow() -> Iterator[Callable[[Reader, list[str]], RegisterFollower]]:
    made: list[RegisterFollower] = []

    def make(reader: Any, given_up: list[str]) -> RegisterFollower:
        made.append(RegisterFollower(reader, given_up.append))
        return made[-1]

    yield make
    for follower in made:
        follower.stop()


def test_it_waits_for_a_whole_release(follow: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without one there is nothing to judge by: the start waits, whatever the reason."""
    monkeypatch.setattr("leitstand.streams.register_follower.REFRESH_S", 0.01)
    follower = follow(Reader([NoReleaseError(), BrokerUnavailableError(), 3], []), [])
    follower.start()
    assert follower.view.number == 3


def test_a_newer_release_is_taken_over(follow: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A broker that is away for a while changes nothing; then the newer release holds."""
    monkeypatch.setattr("leitstand.streams.register_follower.REFRESH_S", 0.01)
    reader = Reader([1], [BrokerUnavailableError(), 2])
    follower = follow(reader, [])
    follower.start()
    assert reader.finished.wait(LIMIT_S)
    assert follower.view.number == 2


def test_a_damaged_register_ends_the_worker(follow: Any) -> None:
    """Better no verdict than one by guessed rules."""
    given_up: list[str] = []
    follower = follow(Reader([1], [RegisterDamagedError("policy")]), given_up)
    follower.start()
    follower._thread.join(LIMIT_S)
    assert given_up == ["RegisterDamagedError"]
