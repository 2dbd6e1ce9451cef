"""Which headers travel on: all but those that belong to one connection, and ours."""

from leitstand.capture.decoding import READABLE
from leitstand.capture.gateway.callers import Caller, Upstream
from leitstand.capture.presented_keys import RawHeaders

Headers = list[tuple[bytes, bytes]]

_HOP_BY_HOP = frozenset(
    {
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)
"""RFC 9110 §7.6.1."""
_MADE_ANEW = frozenset({b"host", b"content-length", b"expect"})
_KEYS = frozenset({b"authorization", b"api-key", b"x-api-key"})
_OURS = b"x-leitstand-"
_NOT_MODIFIED = 304


def request_headers(
    headers: RawHeaders, caller: Caller, upstream: Upstream, user_header: str
) -> Headers:
    """Return what goes upstream. The user's name never does, nor a key that is ours."""
    user = user_header.lower().encode()
    named = _named_by_connection(headers)
    kept = [
        (name, _readable(value) if name == b"accept-encoding" else value)
        for name, value in headers
        if name not in _HOP_BY_HOP | _MADE_ANEW | named | {user} and not name.startswith(_OURS)
    ]
    if caller.own_key or upstream.key:
        kept = [(name, value) for name, value in kept if name not in _KEYS]
    if upstream.key:
        kept += _key_headers(upstream)
    return kept


def response_headers(headers: RawHeaders, status: int) -> Headers:
    """Return what goes back to the client, as the upstream wrote it."""
    lowered = [(name.lower(), value) for name, value in headers]
    dropped = _HOP_BY_HOP | _named_by_connection(lowered)
    if status == _NOT_MODIFIED:
        # The length of what is not sent; our server would wait for it.
        dropped |= {b"content-length"}
    return [(name, value) for name, value in lowered if name not in dropped]


def _key_headers(upstream: Upstream) -> Headers:
    key = (upstream.key or "").encode()
    azure = upstream.provider.value.startswith("azure")
    return [(b"api-key", key)] if azure else [(b"authorization", b"Bearer " + key)]


def _named_by_connection(headers: RawHeaders) -> frozenset[bytes]:
    values = (value for name, value in headers if name == b"connection")
    return frozenset(t.strip().lower() for value in values for t in value.split(b","))


def _readable(accept_encoding: bytes) -> bytes:
    """Keep only encodings that we can read too: an answer that nobody can check helps nobody."""
    asked = [part.strip() for part in accept_encoding.split(b",")]
    names = tuple(name.encode() for name in (*READABLE, "identity"))
    return b", ".join(p for p in asked if p.partition(b";")[0].strip() in names) or b"identity"
