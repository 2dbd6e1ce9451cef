"""Keys are made once, lie where only their holder reads them, and die on their day."""

import stat
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from leitstand.schemas.policy import Retention
from leitstand.schemas.vocabulary import RetentionClass
from leitstand.vault import (
    DayKeys,
    KeyDestroyedError,
    KeyId,
    NoPublicKeyError,
    PublicKeys,
    UnknownKeyError,
    VaultDamagedError,
    VaultPaths,
    readable_until,
)
from leitstand.vault.day_keys import read_private_key
from leitstand.vault.errors import TenantNameError

TENANT = "musterdorf"
DAY = date(2026, 11, 2)
STANDARD, HIGH_RISK = RetentionClass.STANDARD, RetentionClass.HIGH_RISK


def key_id(day: date = DAY, retention_class: RetentionClass = STANDARD) -> KeyId:
    return KeyId(tenant=TENANT, day=day, retention_class=retention_class)


def files(root: Path) -> dict[str, bytes]:
    return {str(f.relative_to(root)): f.read_bytes() for f in root.rglob("*") if f.is_file()}


def test_both_classes_of_every_day_get_a_pair(tmp_path: Path) -> None:
    """Two days make four pairs, eight files."""
    made = DayKeys.create(tmp_path, TENANT, DAY, 2)
    assert len(made) == 4
    assert len(files(tmp_path)) == 8


def test_create_is_idempotent(tmp_path: Path) -> None:
    """A second run makes only the new days and touches no old file."""
    DayKeys.create(tmp_path, TENANT, DAY, 2)
    before = files(tmp_path)
    made = DayKeys.create(tmp_path, TENANT, DAY, 3)
    assert {k.day for k in made} == {DAY + timedelta(days=2)}
    assert before.items() <= files(tmp_path).items()


def test_no_draft_is_left(tmp_path: Path) -> None:
    """Only key files remain."""
    DayKeys.create(tmp_path, TENANT, DAY, 2)
    assert {Path(name).suffix for name in files(tmp_path)} == {".key", ".pub"}


def test_only_the_owner_reads(tmp_path: Path) -> None:
    """Private keys are 0600 in directories that are 0700."""
    DayKeys.create(tmp_path / "vault", TENANT, DAY, 1)
    private = key_id().private_file(VaultPaths(tmp_path / "vault").private)
    assert stat.S_IMODE(private.stat().st_mode) == 0o600
    folders = [private.parent, private.parent.parent, tmp_path / "vault"]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}


def test_a_crash_between_the_halves_is_completed(paths: VaultPaths) -> None:
    """A private half without its public half gets exactly that one."""
    public = key_id().public_file(paths.public)
    before = public.read_bytes()
    public.unlink()
    assert DayKeys.create(paths.root, TENANT, DAY, 2) == [key_id()]
    assert public.read_bytes() == before


def test_a_lost_private_half_is_not_replaced(paths: VaultPaths) -> None:
    """A new one beside the old public half would seal what nobody can open."""
    key_id().private_file(paths.private).unlink()
    before = files(paths.root)
    with pytest.raises(VaultDamagedError):
        DayKeys.create(paths.root, TENANT, DAY, 2)
    assert files(paths.root) == before


def test_a_mixed_up_pair_is_damage(paths: VaultPaths) -> None:
    """A public half of another pair is found before anything is sealed to it."""
    other = key_id(retention_class=HIGH_RISK).public_file(paths.public)
    key_id().public_file(paths.public).write_bytes(other.read_bytes())
    with pytest.raises(VaultDamagedError):
        DayKeys.create(paths.root, TENANT, DAY, 1)


@pytest.mark.parametrize("tenant", ["", "..", "../x", "Ä", "a/b", ".x", "x" * 65, "A"])
def test_a_tenant_is_no_path(tmp_path: Path, tenant: str) -> None:
    """What is no slug never becomes a directory."""
    with pytest.raises(TenantNameError):
        DayKeys.create(tmp_path, tenant, DAY, 1)
    assert not files(tmp_path)


def test_days_lists_what_is_provisioned(paths: VaultPaths) -> None:
    """Days come in order and per class."""
    assert PublicKeys(paths.public).days(TENANT, STANDARD) == [DAY, DAY + timedelta(days=1)]


@pytest.mark.parametrize(
    ("tenant", "day"), [(TENANT, DAY - timedelta(days=1)), ("andernorts", DAY)]
)
def test_no_public_key_refuses(paths: VaultPaths, tenant: str, day: date) -> None:
    """Another day and another tenant have no key."""
    with pytest.raises(NoPublicKeyError):
        PublicKeys(paths.public).for_day(tenant, day, STANDARD)


def test_a_truncated_key_is_damage_not_absence(paths: VaultPaths) -> None:
    """A short file stops the process instead of passing as unknown."""
    key_id().private_file(paths.private).write_bytes(b"short")
    with pytest.raises(VaultDamagedError):
        read_private_key(paths.private, key_id())


