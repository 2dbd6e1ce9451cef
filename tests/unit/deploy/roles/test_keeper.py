"""The key keeper's pace, its log, and where it learns the retention."""

import itertools
import logging
import shutil
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from leitstand.broker.memory import MemoryBroker
from leitstand.deploy.ports import free_ports
from leitstand.deploy.roles.keeper import AGAIN_S, EVERY_S, retention_at, retention_in, take_turns
from leitstand.deploy.settings import Settings
from leitstand.register import RegisterReader, examples, publish, review
from leitstand.register.difference import Objects
from leitstand.schemas import topics
from leitstand.schemas.policy import Retention
from leitstand.vault import KeyKeeper, RegisterKey, RetentionUnknownError, VaultPaths

TENANT = "musterdorf"
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
Answer = Callable[[], Retention]


def unknown() -> Retention:
    """Kafka is away."""
    raise RetentionUnknownError


@pytest.fixture
def pauses_of(tmp_path: Path) -> Callable[[Iterable[Answer]], list[float]]:
    """Return a function that lets a keeper take one turn per answer and returns its pauses."""

    def take(answers: Iterable[Answer]) -> list[float]:
        left = iter(answers)
        pauses: list[float] = []
        turns = KeyKeeper(
            VaultPaths(tmp_path), TENANT, clock=lambda: NOON, retention=lambda _now: next(left)()
        )
        count = len(list(answers))

        def wait(seconds: float) -> bool:
            pauses.append(seconds)
            return len(pauses) == count

        take_turns(turns, lambda: None, wait)
        return pauses

    return take


def test_it_sleeps_an_hour_when_all_is_done(
    pauses_of: Callable[[Iterable[Answer]], list[float]],
) -> None:
    """Quiet: one look an hour."""
    assert pauses_of([Retention, Retention]) == [EVERY_S, EVERY_S]


def test_it_asks_again_soon_while_the_register_is_away(
    pauses_of: Callable[[Iterable[Answer]], list[float]], caplog: pytest.LogCaptureFixture
) -> None:
    """Kafka may be starting beside it; the log says so once."""
    assert pauses_of([unknown, unknown, Retention]) == [AGAIN_S, AGAIN_S, EVERY_S]
    assert [r.levelno for r in caplog.records].count(logging.WARNING) == 1


def test_it_is_well_only_after_its_first_turn(tmp_path: Path) -> None:
    """Whoever waits for its health finds keys."""
    seen: list[bool] = []
    turns = KeyKeeper(
        VaultPaths(tmp_path), TENANT, clock=lambda: NOON, retention=lambda _now: Retention()
    )
    take_turns(turns, lambda: seen.append((tmp_path / "public").exists()), lambda _s: True)
    assert seen == [True]


def test_the_log_holds_numbers_only(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """No key, no day, no tenant."""
    caplog.set_level(logging.INFO)
    turns = KeyKeeper(
        VaultPaths(tmp_path), TENANT, clock=lambda: NOON, retention=lambda _now: Retention()
    )
    ends = itertools.chain([False], itertools.repeat(True))
    take_turns(turns, lambda: None, lambda _s: next(ends))
    assert caplog.messages == ["day keys: 120 made, 0 destroyed"]


def test_a_house_without_a_register_has_the_defaults() -> None:
    """Before the first release nothing else was ever promised."""
    reader = RegisterReader(MemoryBroker({topics.REGISTER: 1}).reader(), TENANT)
    assert retention_in(reader, NOON) == Retention()


def test_the_policy_in_effect_now_decides(tmp_path: Path) -> None:
    """Not the newest one, which may begin next month."""
    broker = MemoryBroker({topics.REGISTER: 1, topics.ACCESSES: 1})
    publish(
        town_objects(tmp_path),
        broker.producer(),
        broker.reader(),
        tenant=TENANT,
        by="test",
        clock=lambda: NOON,
    )
    reader = RegisterReader(broker.reader(), TENANT)
    before, after = (datetime(2026, month, 15, tzinfo=UTC) for month in (3, 9))
    assert retention_in(reader, before) == Retention(sealed_content_days=30)
    assert retention_in(reader, after) == Retention(sealed_content_days=7)


def town_objects(directory: Path) -> Objects:
    """Return the example town with a retention of 30 days that becomes 7 in June."""
    town = shutil.copytree(Path(str(examples.__path__[0])) / "musterdorf", directory / "town")
    for name, days in (("2026-01-15", 30), ("2026-06-01", 7)):
        file = town / "policy" / f"{name}.yaml"
        file.write_text(f"{file.read_text()}\nretention: {{sealed_content_days: {days}}}\n")
    RegisterKey.create(directory / "register", TENANT)
    key = RegisterKey(directory / "register")
    return review([town], lambda user: key.person_id(TENANT, user)).objects


def test_a_register_out_of_reach_is_not_a_default() -> None:
    """What the policy lets live longer must not die because Kafka is away."""
    with pytest.raises(RetentionUnknownError):
        retention_at(Settings(ports=free_ports()), NOON)
