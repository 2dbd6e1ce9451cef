"""A program's data directory, and eyes for what was recorded in it."""

import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest
import uvicorn
from starlette.types import ASGIApp

from leitstand.outbox.segments import all_frames
from leitstand.schemas.interaction import Content, Interaction, InteractionRecord
from leitstand.sdk import Recorder, Settings, initialise
from leitstand.vault import Opener, VaultPaths

LIMIT_S = 60
"""How long a test waits for something that comes at once when all is well."""


@dataclass
class Town:
    """A data directory and a recorder."""

    data: Path
    recorder: Recorder

    def events(self, count: int) -> list[tuple[Interaction, Content]]:
        """Wait for so many events and return them, in order."""
        deadline = time.monotonic() + LIMIT_S
        while len(found := self._values()) < count and time.monotonic() < deadline:
            time.sleep(0.01)
        assert len(found) == count
        return [self._open(value) for value in found]

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


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    data = tmp_path / "data"
    initialise(data)
    recorder = Recorder(Settings(data=data, application="buero-chat"))
    yield Town(data, recorder)
    recorder.close()


@contextmanager
def serving(app: ASGIApp) -> Generator[str]:
    """Serve an application in a thread; give its address."""
    config = uvicorn.Config(app, port=0, log_config=None, ws="none", server_header=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + LIMIT_S
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(LIMIT_S)


@pytest.fixture
def serve() -> Iterator[Callable[[ASGIApp], str]]:
    """Serve any number of applications until the test ends."""
    with ExitStack() as stack:
        yield lambda app: stack.enter_context(serving(app))
