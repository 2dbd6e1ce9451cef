"""The client of all rounds: keeps its connections, asks at a given concurrency, counts time."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import cast

PROMPT = (
    "Bitte schreibe eine freundliche Einladung zum Elternabend der Kita Sonnenschein. Er findet am "
    "Donnerstag um 19 Uhr im Gruppenraum statt. Themen sind der Ausflug in den Wald, das Sommerfest "
    "und die neuen Öffnungszeiten. Bitte in einfacher Sprache und mit höchstens zehn Sätzen. "
) * 2
_LIMIT_S = 60.0
"""For an answer that never comes."""


@dataclass(slots=True)
class Measured:
    """One round against one target."""

    latencies_ms: list[float] = field(default_factory=list[float])
    first_chunks_ms: list[float] = field(default_factory=list[float])
    seconds: float = 0.0
    failed: int = 0


class _Connection(asyncio.Protocol):
    """Asks again and again until the time is over."""

    def __init__(self, request: bytes, stream: bool, until: float, found: Measured) -> None:
        self._request = request
        self._stream = stream
        self._until = until
        self._found = found
        self._tail = b""
        self._missing = -1
        self.over = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's are no subclass of it.
        self._transport = cast("asyncio.Transport", transport)
        self._ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.over.done():
            self._found.failed += 1
            self.over.set_result(None)

    def _ask(self) -> None:
        self._tail, self._missing, self._first = b"", -1, True
        self._began = time.perf_counter()
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        if self._first:
            self._first = False
            self._fail_unless_ok(data)
        if self._stream:
            self._streamed(data, now)
        else:
            self._plain(data, now)

    def _fail_unless_ok(self, data: bytes) -> None:
        if not data.startswith(b"HTTP/1.1 200"):
            self._found.failed += 1

    def _streamed(self, data: bytes, now: float) -> None:
        before = b"data: " in self._tail
        self._tail += data
        if not before and b"data: " in self._tail:
            self._found.first_chunks_ms.append((now - self._began) * 1000)
        if self._tail.endswith(b"0\r\n\r\n"):
            self._end(now)

    def _plain(self, data: bytes, now: float) -> None:
        self._tail += data
        if self._missing < 0:
            end = self._tail.find(b"\r\n\r\n")
            if end < 0:
                return
            self._missing = end + 4 + _length(self._tail[:end])
        if len(self._tail) >= self._missing:
            self._end(now)

    def _end(self, now: float) -> None:
        self._found.latencies_ms.append((now - self._began) * 1000)
        if now < self._until:
            self._ask()
        elif not self.over.done():
            self.over.set_result(None)
            self._transport.close()


def request_of(port: int, stream: bool) -> bytes:
    """Return a request as OpenAI's Python client sends it."""
    body = json.dumps(
        {
            "model": "gpt-4o-mini",
            "messages": [
                {"role": "system", "content": "Du hilfst in einem Rathaus."},
                {"role": "user", "content": PROMPT},
            ],
            **({"stream": True} if stream else {}),
        }
    ).encode()
    head = (
        "POST /v1/chat/completions HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Accept: application/json",
        "Content-Type: application/json",
        "User-Agent: OpenAI/Python 2.8.0",
        "X-Stainless-Lang: python",
        "X-Stainless-Package-Version: 2.8.0",
        "X-Stainless-Runtime: CPython",
        "Authorization: Bearer sk-bench-0123456789",
        f"Content-Length: {len(body)}",
        "",
        "",
    )
    return "\r\n".join(head).encode() + body


async def measure(port: int, *, stream: bool, concurrency: int, seconds: float) -> Measured:
    """Ask for some seconds."""
    found, loop = Measured(), asyncio.get_running_loop()
    began = time.perf_counter()
    until, request = began + seconds, request_of(port, stream)
    connections = [
        (
            await loop.create_connection(
                lambda: _Connection(request, stream, until, found), "127.0.0.1", port
            )
        )[1]
        for _ in range(concurrency)
    ]
    async with asyncio.timeout(seconds + _LIMIT_S):
        await asyncio.gather(*(connection.over for connection in connections))
    found.seconds = time.perf_counter() - began
    return found


def _length(head: bytes) -> int:
    lowered = head.lower()
    at = lowered.find(b"content-length:")
    return int(lowered[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
