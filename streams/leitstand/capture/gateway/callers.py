"""Who is calling: a program known by its key, or anybody where no callers are configured."""

import hashlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from leitstand.capture.closing import UNREGISTERED
from leitstand.capture.closing import application as as_application
from leitstand.capture.gateway.config import (
    CallerConfig,
    GatewayConfig,
    GatewayConfigError,
    UpstreamConfig,
    upstream_key,
)
from leitstand.capture.presented_keys import RawHeaders, presented_key
from leitstand.capture.providers import provider_of
from leitstand.schemas.vocabulary import Provider


@dataclass(frozen=True, slots=True, kw_only=True)
class Upstream:
    """Where a request goes."""

    base: str
    """Without a slash at its end; empty where nobody configured one."""
    key: str | None
    provider: Provider
    proxy: str | None = None
    """Through which it is reached."""

    def url(self, raw_path: bytes, query: bytes) -> str:
        """Return the address for a path, exactly as the client spelled it."""
        path = raw_path.decode("ascii", "replace")
        base = self.base
        if base.endswith("/v1") and path.startswith("/v1/"):
            base = base.removesuffix("/v1")
        return base + path + ("?" + query.decode("ascii", "replace") if query else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A program whose requests pass."""

    application: str | None
    trusts_user_header: bool
    upstream: Upstream | None
    """Its own; ``None`` = as the routes say."""
    own_key: bool
    """Whether the key in its request is one of ours, and so none of the upstream's business."""
    user: str | None = None
    """Who is using it, where its token says so."""


class Callers:
    """Finds the caller of a request."""

    def __init__(self, config: GatewayConfig) -> None:
        """Resolve every upstream and key once. Raises GatewayConfigError."""
        self._config = config
        self._known = {c.key_sha256: _known(c) for c in config.callers}
        self._anybody = None if config.callers or config.oidc else _anybody(config)
        self._application_header = config.application_header.lower().encode()
        self._user_header = config.user_header.lower().encode()

    def find(self, headers: RawHeaders) -> Caller | None:
        """Return the caller, or None for one that is not known."""
        if self._anybody is not None:
            return self._anybody
        key = presented_key(headers)
        return None if key is None else self._known.get(hashlib.sha256(key).hexdigest())

    def user(self, caller: Caller, headers: RawHeaders) -> str | None:
        """Return who is using the caller, if it may say so and does."""
        if caller.user is not None or not caller.trusts_user_header:
            return caller.user
        value = _header(headers, self._user_header)
        return value.decode("utf-8", "replace").strip() or None if value else None

    def application(self, caller: Caller, headers: RawHeaders, of_route: str | None) -> str:
        """Return the application: the caller's, else the one it names, the route's, the default."""
        if caller.application is not None:
            return caller.application
        otherwise = of_route or self._config.default_application
        named = _header(headers, self._application_header)
        if named is None:
            return otherwise
        found = as_application(named.decode("ascii", "replace").strip())
        return otherwise if found == UNREGISTERED else found


def _known(caller: CallerConfig) -> Caller:
    return Caller(
        application=caller.application,
        trusts_user_header=caller.trust_user_header,
        upstream=resolved(caller.upstream) if caller.upstream else None,
        own_key=True,
    )


def _anybody(config: GatewayConfig) -> Caller:
    return Caller(
        application=None,
        trusts_user_header=config.trust_user_header,
        upstream=None,
        own_key=False,
    )


def resolved(config: UpstreamConfig) -> Upstream:
    """Return an upstream with its key. Raises GatewayConfigError."""
    if config.url and not _is_base(config.url):
        # Not repeated: it may hold a password.
        problem = "the upstream's address is none that requests can be sent to"
        remedy = (
            "write it like https://api.example.org/v1; its key belongs into key_env or key_file"
        )
        raise GatewayConfigError(problem, remedy)
    return Upstream(
        base=config.url.rstrip("/"),
        key=upstream_key(config),
        provider=config.provider or provider_of(config.url),
        proxy=config.proxy or None,
    )


def _is_base(url: str) -> bool:
    """Say whether a path can be put behind it, and no name or key stands in it."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return False
    whole = bool(host) and port != 0 and not any(character.isspace() for character in url)
    return whole and parts.scheme in ("http", "https") and not set("@?#") & set(url)


def _header(headers: RawHeaders, wanted: bytes) -> bytes | None:
    return next((value for name, value in headers if name == wanted), None)
