"""Many clients at once on a real gateway: streams, slow readers, large bodies, both sides dying.

``python -m tests.bench.gateway.crowd [--streams N] [--slow N] [--large N] [--large-mib N]`` prints
figures of a run. :func:`run` is also the short test (tests/integration/capture/test_gateway_load.py).
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from uuid import UUID

import msgspec
import psutil

from leitstand.deploy.settings import Home
from leitstand.outbox.segments import all_frames
from leitstand.schemas.interaction import Content, Interaction, InteractionRecord
from leitstand.schemas.vocabulary import Completeness, Status
from leitstand.vault import Opener, VaultPaths

LIMIT_S = 300.0
MIB = 1024 * 1024
_EVENTS = 20
_FLOOD_PIECE = "Elternabend " * 1000


class Kind(StrEnum):
    """What a client and its upstream do."""

    WHOLE = "whole"
    DIES = "dies"
    """The upstream breaks off in the middle."""
    LEAVES = "leaves"
    """The client hangs up in the middle."""
    SLOW = "slow"
    """A long stream, read in small sips."""
    LARGE = "large"
    """A large request, a plain answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crowd:
    """How many of each."""

    streams: int
    """A tenth of them with a dying upstream, another tenth with a leaving client."""
    slow: int
    slow_events: int
    large: int
    large_bytes: int

    def kinds(self) -> Iterator[Kind]:
        for number in range(self.streams):
            yield {0: Kind.DIES, 1: Kind.LEAVES}.get(number % 10, Kind.WHOLE)
        yield from [Kind.SLOW] * self.slow
        yield from [Kind.LARGE] * self.large


@dataclass(slots=True, kw_only=True)
class Seen:
    """What one client saw."""

    kind: Kind
    status: int = 0
    event_id: UUID | None = None
    text: str = ""
    ended: bool = False
    """Whether the stream had its end, or the answer its length."""
    sent_bytes: int = 0


@dataclass(slots=True, kw_only=True)
class Outcome:
    """Everything about one run."""

    seen: list[Seen]
    events: dict[UUID, list[tuple[Interaction, Content]]] = field(default_factory=dict)
    asked: int = 0
    """Requests that reached the upstream."""
    seconds: float = 0.0
    base_mib: float = 0.0
    peak_mib: float = 0.0

    def problems(self) -> list[str]:
        """Return everything in which clients and events disagree."""
        found = [text for one in self.seen for text in self._problems_of(one)]
        count = sum(map(len, self.events.values()))
        if count != self.asked:
            found.append(f"{self.asked} requests went out, {count} events are there")
        return found

    def _problems_of(self, one: Seen) -> Iterator[str]:
        events = self.events.get(one.event_id, []) if one.event_id else []
        if len(events) != 1:
            yield f"{one.kind}: {len(events)} events (status {one.status})"
            return
        interaction, content = events[0]
        answer = "".join(m.text for m in content.messages[interaction.sizes.messages :])
        cut = interaction.capture.completeness is Completeness.TRUNCATED
        held = one.text[: len(answer)] if cut else one.text
        if one.ended and (answer != held or interaction.status is not Status.OK):
            yield f"{one.kind}: {interaction.status}, {len(answer)} of {len(one.text)} characters"
        if not one.ended and not cut and not answer.startswith(one.text):
            yield f"{one.kind}: the client saw what the event does not hold"
        if one.kind is Kind.DIES and interaction.status is not Status.INTERRUPTED:
            yield f"{one.kind}: {interaction.status}"
        if one.kind in (Kind.WHOLE, Kind.SLOW, Kind.LARGE) and not one.ended:
            yield f"{one.kind}: no end, status {one.status}"
        if one.kind is Kind.LARGE and interaction.sizes.request_bytes != one.sent_bytes:
            yield f"{one.kind}: {interaction.sizes.request_bytes} bytes of {one.sent_bytes}"
        if interaction.capture.completeness is Completeness.METADATA_ONLY:
            yield f"{one.kind}: not read"


