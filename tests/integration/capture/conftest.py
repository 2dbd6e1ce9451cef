"""A real gateway in front of an upstream that a test writes, and eyes for what was recorded."""

import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
import uvicorn
from starlette.types import ASGIApp

from leitstand.capture import Basis, Grant, Recorder
from leitstand.capture.gateway.application import build
from leitstand.capture.gateway.config import GatewayConfig, UpstreamConfig
from leitstand.deploy.gateway.protocol import GatewayProtocol
from leitstand.outbox import Outbox
from leitstand.outbox.segments import all_frames
from leitstand.schemas.interaction import Content, Interaction, InteractionRecord
from leitstand.vault import DayKeys, Opener, PublicKeys, Sealer, VaultPaths

TENANT = "musterstadt"
LIMIT_S = 60
"""How long a test waits for something that comes at once when all is well."""


class Gate:
    """An agreement gate that answers what a test wants."""

    basis = Basis.IN_FORCE

    def ask(self, at: datetime, application: str) -> Grant:
        return Grant(basis=self.basis)


@dataclass
class Line:
    """A gateway with everything behind it."""

    url: str
    gate: Gate
    outbox: Path
    opener: Opener

    def events(self, count: int) -> list[tuple[Interaction, Content]]:
        """Wait for so many events in the outbox and return them, in order."""
        deadline = time.monotonic() + LIMIT_S
        while len(found := self._values()) < count and time.monotonic() < deadline:
            time.sleep(0.01)
        assert len(found) == count
        return [self._open(value) for value in found]

    def nothing(self) -> bool:
        """Say whether nothing was recorded at all."""
        return not self._values()

    def _values(self) -> list[bytes]:
        frames = (f for path in sorted(self.outbox.glob("*/*.seg")) for f in all_frames(path))
        return [frame.outgoing().value or b"" for frame in frames]

    def _open(self, value: bytes) -> tuple[Interaction, Content]:
        record = msgspec.json.decode(value, type=InteractionRecord)
        content = self.opener.open(record.sealed, bytes(record.open))
        return (
            msgspec.json.decode(bytes(record.open), type=Interaction),
            msgspec.json.decode(content, type=Content),
        )


@contextmanager
def serving(app: ASGIApp) -> Generator[str]:
    """Serve an application in a thread; give its address."""
    config = uvicorn.Config(
        app,
        port=0,
        http=GatewayProtocol,
        log_config=None,
        ws="none",
        server_header=False,
        date_header=False,
    )
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


def _config_of(
    upstream: ASGIApp | str | UpstreamConfig, serve: Callable[[ASGIApp], str]
) -> UpstreamConfig:
    if isinstance(upstream, UpstreamConfig):
        return upstream
    return UpstreamConfig(url=upstream if isinstance(upstream, str) else serve(upstream))


@pytest.fixture
def line(tmp_path: Path, serve: Callable[[ASGIApp], str]) -> Iterator[Callable[..., Line]]:
    """Make a gateway in front of an upstream, given as an application or an address."""
    outboxes: list[Outbox] = []
    paths = VaultPaths(tmp_path / "vault")
    DayKeys.create(paths.root, TENANT, datetime.now(UTC).date(), 2)

    def make(upstream: ASGIApp | str | UpstreamConfig, **config: Any) -> Line:
        outbox, gate = Outbox(tmp_path / "outbox", "gateway"), Gate()
        outboxes.append(outbox)
        sealer = Sealer(PublicKeys(paths.public), TENANT, lambda: datetime.now(UTC))
        recorder = Recorder(tenant=TENANT, outbox=outbox, sealer=sealer, agreement_gate=gate)
        config.setdefault("trust_user_header", True)
        preflight = config.pop("check", None)
        told = GatewayConfig(upstream=_config_of(upstream, serve), **config)
        app = build(told, recorder, preflight=preflight)
        return Line(serve(app), gate, tmp_path / "outbox", Opener(paths.private))

    yield make
    for outbox in outboxes:
        outbox.close()
