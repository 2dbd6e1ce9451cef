"""A network between two parts that delays, slows, stalls, cuts, half-closes and swallows answers."""

import asyncio
import socket
import struct
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """What the network does to everything that passes."""

    delay_s: float = 0.0
    """Each portion of bytes is late by so much, in both directions."""
    bytes_per_s: float = 0.0
    """No faster than this; 0 = as fast as it comes."""
    stalled: bool = False
    """Nothing passes and nobody is told, as behind a cable that was pulled."""
    swallows_answers: bool = False
    """The server gets everything, the client hears nothing: a lost acknowledgement."""


FAIR = Weather()


class Proxy:
    """Forwards connections to a port of this machine, from a thread of its own."""

    def __init__(self, target: int) -> None:
        """Listen at once, on a free port."""
        self._target = target
        self._weather = FAIR
        self._loop = asyncio.new_event_loop()
        self._connections: set[tuple[asyncio.StreamWriter, asyncio.StreamWriter]] = set()
        self._tasks: set[asyncio.Task[Any]] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.passed = 0
        """Connections that were ever made."""
        self._server = self._run(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port: int = self._server.sockets[0].getsockname()[1]

    def set_weather(self, weather: Weather) -> None:
        """Change what happens from now on; after swallowed answers connections are of no use: cut."""
        self._weather = weather

    def cut(self) -> None:
        """Reset every connection, as a firewall does that was started anew."""
        self._run(self._on_all(_reset))

    def half_close(self) -> None:
        """Tell each client that the server will say no more, and go on listening to it."""
        self._run(self._on_all(lambda client, _: client.write_eof()))

    def close(self) -> None:
        """End, and leave no connection behind."""
        self._run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _run(self, what: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(30)

    async def _on_all(
        self, act: Callable[[asyncio.StreamWriter, asyncio.StreamWriter], object]
    ) -> None:
        for client, server in list(self._connections):
            if not client.transport.is_closing():
                act(client, server)

    async def _end(self) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            await self._connect(reader, writer)
        except (OSError, asyncio.CancelledError):
            # Whoever is cut off tries again; that is their business.
            pass
        finally:
            self._tasks.discard(task)
            _abort(writer)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, server = await asyncio.open_connection("127.0.0.1", self._target)
        pair = (writer, server)
        self._connections.add(pair)
        self.passed += 1
        try:
            await asyncio.gather(
                self._pump(reader, server, is_answer=False),
                self._pump(answers, writer, is_answer=True),
            )
        finally:
            self._connections.discard(pair)
            _abort(server)

    async def _pump(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, is_answer: bool
    ) -> None:
        while portion := await source.read(_CHUNK):
            await self._pass(len(portion))
            if is_answer and self._weather.swallows_answers:
                continue
            sink.write(portion)
            await sink.drain()
        if not sink.is_closing():
            sink.write_eof()

    async def _pass(self, size: int) -> None:
        while self._weather.stalled:  # noqa: ASYNC110 - the weather is made in another thread
            await asyncio.sleep(0.05)
        seconds = self._weather.delay_s
        if self._weather.bytes_per_s:
            seconds += size / self._weather.bytes_per_s
        if seconds:
            await asyncio.sleep(seconds)


def _reset(client: asyncio.StreamWriter, server: asyncio.StreamWriter) -> None:
    for writer in (client, server):
        # Without lingering the kernel sends a reset, else it would say goodbye.
        linger = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        _abort(writer)


def _abort(writer: asyncio.StreamWriter) -> None:
    transport = writer.transport
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()
