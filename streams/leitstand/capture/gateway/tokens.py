"""Callers known by a token of the house's identity provider (OpenID Connect).

Signature, issuer, audience and times are checked as RFC 7519 and RFC 8725 say, with algorithms from
the configuration only: never ``none``, never a shared secret. The token stays here.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, cast

import jwt

from leitstand.capture.errors import CaptureError
from leitstand.capture.gateway.callers import Caller
from leitstand.capture.gateway.config import OidcConfig, RequiredClaim
from leitstand.capture.gateway.issuer import Issuer

_LONGEST_TOKEN = 16 * 1024


class TokenProblem(StrEnum):
    """Why a token opens nothing; the codes that clients see."""

    INVALID = "invalid_token"
    """Not signed by the issuer, for somebody else, or over."""
    FORBIDDEN = "missing_role"
    """Genuine, but without what the configuration asks for."""
    UNCHECKED = "issuer_unreachable"
    """The issuer has not given its keys yet."""


class TokenError(CaptureError):
    """A token was refused. Says nothing of what stands in it."""

    def __init__(self, problem: TokenProblem) -> None:
        super().__init__(problem.value)
        self.problem = problem


class Tokens:
    """Finds the caller of a request that carries a token."""

    def __init__(self, config: OidcConfig, issuer: Issuer) -> None:
        self._config = config
        self._issuer = issuer
        self._jwt = jwt.PyJWT(options={"enforce_minimum_key_length": True})

    async def find(self, token: bytes) -> Caller:
        """Return the caller. Raises TokenError."""
        claims = self._claims(token, await self._key(token))
        required = self._config.required
        if required is not None and not _fulfils(claims, required):
            raise TokenError(TokenProblem.FORBIDDEN)
        return Caller(
            application=self._application(claims),
            trusts_user_header=False,
            upstream=None,
            own_key=True,
            user=_text(_claim(claims, self._config.user_claim)),
        )

    async def _key(self, token: bytes) -> jwt.PyJWK:
        key_id, algorithm = _head(token)
        if algorithm not in self._config.algorithms:
            raise TokenError(TokenProblem.INVALID)
        key = await self._issuer.key(key_id, algorithm)
        if key is None:
            known = self._issuer.has_keys
            raise TokenError(TokenProblem.INVALID if known else TokenProblem.UNCHECKED)
        return key

    def _claims(self, token: bytes, key: jwt.PyJWK) -> Mapping[str, Any]:
        try:
            return self._jwt.decode(
                token,
                key,
                algorithms=[key.algorithm_name],
                audience=self._config.audience,
                issuer=self._config.issuer,
                leeway=self._config.clock_skew_s,
                options={"require": ["exp", "iss", "aud"]},
            )
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
            raise TokenError(TokenProblem.INVALID) from None

    def _application(self, claims: Mapping[str, Any]) -> str | None:
        client = _text(claims.get("azp")) or _text(claims.get("client_id"))
        return self._config.applications.get(client) if client else None


def looks_like_token(key: bytes) -> bool:
    """Say whether a presented key has the form of a signed token (RFC 7515 §3.1)."""
    return key.startswith(b"ey") and key.count(b".") == 2


def _head(token: bytes) -> tuple[str, str]:
    """Return key id and algorithm, which nobody has vouched for yet. Raises TokenError."""
    if len(token) > _LONGEST_TOKEN:
        raise TokenError(TokenProblem.INVALID)
    try:
        head = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise TokenError(TokenProblem.INVALID) from None
    return str(head.get("kid") or ""), str(head.get("alg") or "")


def _fulfils(claims: Mapping[str, Any], required: RequiredClaim) -> bool:
    found = _claim(claims, required.claim)
    if isinstance(found, list):
        return required.value in cast("list[object]", found)
    # A scope is one text with spaces (RFC 8693 §4.2).
    return isinstance(found, str) and required.value in (found, *found.split(" "))


def _claim(claims: Mapping[str, Any], name: str) -> object:
    """Return a claim by its name, or by its path with dots (``realm_access.roles``)."""
    if name in claims:
        return claims[name]
    found: object = claims
    for step in name.split("."):
        if not isinstance(found, Mapping):
            return None
        found = cast("Mapping[str, object]", found).get(step)
    return found


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None