def _event(text: str | None, finish: str | None = None) -> bytes:
    delta = {} if text is None else {"content": text}
    data = {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}
    return b"data: " + json.dumps(data).encode() + b"\n\n"


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


class Upstream:
    """Does what the request's ``kind`` says."""

    def __init__(self, slow_events: int) -> None:
        self.asked = 0
        self._slow_events = slow_events

    @asynccontextmanager
    async def serving(self) -> AsyncGenerator[int]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=4096)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                await reader.readexactly(_length(head))
                self.asked += 1
                await self._answer(Kind(head.split(b"kind=")[1].split(b" ")[0].decode()), writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _answer(self, kind: Kind, writer: asyncio.StreamWriter) -> None:
        if kind is Kind.LARGE:
            choice = {"index": 0, "message": {"content": "Gern."}, "finish_reason": "stop"}
            body = json.dumps({"choices": [choice]}).encode()
            head = (
                b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
            )
            writer.write(head % len(body) + body)
            return
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n")
        writer.write(b"transfer-encoding: chunked\r\n\r\n")
        slow = kind is Kind.SLOW
        for number in range(self._slow_events if slow else _EVENTS):
            if kind is Kind.DIES and number == _EVENTS // 2:
                writer.transport.abort()
                raise ConnectionAbortedError
            writer.write(_chunk(_event(_FLOOD_PIECE if slow else f"Wort {number} ")))
            await writer.drain()
            if not slow:
                await asyncio.sleep(0.02)
        writer.write(_chunk(_event(None, "stop")) + _chunk(b"data: [DONE]\n\n") + b"0\r\n\r\n")
        await writer.drain()


async def ask(port: int, kind: Kind, large_bytes: int) -> Seen:
    """Be one client."""
    seen = Seen(kind=kind)
    content = "Text. " * (large_bytes // 6) if kind is Kind.LARGE else "Einladung"
    body = json.dumps({"model": "m", "messages": [{"role": "user", "content": content}]}).encode()
    seen.sent_bytes = len(body)
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=16 * MIB)
    try:
        writer.write(
            f"POST /v1/chat/completions?kind={kind} HTTP/1.1\r\nHost: x\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
        )
        writer.write(body)
        await writer.drain()
        await _read(reader, seen)
    except (OSError, asyncio.IncompleteReadError):
        pass  # The other side broke off; what was seen until then is in ``seen``.
    finally:
        writer.transport.abort()
    return seen


async def _read(reader: asyncio.StreamReader, seen: Seen) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    seen.status = int(head.split(b" ", 2)[1])
    found = [line for line in head.split(b"\r\n") if line.startswith(b"x-leitstand-event: ")]
    seen.event_id = UUID(found[0].partition(b": ")[2].decode()) if found else None
    if b"chunked" not in head:
        body = await reader.readexactly(_length(head))
        seen.text = json.loads(body)["choices"][0]["message"]["content"]
        seen.ended = True
        return
    rest = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        rest = _take(rest + await reader.readexactly(size), seen)
        await reader.readexactly(2)
        if seen.kind is Kind.LEAVES and seen.text:
            return
        if seen.kind is Kind.SLOW:
            await asyncio.sleep(0.01)


def _take(data: bytes, seen: Seen) -> bytes:
    """Add the texts of whole events; return what is left."""
    *events, rest = data.split(b"\n\n")
    for event in events:
        if event == b"data: [DONE]":
            seen.ended = True
        else:
            delta = json.loads(event.removeprefix(b"data: "))["choices"][0]["delta"]
            seen.text += delta.get("content", "")
    return rest


async def run(crowd: Crowd, data: Path) -> Outcome:
    """Let the crowd loose on a gateway of its own."""
    upstream = Upstream(crowd.slow_events)
    async with upstream.serving() as port, _gateway(port, data) as (own, process):
        memory = psutil.Process(process.pid)
        outcome = Outcome(seen=[], base_mib=memory.memory_info().rss / MIB)
        watching = asyncio.ensure_future(_watch(memory, outcome))
        began = time.perf_counter()
        clients = [ask(own, kind, crowd.large_bytes) for kind in crowd.kinds()]
        async with asyncio.timeout(LIMIT_S):
            outcome.seen = await asyncio.gather(*clients)
        outcome.seconds = time.perf_counter() - began
        outcome.asked = upstream.asked
        await _all_recorded(data, outcome.asked)
        watching.cancel()
    outcome.events = events_of(Home(data))
    return outcome


@asynccontextmanager
async def _gateway(port: int, data: Path) -> AsyncGenerator[tuple[int, asyncio.subprocess.Process]]:
    command = [sys.executable, "-m", "leitstand.deploy.cli", "gateway", "--kafka", "127.0.0.1:1"]
    where = ["--upstream", f"http://127.0.0.1:{port}", "--listen", "127.0.0.1:0"]
    process = await asyncio.create_subprocess_exec(
        *command, *where, "--data", str(data), stderr=asyncio.subprocess.PIPE, limit=MIB
    )
    said = process.stderr
    assert said is not None
    try:
        line = b""
        while b"listens on" not in line:
            line = await said.readline()
            assert line, "the gateway did not start"
        reading = asyncio.ensure_future(said.read())  # So that it never waits for us.
        yield int(line.rpartition(b":")[2]), process
        reading.cancel()
    finally:
        process.terminate()
        await process.wait()


async def _watch(memory: psutil.Process, outcome: Outcome) -> None:
    while True:
        outcome.peak_mib = max(outcome.peak_mib, memory.memory_info().rss / MIB)
        await asyncio.sleep(0.02)


async def _all_recorded(data: Path, count: int) -> None:
    """Wait for the records of those whose client or upstream left."""
    async with asyncio.timeout(LIMIT_S):
        while len(list(_values(Home(data)))) < count:  # noqa: ASYNC110 - another process's files
            await asyncio.sleep(0.1)


def _values(home: Home) -> Iterator[bytes]:
    for path in sorted(home.outbox.glob("*/*.seg")):
        yield from (frame.outgoing().value or b"" for frame in all_frames(path))


def events_of(home: Home) -> dict[UUID, list[tuple[Interaction, Content]]]:
    """Open every event in the outbox."""
    opener = Opener(VaultPaths(home.vault).private)
    found: dict[UUID, list[tuple[Interaction, Content]]] = {}
    for value in _values(home):
        record = msgspec.json.decode(value, type=InteractionRecord)
        plain = opener.open(record.sealed, bytes(record.open))
        interaction = msgspec.json.decode(bytes(record.open), type=Interaction)
        content = msgspec.json.decode(plain, type=Content)
        found.setdefault(interaction.event_id, []).append((interaction, content))
    return found


def _length(head: bytes) -> int:
    lowered = head.lower()
    at = lowered.find(b"content-length:")
    return int(lowered[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--streams", type=int, default=1000)
    parser.add_argument("--slow", type=int, default=20)
    parser.add_argument("--slow-events", type=int, default=500, help="of 12 kB each")
    parser.add_argument("--large", type=int, default=4)
    parser.add_argument("--large-mib", type=int, default=50)
    asked = parser.parse_args()
    crowd = Crowd(
        streams=asked.streams,
        slow=asked.slow,
        slow_events=asked.slow_events,
        large=asked.large,
        large_bytes=asked.large_mib * MIB,
    )
    with tempfile.TemporaryDirectory(prefix="bench-crowd-") as directory:
        outcome = asyncio.run(run(crowd, Path(directory, "data")))
    print(f"clients {len(outcome.seen)}: {dict(Counter(s.kind.value for s in outcome.seen))}")
    print(f"upstream asked {outcome.asked}, events {sum(map(len, outcome.events.values()))}")
    print(f"seconds {outcome.seconds:.1f}")
    print(f"memory {outcome.base_mib:.0f} MiB before, {outcome.peak_mib:.0f} MiB at its peak")
    problems = outcome.problems()
    print(f"disagreements {len(problems)}", *problems[:20], sep="\n  ")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
