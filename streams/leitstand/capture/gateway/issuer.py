"""The keys with which an OpenID Connect provider signs, fetched beforehand and kept through its outages.

OpenID Connect Discovery 1.0 §4, RFC 7517 (keys). A known key costs no request; an unknown one asks
the issuer once for everybody who waits, and not again before a pause is over.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any, TypeVar

import jwt
import msgspec

from leitstand.capture.gateway.config import SignatureAlgorithm

_log = logging.getLogger(__name__)
_PAUSE_S = 10.0
"""Between two questions to the issuer: strangers' tokens must not make us a nuisance to it."""
_STALE_S = 3600.0
"""After that the keys are asked for again in the background, so that withdrawn ones go."""
_DISCOVERY = "/.well-known/openid-configuration"

Fetch = Callable[[str], Awaitable[bytes]]
"""Returns the body at an address. Raises IssuerError."""


_T = TypeVar("_T")


class IssuerError(Exception):
    """The issuer did not answer, or not with keys. Its text names no address and no content."""


class _Discovery(msgspec.Struct, frozen=True):
    issuer: str
    jwks_uri: str


class _KeySet(msgspec.Struct, frozen=True):
    keys: tuple[dict[str, Any], ...]


class Issuer:
    """Keys of one issuer, by key id and algorithm. For one event loop."""

    def __init__(
        self,
        url: str,
        algorithms: Sequence[SignatureAlgorithm],
        fetch: Fetch,
        timer: Callable[[], float],
    ) -> None:
        self._url = url
        self._algorithms = algorithms
        self._fetch = fetch
        self._timer = timer
        self._keys: dict[tuple[str, str], jwt.PyJWK] = {}
        self._fetched_at: float | None = None
        self._asked_at: float | None = None
        self._asking: asyncio.Task[None] | None = None

    @property
    def has_keys(self) -> bool:
        """Whether the issuer has ever answered."""
        return self._fetched_at is not None

    async def key(self, key_id: str, algorithm: str) -> jwt.PyJWK | None:
        """Return the key for a token's head; an unknown one is asked for if the pause is over."""
        known = self._keys.get((key_id, algorithm))
        if known is None:
            await self._ask()
            return self._keys.get((key_id, algorithm))
        if self._is_older_than(_STALE_S, self._fetched_at):
            self._begin_asking()
        return known

    async def _ask(self) -> None:
        asking = self._begin_asking()
        if asking is not None:
            # One caller's hanging up ends nobody else's waiting.
            await asyncio.shield(asking)

    def _begin_asking(self) -> asyncio.Task[None] | None:
        """Return the question that is under way, or a new one, or None within the pause."""
        if self._asking is not None and not self._asking.done():
            return self._asking
        if not self._is_older_than(_PAUSE_S, self._asked_at):
            return None
        self._asked_at = self._timer()
        self._asking = asyncio.ensure_future(self._refresh())
        return self._asking

    def _is_older_than(self, seconds: float, moment: float | None) -> bool:
        return moment is None or self._timer() - moment >= seconds

    async def _refresh(self) -> None:
        """Take the issuer's keys in place of those known; if it does not answer they stay."""
        try:
            self._keys = dict(self._usable(await self._key_set()))
        except IssuerError as error:
            _log.warning("issuer: %s", error)
            return
        self._fetched_at = self._timer()

    async def _key_set(self) -> _KeySet:
        found = _decoded(await self._fetch(self._url.rstrip("/") + _DISCOVERY), _Discovery)
        if found.issuer != self._url:
            message = "its discovery document names another issuer"
            raise IssuerError(message)
        if self._url.startswith("https:") and not found.jwks_uri.startswith("https:"):
            message = "its keys are not behind TLS"
            raise IssuerError(message)
        return _decoded(await self._fetch(found.jwks_uri), _KeySet)

    def _usable(self, key_set: _KeySet) -> Iterator[tuple[tuple[str, str], jwt.PyJWK]]:
        for key in key_set.keys:
            key_id, purpose = key.get("kid"), key.get("use", "sig")
            if not isinstance(key_id, str) or purpose != "sig":
                continue
            for algorithm in self._algorithms:
                found = _key(key, algorithm)
                if found is not None:
                    yield (key_id, algorithm.value), found


def _key(key: dict[str, Any], algorithm: SignatureAlgorithm) -> jwt.PyJWK | None:
    """Return the key for this algorithm, or None where it is for another one."""
    if key.get("alg", algorithm) != algorithm or key.get("kty") == "oct":
        return None
    try:
        return jwt.PyJWK(key, algorithm.value)
    except jwt.PyJWTError:
        return None


def _decoded(body: bytes, kind: type[_T]) -> _T:
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.DecodeError, RecursionError):
        message = f"its answer is no {kind.__name__.strip('_')}"
        raise IssuerError(message) from None