@pytest.mark.parametrize(
    ("retention_class", "days", "alive"),
    [(STANDARD, 14, True), (STANDARD, 15, False), (HIGH_RISK, 184, True), (HIGH_RISK, 185, False)],
)
def test_a_key_dies_when_its_last_content_is_old_enough(
    paths: VaultPaths, retention_class: RetentionClass, days: int, alive: bool
) -> None:
    """Content sealed at the end of a day still lives its full time."""
    now = datetime(2026, 11, 2, tzinfo=UTC) + timedelta(days=days)
    destroyed = DayKeys(paths).destroy_expired(now, Retention())
    assert (key_id(retention_class=retention_class) not in destroyed) == alive


def test_a_destroyed_key_is_known_as_destroyed(paths: VaultPaths) -> None:
    """A tombstone tells destroyed from never known."""
    DayKeys(paths).destroy(key_id(), datetime(2026, 12, 1, tzinfo=UTC))
    with pytest.raises(KeyDestroyedError):
        read_private_key(paths.private, key_id())
    with pytest.raises(UnknownKeyError):
        read_private_key(paths.private, key_id(date(2020, 1, 1)))


def test_nothing_of_a_destroyed_key_remains(paths: VaultPaths) -> None:
    """Neither half is found in any file afterwards, and both files are gone."""
    private = key_id().private_file(paths.private)
    secret = private.read_bytes()
    DayKeys(paths).destroy(key_id(), datetime(2026, 12, 1, tzinfo=UTC))
    assert not private.exists()
    assert not key_id().public_file(paths.public).exists()
    assert all(secret not in content for content in files(paths.root).values())


def test_the_blocks_are_overwritten_before_the_name_goes(paths: VaultPaths, tmp_path: Path) -> None:
    """A second name for the same blocks no longer reads the key."""
    private = key_id().private_file(paths.private)
    secret = private.read_bytes()
    (tmp_path / "second-name").hardlink_to(private)
    DayKeys(paths).destroy(key_id(), datetime(2026, 12, 1, tzinfo=UTC))
    assert (tmp_path / "second-name").read_bytes() != secret


def test_a_destroyed_key_is_never_made_again(paths: VaultPaths) -> None:
    """Provisioning skips it, even where all others are made."""
    DayKeys(paths).destroy(key_id(), datetime(2026, 12, 1, tzinfo=UTC))
    assert DayKeys.create(paths.root, TENANT, DAY, 2) == []
    with pytest.raises(NoPublicKeyError):
        PublicKeys(paths.public).for_day(TENANT, DAY, STANDARD)


def test_a_destruction_cut_short_is_completed(paths: VaultPaths) -> None:
    """With only the tombstone written the key already opens nothing, and the next run removes it."""
    key_id().tombstone(paths.private).write_bytes(b"")
    with pytest.raises(KeyDestroyedError):
        read_private_key(paths.private, key_id())
    DayKeys(paths).destroy_expired(datetime(2027, 1, 1, tzinfo=UTC))
    assert not key_id().private_file(paths.private).exists()


def test_destroyed_lists_tombstones(paths: VaultPaths) -> None:
    """The list of the destroyed is what a deletion report shows."""
    DayKeys(paths).destroy(key_id(), datetime(2026, 12, 1, tzinfo=UTC))
    assert list(DayKeys(paths).destroyed(TENANT)) == [key_id()]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "../2026-11-02/standard",
        "musterdorf/20261102/standard",
        "musterdorf/2026-11-02/forever",
        "musterdorf/2026-11-02/standard/x",
        "musterdorf/\uff12026-11-02/standard",
        "Muster/2026-11-02/standard",
    ],
)
def test_a_key_id_from_outside_is_read_exactly(text: str) -> None:
    """Anything but the one spelling is an unknown key, never a path."""
    with pytest.raises(UnknownKeyError):
        KeyId.parse(text)


def test_living_keys_come_in_order(paths: VaultPaths) -> None:
    """Days ascend."""
    assert all(a < b for a, b in pairwise(DayKeys(paths).living()))


@pytest.mark.parametrize("retention_class", RetentionClass)
def test_a_key_is_overdue_from_the_moment_that_is_told_and_not_before(
    tmp_path: Path, retention_class: RetentionClass
) -> None:
    """What a page promises as the last day is what the keeper goes by."""
    DayKeys.create(tmp_path, TENANT, DAY, 1)
    keys, retention = DayKeys(VaultPaths(tmp_path)), Retention()
    until = readable_until(DAY, retention, retention_class)
    before = keys.destroy_expired(until - timedelta(seconds=1), retention)
    assert key_id(retention_class=retention_class) not in before
    assert key_id(retention_class=retention_class) in keys.destroy_expired(until, retention)
