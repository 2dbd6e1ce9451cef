"""What is sealed opens whole with its key and its open part, and with nothing else."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.schemas.interaction import Sealed
from leitstand.schemas.vocabulary import RetentionClass
from leitstand.vault import (
    DayKeys,
    KeyDestroyedError,
    NoPublicKeyError,
    Opener,
    PublicKeys,
    SealBrokenError,
    Sealer,
    UnknownKeyError,
    VaultPaths,
    sealing,
)

TENANT = "musterdorf"
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def shared() -> Iterator[VaultPaths]:
    root = Path(tempfile.mkdtemp())
    DayKeys.create(root, TENANT, NOON.date(), 1)
    yield VaultPaths(root)
    shutil.rmtree(root)


@settings(deadline=None)
@given(
    open_bytes=st.binary(), plaintext=st.binary(), retention_class=st.sampled_from(RetentionClass)
)
def test_a_seal_opens_to_what_was_sealed(
    shared: VaultPaths, open_bytes: bytes, plaintext: bytes, retention_class: RetentionClass
) -> None:
    """Any content of any class comes back as it was."""
    sealer = Sealer(PublicKeys(shared.public), TENANT, lambda: NOON)
    sealed = sealer.seal(open_bytes, plaintext, retention_class)
    assert Opener(shared.private).open(sealed, open_bytes) == plaintext


def flip(data: bytes, bit: int) -> bytes:
    position = bit % (len(data) * 8)
    changed = bytearray(data)
    changed[position // 8] ^= 1 << position % 8
    return bytes(changed)


@settings(deadline=None)
@given(
    part=st.sampled_from(["open", "wrapped", "nonce", "ciphertext"]),
    bit=st.integers(0, 10_000),
    open_bytes=st.binary(min_size=1, max_size=40),
    plaintext=st.binary(max_size=40),
)
def test_one_changed_bit_breaks_the_seal(
    shared: VaultPaths, part: str, bit: int, open_bytes: bytes, plaintext: bytes
) -> None:
    """Open part, wrapped key, nonce and ciphertext are all under the seal."""
    sealed = Sealer(PublicKeys(shared.public), TENANT, lambda: NOON).seal(open_bytes, plaintext)
    if part == "open":
        open_bytes = flip(open_bytes, bit)
    else:
        sealed = msgspec.structs.replace(sealed, **{part: flip(getattr(sealed, part), bit)})
    with pytest.raises(SealBrokenError):
        Opener(shared.private).open(sealed, open_bytes)


def test_every_bit_of_the_wrapped_key_counts(shared: VaultPaths) -> None:
    """X25519 ignores one bit of a point; the seal does not."""
    sealed = Sealer(PublicKeys(shared.public), TENANT, lambda: NOON).seal(b"open", b"content")
    opener = Opener(shared.private)
    for bit in range(len(sealed.wrapped) * 8):
        with pytest.raises(SealBrokenError):
            opener.open(msgspec.structs.replace(sealed, wrapped=flip(sealed.wrapped, bit)), b"open")


@pytest.mark.parametrize("nonce", [b"", b"short", b"x" * 200])
def test_a_nonce_of_any_length_is_answered(sealer: Sealer, paths: VaultPaths, nonce: bytes) -> None:
    """What comes from outside ends as a broken seal, not as a fault."""
    sealed = msgspec.structs.replace(sealer.seal(b"", b"x"), nonce=nonce)
    with pytest.raises(SealBrokenError):
        Opener(paths.private).open(sealed, b"")


def test_a_content_cannot_move_to_another_class(sealer: Sealer, paths: VaultPaths) -> None:
    """The key id is bound to the wrapped key."""
    sealed = sealer.seal(b"open", b"content")
    moved = msgspec.structs.replace(sealed, key_id=sealed.key_id.replace("standard", "high_risk"))
    with pytest.raises(SealBrokenError):
        Opener(paths.private).open(moved, b"open")


def test_contents_cannot_be_swapped(sealer: Sealer, paths: VaultPaths) -> None:
    """The content of one event does not open under the open part of another."""
    first = sealer.seal(b"first", b"content")
    with pytest.raises(SealBrokenError):
        Opener(paths.private).open(first, b"second")


def test_a_process_and_day_wraps_once(sealer: Sealer) -> None:
    """Two seals share the wrapped key and differ in nonce and ciphertext."""
    first, second = sealer.seal(b"", b"same"), sealer.seal(b"", b"same")
    assert first.wrapped == second.wrapped
    assert first.nonce != second.nonce
    assert first.ciphertext != second.ciphertext


def test_two_starts_share_no_session_key(paths: VaultPaths) -> None:
    """Each sealer makes its own."""
    first, second = (Sealer(PublicKeys(paths.public), TENANT, lambda: NOON) for _ in range(2))
    assert first.seal(b"", b"x").wrapped != second.seal(b"", b"x").wrapped


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-11-02T23:59:59.999+00:00", "2026-11-02"),
        ("2026-11-03T00:00:00+00:00", "2026-11-03"),
        ("2026-11-03T00:30:00+01:00", "2026-11-02"),
    ],
)
def test_the_day_is_the_utc_day_of_sealing(paths: VaultPaths, moment: str, day: str) -> None:
    """Half past midnight in Berlin is still the day before."""
    now = datetime.fromisoformat(moment)
    sealed = Sealer(PublicKeys(paths.public), TENANT, lambda: now).seal(b"", b"x")
    assert sealed.key_id == f"{TENANT}/{day}/standard"


def test_midnight_changes_the_key(paths: VaultPaths) -> None:
    """A running sealer takes the next day's key, and then refuses when there is none."""
    now = NOON

    def clock() -> datetime:
        return now

    sealer = Sealer(PublicKeys(paths.public), TENANT, clock)
    before = sealer.seal(b"", b"x")
    now += timedelta(days=1)
    assert sealer.seal(b"", b"x").key_id != before.key_id
    now += timedelta(days=1)
    with pytest.raises(NoPublicKeyError):
        sealer.seal(b"", b"x")


