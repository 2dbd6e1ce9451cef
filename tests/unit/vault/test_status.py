"""The status of a vault says when somebody has to look."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from leitstand.schemas.vocabulary import RetentionClass
from leitstand.vault import DayKeys, KeyId, PublicKeys, RegisterKey, VaultPaths, vault_status

TENANT = "musterdorf"
DAY = date(2026, 11, 2)
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
KEY = KeyId(tenant=TENANT, day=DAY, retention_class=RetentionClass.STANDARD)


@pytest.fixture
def good(tmp_path: Path) -> VaultPaths:
    paths = VaultPaths(tmp_path)
    DayKeys.create(tmp_path, TENANT, DAY, 20)
    RegisterKey.create(paths.register, TENANT)
    return paths


def test_a_fresh_vault_is_good(good: VaultPaths) -> None:
    """Twenty days ahead, nothing overdue, nothing damaged."""
    status = vault_status(good, TENANT, NOON)
    assert status.good
    assert (status.days_ahead, status.provisioned_until) == (20, DAY + timedelta(days=19))


def swap_public(paths: VaultPaths) -> None:
    other = KeyId(tenant=TENANT, day=DAY, retention_class=RetentionClass.HIGH_RISK)
    KEY.public_file(paths.public).write_bytes(other.public_file(paths.public).read_bytes())


SPOILERS: dict[str, Callable[[VaultPaths], object]] = {
    "a mixed-up pair": swap_public,
    "a short key": lambda paths: KEY.private_file(paths.private).write_bytes(b"short"),
    "a lost public key": lambda paths: KEY.public_file(paths.public).unlink(),
    "no register key": lambda paths: (paths.register / f"{TENANT}.key").unlink(),
}


@pytest.mark.parametrize("spoil", SPOILERS.values(), ids=SPOILERS.keys())
def test_somebody_has_to_look(good: VaultPaths, spoil: Callable[[VaultPaths], object]) -> None:
    """Each kind of damage shows."""
    spoil(good)
    assert not vault_status(good, TENANT, NOON).good


def test_keys_run_out(good: VaultPaths) -> None:
    """With less than two weeks ahead somebody has to look, also where only one class ends."""
    assert vault_status(good, TENANT, NOON + timedelta(days=6)).good
    assert not vault_status(good, TENANT, NOON + timedelta(days=7)).good
    KeyId(
        tenant=TENANT, day=DAY + timedelta(days=3), retention_class=RetentionClass.HIGH_RISK
    ).public_file(good.public).unlink()
    assert vault_status(good, TENANT, NOON).days_ahead == 3


def test_overdue_keys_show_until_they_are_destroyed(good: VaultPaths) -> None:
    """A forgotten destruction is no silence."""
    later = NOON + timedelta(days=15)
    assert vault_status(good, TENANT, later).overdue_keys == (str(KEY),)
    DayKeys(good).destroy_expired(later)
    after = vault_status(good, TENANT, later)
    assert (after.overdue_keys, after.destroyed_keys, after.damaged) == ((), 1, ())


def test_many_at_once_make_one_vault(tmp_path: Path) -> None:
    """Whoever wins a race, every public key fits its private key and each was made once."""
    with ThreadPoolExecutor(8) as pool:
        runs = [pool.submit(DayKeys.create, tmp_path, TENANT, DAY, 5) for _ in range(8)]
    made = [run.result() for run in runs]
    assert sum(len(new) for new in made) == 10
    assert vault_status(VaultPaths(tmp_path), TENANT, NOON).damaged == ()
    assert len(PublicKeys(VaultPaths(tmp_path).public).days(TENANT, RetentionClass.STANDARD)) == 5
