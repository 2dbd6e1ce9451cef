"""A provider as fast as can be: fixed answers, plain and streamed, over HTTP/1.1. Prints its port."""

import asyncio
import json
import signal
from collections.abc import Iterator
from typing import cast

EVENTS = 20
_WORDS = "Liebe Eltern, wir laden Sie herzlich zum Elternabend in die Kita ein. "
_HEAD = {"id": "chatcmpl-9aB1cD2eF3gH4iJ5", "created": 1_770_000_000, "model": "gpt-4o-mini"}
_USAGE = {"prompt_tokens": 180, "completion_tokens": 120, "total_tokens": 300}


def _plain() -> bytes:
    message = {"role": "assistant", "content": _WORDS * 8}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    body = json.dumps(
        {**_HEAD, "object": "chat.completion", "choices": [choice], "usage": _USAGE}
    ).encode()
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _event(delta: dict[str, str], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    event = {**_HEAD, "object": "chat.completion.chunk", "choices": [choice]}
    return b"data: " + json.dumps(event).encode() + b"\n\n"


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


PLAIN = _plain()
STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
)
STREAM = [
    _chunk(_event({"role": "assistant", "content": ""})),
    *(_chunk(_event({"content": _WORDS})) for _ in range(EVENTS)),
    _chunk(_event({}, "stop")),
    _chunk(b"data: [DONE]\n\n") + b"0\r\n\r\n",
]


class Connection(asyncio.Protocol):
    """One client; requests one after the other, each with its length."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's are no subclass of it.
        self._transport = cast("asyncio.Transport", transport)
        self._buffer = b""

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            length = _length(self._buffer[:end])
            if len(self._buffer) < end + 4 + length:
                return
            body = self._buffer[end + 4 : end + 4 + length]
            self._buffer = self._buffer[end + 4 + length :]
            self._answer(body)

    def _answer(self, body: bytes) -> None:
        if b'"stream": true' in body or b'"stream":true' in body:
            self._transport.write(STREAM_HEAD + STREAM[0])
            self._rest(iter(STREAM[1:]))
        else:
            self._transport.write(PLAIN)

    def _rest(self, pieces: Iterator[bytes]) -> None:
        # Each event by itself, as a model gives them; without a pause between.
        piece = next(pieces, None)
        if piece is not None and not self._transport.is_closing():
            self._transport.write(piece)
            asyncio.get_running_loop().call_soon(self._rest, pieces)


def _length(head: bytes) -> int:
    lowered = head.lower()
    at = lowered.find(b"content-length:")
    return int(lowered[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


async def main() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Connection, "127.0.0.1", 0, backlog=2048)
    print(server.sockets[0].getsockname()[1], flush=True)
    stop = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    await stop.wait()


if __name__ == "__main__":
    import uvloop

    uvloop.run(main())
