"""Passwords as scrypt hashes in one line: ``scrypt$n$r$p$salt$hash``, numbers and hexadecimal.

Cost for passwords that people choose: n = 2^15, r = 8, p = 3 (32 MiB), one of the equivalent
settings of the OWASP Password Storage Cheat Sheet.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass

from leitstand.schemas.identifiers import RandomBytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Parameters of scrypt."""

    n: int = 2**15
    r: int = 8
    p: int = 3


HUMAN = Cost()
GENERATED = Cost(n=2**14, p=1)
"""Enough for a password of 100 random bits, which no dictionary holds."""

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without characters that look alike on paper."""


def hash_password(
    password: str, cost: Cost = HUMAN, random_bytes: RandomBytes = secrets.token_bytes
) -> str:
    """Return the line that goes into the accounts file."""
    salt = random_bytes(16)
    digest = _scrypt(password, salt, cost)
    return f"scrypt${cost.n}${cost.r}${cost.p}${salt.hex()}${digest.hex()}"


def matches(password: str, line: str) -> bool:
    """Say whether the password is the one of the line; False for a line of another form."""
    try:
        kind, n, r, p, salt, digest = line.split("$")
        if kind != "scrypt":
            return False
        found = _scrypt(password, bytes.fromhex(salt), Cost(n=int(n), r=int(r), p=int(p)))
        return hmac.compare_digest(found, bytes.fromhex(digest))
    except ValueError:
        return False


def generate_password(choose: secrets.SystemRandom | None = None) -> str:
    """Return a password of more than 100 random bits, in groups that can be read out."""
    source = choose or secrets.SystemRandom()
    return "-".join("".join(source.choice(_LETTERS) for _ in range(5)) for _ in range(5))


def _scrypt(password: str, salt: bytes, cost: Cost) -> bytes:
    memory = 128 * cost.n * cost.r * 2
    return hashlib.scrypt(
        password.encode(), salt=salt, n=cost.n, r=cost.r, p=cost.p, maxmem=memory, dklen=32
    )
