"""A program with a data directory, a client without a network, and eyes for what was recorded."""

# pyright: basic
# Whatever the client makes of an answer has no types of ours.

import json
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import msgspec
import openai
import pytest

from leitstand.outbox.segments import all_frames
from leitstand.schemas.interaction import Content, Interaction, InteractionRecord
from leitstand.sdk import Recorder, Settings, initialise, instrument
from leitstand.vault import Opener, VaultPaths

LIMIT_S = 60
"""How long a test waits for something that comes at once when all is well."""
Handler = Callable[[httpx2.Request], httpx2.Response]


class Pieces(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A body that comes piece by piece, and may break off."""

    def __init__(self, pieces: Iterable[bytes | Exception]) -> None:
        self.pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.pieces:
            if isinstance(piece, Exception):
                raise piece
            yield piece

    async def __aiter__(self) -> Any:
        for piece in self:
            yield piece


def chunk(text: str, **more: Any) -> bytes:
    """Return one event of a streamed chat."""
    delta = {"index": 0, "delta": {"content": text}, "finish_reason": None, **more}
    event = {
        "id": "chatcmpl-A1b2c3d4",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "gpt-4o",
        "choices": [delta],
    }
    return b"data: " + json.dumps(event).encode() + b"\n\n"


DONE = b"data: [DONE]\n\n"


def chat(text: str = "Guten Tag.") -> dict[str, Any]:
    """Return an answer of a chat."""
    return {
        "id": "chatcmpl-A1b2c3d4",
        "object": "chat.completion",
        "created": 1,
        "model": "gpt-4o",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": text},
                "finish_reason": "stop",
            }
        ],
        "usage": {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10},
    }


def plain(document: Any, status: int = 200, **headers: str) -> httpx2.Response:
    """Return a plain answer that comes over the wire, not one that is there already."""
    told = {"content-type": "application/json", **headers}
    return httpx2.Response(status, headers=told, stream=Pieces([json.dumps(document).encode()]))


def streamed(*pieces: bytes | Exception) -> httpx2.Response:
    told = {"content-type": "text/event-stream"}
    return httpx2.Response(200, headers=told, stream=Pieces(pieces))


@dataclass
class Provider:
    """Answers what a test wants, one after the other, the last one for ever."""

    answers: list[Callable[[], httpx2.Response]] = field(default_factory=list)
    asked: list[httpx2.Request] = field(default_factory=list)

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        request.read()
        self.asked.append(request)
        answer = self.answers[min(len(self.asked), len(self.answers)) - 1]
        return answer()

    async def later(self, request: httpx2.Request) -> httpx2.Response:
        await request.aread()
        self.asked.append(request)
        return self.answers[min(len(self.asked), len(self.answers)) - 1]()

    def client(self, **more: Any) -> openai.OpenAI:
        connection = httpx2.Client(transport=httpx2.MockTransport(self))
        return openai.OpenAI(api_key="k", http_client=connection, **more)

    def client_async(self, **more: Any) -> openai.AsyncOpenAI:
        connection = httpx2.AsyncClient(transport=httpx2.MockTransport(self.later))
        return openai.AsyncOpenAI(api_key="k", http_client=connection, **more)


@dataclass
class Town:
    """A data directory and its recorder."""

    data: Path
    recorder: Recorder
    provider: Provider

    def client(self, *answers: Callable[[], httpx2.Response], **more: Any) -> openai.OpenAI:
        """Return an instrumented client that is answered so."""
        self.provider.answers[:] = answers
        return instrument(self.provider.client(max_retries=0, **more), self.recorder)

    def client_async(
        self, *answers: Callable[[], httpx2.Response], **more: Any
    ) -> openai.AsyncOpenAI:
        self.provider.answers[:] = answers
        return instrument(self.provider.client_async(max_retries=0, **more), self.recorder)

    def events(self, count: int) -> list[tuple[Interaction, Content]]:
        """Wait for so many events and return them, in order."""
        deadline = time.monotonic() + LIMIT_S
        while len(found := self._values()) < count and time.monotonic() < deadline:
            time.sleep(0.005)
        assert len(found) == count
        return [self._open(value) for value in found]

    def all_events(self) -> list[tuple[Interaction, Content]]:
        """Return those that are there."""
        return [self._open(value) for value in self._values()]

    def event(self) -> tuple[Interaction, Content]:
        """Return the only one."""
        return self.events(1)[0]

    def _values(self) -> list[bytes]:
        paths = sorted(self.data.glob("outbox/*/*.seg"))
        frames = (frame for path in paths for frame in all_frames(path))
        return [frame.outgoing().value or b"" for frame in frames]

    def _open(self, value: bytes) -> tuple[Interaction, Content]:
        record = msgspec.json.decode(value, type=InteractionRecord)
        opener = Opener(VaultPaths(self.data / "vault").private)
        content = opener.open(record.sealed, bytes(record.open))
        return (
            msgspec.json.decode(bytes(record.open), type=Interaction),
            msgspec.json.decode(content, type=Content),
        )


@pytest.fixture(scope="session")
def initialised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a data directory once, for copies: its keys take a moment."""
    data = tmp_path_factory.mktemp("sdk") / "data"
    initialise(data)
    return data


@pytest.fixture
def make(tmp_path: Path, initialised: Path) -> Iterator[Callable[..., Town]]:
    """Make a town whose recorder has these settings."""
    made: list[Town] = []

    def town(**settings: Any) -> Town:
        data = tmp_path / f"data{len(made)}"
        shutil.copytree(initialised, data)
        told: dict[str, Any] = {"data": data, "application": "buero-chat"} | settings
        recorder = Recorder(Settings(**told))
        made.append(Town(data, recorder, Provider()))
        return made[-1]

    yield town
    for each in made:
        each.recorder.close()


@pytest.fixture
def town(make: Callable[..., Town]) -> Town:
    return make()
