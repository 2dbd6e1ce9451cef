"""Day keys: one X25519 pair per tenant, UTC day and retention class; destroyed when it is time."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from leitstand.schemas.policy import Retention
from leitstand.schemas.vocabulary import RetentionClass
from leitstand.vault.errors import (
    KeyDestroyedError,
    NoPublicKeyError,
    UnknownKeyError,
    VaultDamagedError,
)
from leitstand.vault.files import read_key, shred, write_once
from leitstand.vault.layout import KeyId, VaultPaths, require_tenant

DAYS_AHEAD = 60
"""Days for which keys are provisioned; that long producers go on without the key holder."""


class DayPublicKey:
    """The half that seals."""

    __slots__ = ("key", "key_id")

    def __init__(self, key_id: KeyId, key: X25519PublicKey) -> None:
        self.key_id = key_id
        self.key = key


class PublicKeys:
    """Reads public day keys from ``vault/public``; all that a producer needs."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def for_day(self, tenant: str, day: date, retention_class: RetentionClass) -> DayPublicKey:
        """Return the public key of a day.

        Raises NoPublicKeyError where there is none, VaultDamagedError where the file is no key.
        """
        key_id = KeyId(tenant=tenant, day=day, retention_class=retention_class)
        try:
            raw = read_key(key_id.public_file(self._directory))
        except FileNotFoundError:
            raise NoPublicKeyError(key_id) from None
        return DayPublicKey(key_id, X25519PublicKey.from_public_bytes(raw))

    def days(self, tenant: str, retention_class: RetentionClass) -> list[date]:
        """Return the days that have a public key, in order."""
        files = (self._directory / tenant).glob(f"*.{retention_class.value}.pub")
        return sorted(date.fromisoformat(file.name.partition(".")[0]) for file in files)


def read_private_key(private: Path, key_id: KeyId) -> X25519PrivateKey:
    """Return the private half of a day key.

    Raises KeyDestroyedError, UnknownKeyError, VaultDamagedError. The tombstone decides: a key file
    beside it is a destruction that a crash cut short.
    """
    if key_id.tombstone(private).exists():
        raise KeyDestroyedError(key_id)
    try:
        return X25519PrivateKey.from_private_bytes(read_key(key_id.private_file(private)))
    except FileNotFoundError:
        raise UnknownKeyError(key_id) from None


class DayKeys:
    """Makes and destroys day keys; the trade of whoever runs the vault."""

    def __init__(self, paths: VaultPaths) -> None:
        self._paths = paths

    @classmethod
    def create(
        cls, directory: Path, tenant: str, first_day: date, days: int = DAYS_AHEAD
    ) -> list[KeyId]:
        """Provision both classes for ``days`` days from ``first_day`` under a vault's root.

        Returns the key ids that were new. Idempotent; safe in two processes at once and after a
        crash; a destroyed key is never made again. Raises TenantNameError, VaultDamagedError.
        """
        keys = cls(VaultPaths(directory))
        return [key_id for key_id in key_ids(tenant, first_day, days) if keys.provision(key_id)]

    def provision(self, key_id: KeyId) -> bool:
        """Make one pair if it is missing; return whether anything was written.

        The private half comes first: a public key whose private half got lost in a crash would
        seal what nobody can ever open. Raises VaultDamagedError for a public half that has no
        private one here, or another: making a new one beside it would do just that.
        """
        if key_id.tombstone(self._paths.private).exists():
            return False
        public_file = key_id.public_file(self._paths.public)
        private_file = key_id.private_file(self._paths.private)
        if public_file.exists() and not private_file.exists():
            raise VaultDamagedError(key_id)
        write_once(private_file, X25519PrivateKey.generate().private_bytes_raw())
        kept = read_private_key(self._paths.private, key_id)
        public = kept.public_key().public_bytes_raw()
        made = write_once(public_file, public, 0o644)
        if read_key(public_file) != public:
            raise VaultDamagedError(key_id)
        return made

    def destroy_expired(
        self, now: datetime, retention: Retention | None = None, tenant: str | None = None
    ) -> list[KeyId]:
        """Destroy every private key whose day lies further back than its class may live.

        Content sealed on day D lives at least the retention's days: its key dies when D + days is
        over (UTC). ``tenant`` spares the keys of others, who have a retention of their own. Returns
        what was destroyed. Safe to run again after a crash.
        """
        today = now.astimezone(UTC).date()
        expired = overdue(self.living(tenant), today, retention or Retention())
        for key_id in expired:
            self.destroy(key_id, now)
        return expired

    def destroy(self, key_id: KeyId, now: datetime) -> None:
        """Destroy one private key and leave a tombstone.

        The tombstone comes first: from then on nobody opens with this key, wherever a crash falls.
        """
        private = self._paths.private
        write_once(key_id.tombstone(private), now.isoformat().encode())
        shred(key_id.private_file(private))
        key_id.public_file(self._paths.public).unlink(missing_ok=True)

    def living(self, tenant: str | None = None) -> Iterator[KeyId]:
        """Yield the ids of all private keys that exist, in order."""
        files = self._paths.private.glob(f"{tenant or '*'}/*.key")
        return iter(sorted(_key_id_of(file) for file in files))

    def destroyed(self, tenant: str | None = None) -> Iterator[KeyId]:
        """Yield the ids of all keys that have a tombstone, in order."""
        files = self._paths.private.glob(f"{tenant or '*'}/*.destroyed")
        return iter(sorted(_key_id_of(file) for file in files))


def key_ids(tenant: str, first_day: date, days: int) -> list[KeyId]:
    """Return the ids of both classes for ``days`` days from ``first_day``. Raises TenantNameError."""
    require_tenant(tenant)
    return [
        KeyId(tenant=tenant, day=first_day + timedelta(days=n), retention_class=retention_class)
        for n, retention_class in product(range(days), RetentionClass)
    ]


def overdue(living: Iterable[KeyId], today: date, retention: Retention) -> list[KeyId]:
    """Return the keys that should be destroyed by now."""
    lives = lifetimes(retention)
    return [key_id for key_id in living if key_id.day + lives[key_id.retention_class] < today]


def readable_until(
    day: date,
    retention: Retention,
    retention_class: RetentionClass = RetentionClass.STANDARD,
) -> datetime:
    """Return the first moment at which the key of a day is overdue: its last day (UTC) is over."""
    last = day + lifetimes(retention)[retention_class]
    return datetime.combine(last + timedelta(days=1), time(), UTC)


def lifetimes(retention: Retention) -> dict[RetentionClass, timedelta]:
    """Return how long content of each class may be opened, counted from its day of sealing."""
    return {
        RetentionClass.STANDARD: timedelta(days=retention.sealed_content_days),
        RetentionClass.HIGH_RISK: timedelta(days=retention.sealed_content_high_risk_days),
    }


def _key_id_of(file: Path) -> KeyId:
    day, retention_class, _ = file.name.split(".")
    return KeyId.parse(f"{file.parent.name}/{day}/{retention_class}")
