"""Sealing content to a day, and opening it while the key of that day lives.

A process makes a session key per day and retention class and wraps it once to the day's public key
with HPKE (RFC 9180: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM; ``info`` = the key id).
Each content is then AES-256-GCM under the session key with a random 96-bit nonce; the additional
authenticated data is the SHA-256 of the open bytes, so that open and sealed part cannot be parted.
One public-key operation per event would cost 25 times what the symmetric one does.
"""

import hashlib
import os
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, date
from itertools import count
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from leitstand.schemas.clock import Clock
from leitstand.schemas.interaction import Sealed
from leitstand.schemas.vocabulary import RetentionClass
from leitstand.vault.day_keys import PublicKeys, read_private_key
from leitstand.vault.errors import SealBrokenError
from leitstand.vault.layout import KeyId

NONCE_BYTES = 12
SEALS_PER_SESSION = 2**24
"""After that many a session key is replaced. NIST SP 800-38D allows 2**32 random nonces a key."""


def _suite() -> Suite:
    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def _binding(open_bytes: bytes) -> bytes:
    return hashlib.sha256(open_bytes).digest()


class _SealingSession:
    """One session key, wrapped; what a seal needs besides the content."""

    __slots__ = ("aead", "day", "key_id", "process", "remaining", "wrapped")

    def __init__(
        self, public_keys: PublicKeys, tenant: str, day: date, retention_class: RetentionClass
    ) -> None:
        public = public_keys.for_day(tenant, day, retention_class)
        self.key_id = str(public.key_id)
        self.day = day
        self.process = os.getpid()
        session_key = AESGCM.generate_key(256)
        self.wrapped = _suite().encrypt(session_key, public.key, info=self.key_id.encode())
        self.aead = AESGCM(session_key)
        self.remaining = count(SEALS_PER_SESSION, -1)

    def usable(self, day: date) -> bool:
        """Say whether it is of this day and process and not worn out; counts one seal."""
        return self.day == day and self.process == os.getpid() and next(self.remaining) > 0


class Sealer:
    """Seals for one tenant. Thread-safe without a lock; safe to carry over a fork."""

    def __init__(self, public_keys: PublicKeys, tenant: str, clock: Clock) -> None:
        self._public_keys = public_keys
        self._tenant = tenant
        self._clock = clock
        self._sessions: dict[RetentionClass, _SealingSession] = {}

    def seal(
        self,
        open_bytes: bytes,
        plaintext: bytes,
        retention_class: RetentionClass = RetentionClass.STANDARD,
    ) -> Sealed:
        """Seal ``plaintext`` to the key of today (UTC day of the clock) and bind it to ``open_bytes``.

        Raises NoPublicKeyError (nothing may be captured), VaultDamagedError.
        """
        session = self._session(retention_class)
        nonce = secrets.token_bytes(NONCE_BYTES)
        return Sealed(
            key_id=session.key_id,
            wrapped=session.wrapped,
            nonce=nonce,
            ciphertext=session.aead.encrypt(nonce, plaintext, _binding(open_bytes)),
        )

    def _session(self, retention_class: RetentionClass) -> _SealingSession:
        # Two threads may both make a new session here; both are good and the last one stays.
        day = self._clock().astimezone(UTC).date()
        session = self._sessions.get(retention_class)
        if session is None or not session.usable(day):
            session = _SealingSession(self._public_keys, self._tenant, day, retention_class)
            self._sessions[retention_class] = session
        return session


class Opener:
    """Opens what the private day keys of one directory can open. Not thread-safe.

    Unwrapped session keys are kept, at most ``cache_size`` of them and each at most
    ``cache_seconds``, so that a batch costs one symmetric operation per content and a destroyed
    key stops opening in every running process within that time.
    """

    def __init__(
        self,
        private_directory: Path,
        *,
        cache_size: int = 4096,
        cache_seconds: float = 60.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._directory = private_directory
        self._cache_size = cache_size
        self._cache_seconds = cache_seconds
        self._monotonic = monotonic
        self._sessions: OrderedDict[tuple[str, bytes], tuple[float, AESGCM]] = OrderedDict()

    def open(self, sealed: Sealed, open_bytes: bytes) -> bytes:
        """Return the plaintext that was sealed together with exactly these open bytes.

        Raises KeyDestroyedError, UnknownKeyError, SealBrokenError (all OpeningError), and
        VaultDamagedError.
        """
        session = self._session(sealed)
        try:
            return session.decrypt(sealed.nonce, sealed.ciphertext, _binding(open_bytes))
        except (InvalidTag, ValueError):
            raise SealBrokenError(sealed.key_id) from None

    def _session(self, sealed: Sealed) -> AESGCM:
        name = (sealed.key_id, sealed.wrapped)
        now = self._monotonic()
        known = self._sessions.get(name)
        if known is not None and now < known[0]:
            self._sessions.move_to_end(name)
            return known[1]
        self._sessions.pop(name, None)
        session = self._unwrap(sealed)
        self._sessions[name] = (now + self._cache_seconds, session)
        if len(self._sessions) > self._cache_size:
            self._sessions.popitem(last=False)
        return session

    def _unwrap(self, sealed: Sealed) -> AESGCM:
        key_id = KeyId.parse(sealed.key_id)
        private_key = read_private_key(self._directory, key_id)
        try:
            return AESGCM(_suite().decrypt(sealed.wrapped, private_key, info=str(key_id).encode()))
        except (InvalidTag, ValueError):
            raise SealBrokenError(sealed.key_id) from None
