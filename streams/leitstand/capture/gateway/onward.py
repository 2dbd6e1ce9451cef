"""The way to an upstream: one request out, one answer back, bodies as they are."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from io import BytesIO

import aiohttp
from multidict import CIMultiDict
from yarl import URL

from leitstand.capture.gateway.headers import Headers

_CONNECT_TIMEOUT_S = 10.0
_LONGEST_HEADER = 64 * 1024
_OK = 200
_ADDED_BY_ITSELF = ("User-Agent", "Accept", "Accept-Encoding", "Content-Type")
"""Headers that the client library would add to a request that has none."""


class OnwardError(Exception):
    """The upstream wasn't reached, or broke off. Its text names no address and no content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnwardRequest:
    """What goes to an upstream."""

    method: str
    url: str
    """As the client spelled its path: never quoted anew."""
    headers: Headers
    body: bytes
    proxy: str | None = None
    """Address of an HTTP proxy to go through."""


class OnwardAnswer:
    """An answer whose head is there, and whose body comes."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response
        self.status = response.status
        self.headers: Headers = list(response.raw_headers)

    def header(self, name: str) -> str | None:
        """Return the first header of that name."""
        return self._response.headers.get(name)

    async def pieces(self) -> AsyncIterator[bytes]:
        """Yield the body as it comes, still encoded. Raises OnwardError where it breaks off."""
        try:
            async for piece in self._response.content.iter_any():
                yield piece
        except (aiohttp.ClientError, TimeoutError, ConnectionError) as error:
            raise OnwardError(type(error).__name__) from None

    def close(self) -> None:
        """Let go; the connection is used again only if the body is through."""
        if self._response.content.at_eof():
            self._response.release()
        else:
            self._response.close()


async def get(onward: "Onward", url: str, limit: int) -> bytes:
    """Return a small body of ours to read. Raises OnwardError, also for another status than 200."""
    headers: Headers = [(b"accept", b"application/json")]
    answer = await onward.send(OnwardRequest(method="GET", url=url, headers=headers, body=b""))
    try:
        if answer.status != _OK:
            message = f"status {answer.status}"
            raise OnwardError(message)
        return await _whole(answer, limit)
    finally:
        answer.close()


async def _whole(answer: OnwardAnswer, limit: int) -> bytes:
    pieces: list[bytes] = []
    async for piece in answer.pieces():
        pieces.append(piece)
        limit -= len(piece)
        if limit < 0:
            message = "too large"
            raise OnwardError(message)
    return b"".join(pieces)


class Onward:
    """Connections to upstreams, kept for use again. For one event loop."""

    def __init__(self, read_timeout_s: float) -> None:
        """``read_timeout_s`` is the longest silence of an upstream."""
        self._timeout = aiohttp.ClientTimeout(
            total=None, sock_connect=_CONNECT_TIMEOUT_S, sock_read=read_timeout_s
        )
        self._session: aiohttp.ClientSession | None = None

    async def send(self, request: OnwardRequest) -> OnwardAnswer:
        """Return the answer once its head is there. Raises OnwardError."""
        try:
            response = await self._sessions().request(
                request.method,
                URL(request.url, encoded=True),
                headers=_decoded(request.headers),
                # A file in memory: given as bytes, large ones would be written in one piece.
                data=BytesIO(request.body) if request.body else None,
                allow_redirects=False,
                skip_auto_headers=_ADDED_BY_ITSELF,
                proxy=request.proxy,
            )
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise OnwardError(type(error).__name__) from None
        return OnwardAnswer(response)

    async def close(self) -> None:
        """Close all connections."""
        if self._session is not None:
            await self._session.close()

    def _sessions(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                # No limit of our own: each client's connection has one to the upstream.
                connector=aiohttp.TCPConnector(limit=0),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=self._timeout,
                auto_decompress=False,
                max_line_size=_LONGEST_HEADER,
                max_field_size=_LONGEST_HEADER,
            )
        return self._session


def _decoded(headers: Headers) -> CIMultiDict[str]:
    return CIMultiDict(
        (name.decode("ascii", "replace"), value.decode("utf-8", "replace"))
        for name, value in headers
    )