def test_a_fork_makes_a_new_session_key(sealer: Sealer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parent and child never seal under the same session key."""
    before = sealer.seal(b"", b"x").wrapped
    monkeypatch.setattr(os, "getpid", lambda: -1)
    assert sealer.seal(b"", b"x").wrapped != before


def test_a_worn_session_key_is_replaced(paths: VaultPaths, monkeypatch: pytest.MonkeyPatch) -> None:
    """After its number of seals comes a new one."""
    monkeypatch.setattr(sealing, "SEALS_PER_SESSION", 3)
    sealer = Sealer(PublicKeys(paths.public), TENANT, lambda: NOON)
    assert len({sealer.seal(b"", b"x").wrapped for _ in range(9)}) == 3


def test_a_destroyed_day_opens_nothing(sealer: Sealer, paths: VaultPaths) -> None:
    """Every content of that day is beyond reach, the next day's is not."""
    sealed = sealer.seal(b"open", b"content")
    DayKeys(paths).destroy_expired(NOON + timedelta(days=15))
    with pytest.raises(KeyDestroyedError):
        Opener(paths.private).open(sealed, b"open")


def test_a_running_process_forgets_a_destroyed_key(sealer: Sealer, paths: VaultPaths) -> None:
    """The cache of session keys ends after its seconds."""
    now = 0.0
    opener = Opener(paths.private, cache_seconds=60, monotonic=lambda: now)
    sealed = sealer.seal(b"open", b"content")
    opener.open(sealed, b"open")
    DayKeys(paths).destroy_expired(NOON + timedelta(days=15))
    now = 60.0
    with pytest.raises(KeyDestroyedError):
        opener.open(sealed, b"open")


def test_another_vault_knows_no_such_key(sealer: Sealer, tmp_path: Path) -> None:
    """An opener without the key says so."""
    with pytest.raises(UnknownKeyError):
        Opener(tmp_path / "elsewhere").open(sealer.seal(b"", b"x"), b"")


def test_a_batch_unwraps_once(sealer: Sealer, paths: VaultPaths) -> None:
    """After the first content of a process and day, the others need no private key any more."""
    opener = Opener(paths.private, monotonic=lambda: 0.0)
    seals = [sealer.seal(b"", str(number).encode()) for number in range(100)]
    assert opener.open(seals[0], b"") == b"0"
    DayKeys(paths).destroy_expired(NOON + timedelta(days=15))
    assert [opener.open(sealed, b"") for sealed in seals] == [b"%d" % n for n in range(100)]


def test_the_cache_is_bounded(paths: VaultPaths) -> None:
    """Of three session keys a cache of two has forgotten the one used longest ago."""
    opener = Opener(paths.private, cache_size=2, monotonic=lambda: 0.0)
    oldest, used_again, newest = (
        Sealer(PublicKeys(paths.public), TENANT, lambda: NOON).seal(b"", b"x") for _ in range(3)
    )
    for sealed in (used_again, oldest, used_again, newest):
        opener.open(sealed, b"")
    DayKeys(paths).destroy_expired(NOON + timedelta(days=15))
    assert [opener.open(sealed, b"") for sealed in (used_again, newest)] == [b"x", b"x"]
    with pytest.raises(KeyDestroyedError):
        opener.open(oldest, b"")


def test_no_plaintext_in_anything_written(sealer: Sealer) -> None:
    """The encoded record holds neither the content nor its base64."""
    secret = b"Frau Erika Mustermann, Kita Sonnenschein" * 3
    encoded = msgspec.json.encode(sealer.seal(b"open", secret))
    assert b"Erika" not in encoded
    assert msgspec.json.encode(secret)[1:-3] not in encoded
    assert msgspec.json.decode(encoded, type=Sealed).ciphertext


def test_errors_tell_no_content(sealer: Sealer, paths: VaultPaths) -> None:
    """A broken seal names the key and nothing of what it sealed."""
    sealed = sealer.seal(b"open-part", b"secret-part")
    with pytest.raises(SealBrokenError) as caught:
        Opener(paths.private).open(sealed, b"other")
    assert str(caught.value) == f"{sealed.key_id}: the content does not match its seal"
    assert caught.value.__cause__ is None
