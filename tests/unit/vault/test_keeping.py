"""The keeper makes keys ahead and destroys exactly those whose time is over."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.schemas.policy import Retention
from leitstand.schemas.vocabulary import RetentionClass
from leitstand.vault import (
    DayKeys,
    KeyId,
    KeyKeeper,
    RegisterKey,
    RetentionUnknownError,
    Turn,
    VaultPaths,
    remembered,
    vault_status,
)
from leitstand.vault.day_keys import overdue

TENANT = "musterdorf"
DAY = date(2026, 11, 2)
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
LONG = Retention(sealed_content_days=30)


class House:
    """A vault, a clock and a policy that a test can turn."""

    def __init__(self, root: Path) -> None:
        self.paths = VaultPaths(root)
        self.now = NOON
        self.policy: Retention | None = Retention()
        RegisterKey.create(self.paths.register, TENANT)
        self.keeper = KeyKeeper(
            self.paths, TENANT, clock=lambda: self.now, retention=self.retention
        )

    def retention(self, moment: datetime) -> Retention:
        assert moment == self.now
        if self.policy is None:
            raise RetentionUnknownError
        return self.policy

    def after(self, days: int) -> Turn:
        """Take a turn that many days after the first day."""
        self.now = NOON + timedelta(days=days)
        return self.keeper.turn()

    def lives(self, retention_class: RetentionClass = RetentionClass.STANDARD) -> bool:
        """Say whether the first day's key is there."""
        key = KeyId(tenant=TENANT, day=DAY, retention_class=retention_class)
        return key.private_file(self.paths.private).exists()


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "vault")


def test_the_first_turn_makes_sixty_days_of_both_classes(house: House) -> None:
    """From an empty vault to a good one."""
    assert house.after(0) == Turn(made=120, destroyed=0, failed=0, retention_known=True)
    status = vault_status(house.paths, TENANT, house.now)
    assert (status.good, status.days_ahead) == (True, 60)


def test_a_second_turn_on_the_same_day_does_nothing(house: House) -> None:
    """An hour later there is nothing to do."""
    house.after(0)
    assert house.after(0) == Turn(made=0, destroyed=0, failed=0, retention_known=True)


@pytest.mark.parametrize(
    ("policy", "last_day"), [(Retention(), 14), (LONG, 30), (Retention(sealed_content_days=1), 1)]
)
def test_a_key_lives_its_whole_retention_and_not_a_day_longer(
    house: House, policy: Retention, last_day: int
) -> None:
    """Not the default decides but the policy."""
    house.policy = policy
    house.after(0)
    house.after(last_day)
    assert house.lives()
    assert house.after(last_day + 1).destroyed == 1
    assert not house.lives()
    assert house.lives(RetentionClass.HIGH_RISK)


def test_a_keeper_that_slept_for_months_catches_up(house: House) -> None:
    """Every overdue key dies in its first turn; keys for today are there again."""
    house.after(0)
    turn = house.after(200)
    # Days 0..59 of the standard class and days 0..15 of the other are over.
    assert (turn.made, turn.destroyed) == (120, 60 + 16)
    assert vault_status(house.paths, TENANT, house.now).good


def test_without_knowing_the_retention_nothing_dies(house: House) -> None:
    """Kafka being away makes keys no older than the policy lets them be; new ones are still made."""
    house.after(0)
    house.policy = None
    turn = house.after(20)
    assert turn == Turn(made=40, destroyed=0, failed=0, retention_known=False)
    assert house.lives()
    assert not turn.complete


def test_status_judges_by_the_retention_that_the_keeper_went_by(house: House) -> None:
    """A longer policy is not reported as an overdue key, a shorter one is."""
    house.policy = LONG
    house.after(0)
    house.after(20)
    known = remembered(house.paths, TENANT)
    assert known == LONG
    assert vault_status(house.paths, TENANT, house.now, known).overdue_keys == ()
    assert vault_status(house.paths, TENANT, house.now, Retention()).overdue_keys


def test_nobody_remembers_before_the_first_turn(house: House) -> None:
    """Then the default holds."""
    assert remembered(house.paths, TENANT) is None


def test_keys_of_another_tenant_are_not_its_trade(house: House) -> None:
    """Another town has a retention of its own."""
    DayKeys.create(house.paths.root, "anderswo", DAY, 1)
    house.after(100)
    assert len(list(DayKeys(house.paths).living("anderswo"))) == 2


def test_one_damaged_key_keeps_the_others_alive_and_dying(house: House) -> None:
    """The keys after it are made, the old ones die, and the turn says that somebody has to look."""
    house.after(0)
    damaged = KeyId(
        tenant=TENANT, day=DAY + timedelta(days=20), retention_class=RetentionClass.STANDARD
    )
    damaged.private_file(house.paths.private).unlink()
    turn = house.after(15)
    assert turn == Turn(made=30, destroyed=1, failed=1, retention_known=True)
    assert not turn.complete


def test_a_disk_that_refuses_is_counted(house: House) -> None:
    """No exception ends the keeper."""
    house.paths.root.mkdir(exist_ok=True)
    house.paths.public.write_text("not a directory")
    turn = house.after(0)
    assert (turn.made, turn.failed) == (0, 120)


@given(
    ages=st.lists(st.integers(-60, 400), unique=True),
    days=st.integers(1, 90),
    high=st.integers(184, 400),
)
def test_never_earlier_than_the_policy_says(ages: list[int], days: int, high: int) -> None:
    """What dies is strictly older than its class may live, and everything that old dies."""
    retention = Retention(sealed_content_days=days, sealed_content_high_risk_days=high)
    lives = {RetentionClass.STANDARD: days, RetentionClass.HIGH_RISK: high}
    keys = [
        KeyId(tenant=TENANT, day=DAY - timedelta(days=age), retention_class=kind)
        for age in ages
        for kind in RetentionClass
    ]
    dying = set(overdue(keys, DAY, retention))
    assert dying == {key for key in keys if (DAY - key.day).days > lives[key.retention_class]}
