"""The recorded exchanges of a real provider: read, and found again by request."""

import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import msgspec

FILE_NAME = "recorded_exchanges.jsonl.gz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One recorded request and what the provider answered."""

    name: str
    method: str
    path: str
    """With its query string, as it was recorded."""
    request: str
    status: int
    content_type: str
    response: str
    """The body; server-sent events verbatim."""

    @property
    def streamed(self) -> bool:
        """Whether the answer is a stream of server-sent events."""
        return self.content_type.startswith("text/event-stream")


class _Streamed(msgspec.Struct):
    """The one field that decides the kind of an answer."""

    stream: bool | None = None


@cache
def load() -> tuple[Exchange, ...]:
    """Return every exchange, in the order of the file."""
    packed = files(__name__).joinpath(FILE_NAME).read_bytes()
    return tuple(_read(json.loads(line)) for line in gzip.decompress(packed).splitlines())


def _read(raw: Mapping[str, str | None]) -> Exchange:
    return Exchange(
        name=raw["name"] or "",
        method=raw["method"] or "POST",
        path=raw["path"] or "/",
        request=raw["request"] or "",
        status=int(raw["status"] or 200),
        content_type=raw["content_type"] or "application/json",
        response=raw["response"] or "",
    )


def find(exchanges: Sequence[Exchange], *, method: str, path: str, body: bytes) -> Exchange | None:
    """Return the exchange that answers this request.

    The same request as recorded gets its own answer. Any other one gets an answer of the same
    path and kind (streamed or not), chosen by the hash of the body, so that it is always the same.
    Returns None where nothing of that path was recorded.
    """
    on_path = [e for e in exchanges if e.method == method and e.path.split("?")[0] == path]
    wanted = _canonical(body)
    for exchange in on_path:
        if _canonical(exchange.request.encode()) == wanted:
            return exchange
    streamed = _asks_for_stream(body)
    alike = [e for e in on_path if e.status == 200 and e.streamed == streamed]
    if not alike:
        return None
    return alike[int.from_bytes(hashlib.sha256(body).digest()[:8], "big") % len(alike)]


def _canonical(body: bytes) -> object:
    try:
        return json.loads(body)
    except ValueError:
        return body


def _asks_for_stream(body: bytes) -> bool:
    try:
        return msgspec.json.decode(body, type=_Streamed).stream is True
    except msgspec.MsgspecError:
        return False
