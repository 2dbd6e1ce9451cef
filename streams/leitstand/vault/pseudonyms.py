"""Pseudonyms of people: one key per quarter for events, another, stable one for the register.

There is no table from pseudonym to person. A pseudonym is recomputed from a user id, by whoever
holds the key, or it stays what it is: 128 bits of an HMAC.
"""

import hmac
import re
import secrets
import unicodedata
from datetime import date, datetime, timedelta
from pathlib import Path

from leitstand.vault.errors import (
    EmptyUserError,
    KeyDestroyedError,
    NoRegisterKeyError,
    UnknownKeyError,
)
from leitstand.vault.files import KEY_BYTES, read_key, shred, write_once
from leitstand.vault.layout import is_tenant, require_tenant

OVERLAP_DAYS = 35
"""First days of an epoch in which an assessment also carries the previous epoch's pseudonym:
28 days that a window may span, and a week in which late events arrive."""

_PSEUDONYM_BYTES = 16
_EPOCH = re.compile(r"[0-9]{4}q[1-4]")


def epoch_of(usage_day: date) -> str:
    """Return the key epoch of a day of use: its quarter, as ``2026q4``."""
    return f"{usage_day.year:04d}q{(usage_day.month + 2) // 3}"


def epoch_start(epoch: str) -> date:
    """Return the first day of an epoch."""
    year, quarter = epoch.split("q")
    return date(int(year), int(quarter) * 3 - 2, 1)


def previous_epoch(epoch: str) -> str:
    """Return the epoch before."""
    return epoch_of(epoch_start(epoch) - timedelta(days=1))


def in_overlap(usage_day: date) -> bool:
    """Say whether events of that day also carry their pseudonym of the previous epoch."""
    return (usage_day - epoch_start(epoch_of(usage_day))).days < OVERLAP_DAYS


def normalise_user(user: str) -> str:
    """Return the form of a user id that is the same wherever it was typed, or an empty string.

    Directories ignore case and people copy ids with blanks and full-width or composed characters.
    The same person under two pseudonyms would be counted twice and found untrained.
    """
    folded = unicodedata.normalize("NFKC", user).strip().casefold()
    return unicodedata.normalize("NFKC", folded).strip()


def _keyed_hash(key: bytes, tenant: str, user: str) -> str:
    normal = normalise_user(user)
    if not normal:
        raise EmptyUserError
    # Lone surrogates are no characters, but a client can send them: they must not stop a worker.
    text = f"{tenant}\x1f{normal}".encode(errors="surrogatepass")
    return hmac.digest(key, text, "sha256")[:_PSEUDONYM_BYTES].hex()


class Pseudonymizer:
    """Pseudonyms under the quarterly keys in ``vault/pseudonym``; makes a key on first need."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._keys: dict[tuple[str, str], bytes] = {}

    def pseudonym(self, tenant: str, user: str, epoch: str) -> str:
        """Return the pseudonym, 32 hexadecimal digits; the same for every spelling of a user id.

        Raises EmptyUserError (treat as nobody), KeyDestroyedError, VaultDamagedError.
        """
        key = self._keys.get((tenant, epoch)) or self._load(tenant, epoch)
        return _keyed_hash(key, tenant, user)

    def epochs(self, tenant: str) -> list[str]:
        """Return the epochs whose key lives, in order."""
        return sorted(file.stem for file in (self._directory / tenant).glob("*.key"))

    def destroy(self, tenant: str, epoch: str, now: datetime) -> None:
        """Destroy an epoch's key, when its last row and case are gone; it is never made again."""
        path = self._path(tenant, epoch)
        write_once(path.with_suffix(".destroyed"), now.isoformat().encode())
        shred(path)
        self._keys.pop((tenant, epoch), None)

    def _load(self, tenant: str, epoch: str) -> bytes:
        path = self._path(tenant, epoch)
        if path.with_suffix(".destroyed").exists():
            raise KeyDestroyedError(epoch)
        write_once(path, secrets.token_bytes(KEY_BYTES))
        key = self._keys[tenant, epoch] = read_key(path)
        return key

    def _path(self, tenant: str, epoch: str) -> Path:
        # Both become a path: nothing but a slug and a quarter may.
        if not is_tenant(tenant) or not _EPOCH.fullmatch(epoch):
            raise UnknownKeyError
        return self._directory / tenant / f"{epoch}.key"


class RegisterKey:
    """The stable key that joins people with the register; ``vault/register``, never leaves it."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._keys: dict[str, bytes] = {}

    @classmethod
    def create(cls, directory: Path, tenant: str) -> bool:
        """Make the key of a tenant if it is missing; return whether it was. Idempotent."""
        require_tenant(tenant)
        return write_once(directory / f"{tenant}.key", secrets.token_bytes(KEY_BYTES))

    def person_id(self, tenant: str, user: str) -> str:
        """Return the id of a person in the register, 32 hexadecimal digits.

        Raises EmptyUserError (treat as nobody), NoRegisterKeyError, VaultDamagedError.
        """
        key = self._keys.get(tenant) or self._load(tenant)
        return _keyed_hash(key, tenant, user)

    def _load(self, tenant: str) -> bytes:
        if not is_tenant(tenant):
            raise NoRegisterKeyError
        try:
            key = self._keys[tenant] = read_key(self._directory / f"{tenant}.key")
        except FileNotFoundError:
            raise NoRegisterKeyError(tenant) from None
        return key
