"""A real collector on a port of its own, and eyes for what it recorded."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from starlette.types import ASGIApp

from leitstand.capture import Basis, Grant, Recorder
from leitstand.capture.collector.application import build
from leitstand.capture.collector.config import CollectorConfig
from leitstand.outbox import Outbox
from leitstand.outbox.segments import all_frames
from leitstand.schemas.interaction import Content, Interaction, InteractionRecord
from leitstand.schemas.vocabulary import Operation
from leitstand.vault import DayKeys, Opener, PublicKeys, Sealer, VaultPaths

TENANT = "musterstadt"


class Gate:
    """An agreement that is in force."""

    def ask(self, at: datetime, application: str) -> Grant:
        return Grant(basis=Basis.IN_FORCE)


@dataclass
class Collected:
    """A collector, and what came of it."""

    url: str
    app: ASGIApp
    outbox: Path
    opener: Opener

    def events(self) -> list[tuple[Interaction, Content]]:
        """Open every event, in order."""
        frames = (f for path in sorted(self.outbox.glob("*/*.seg")) for f in all_frames(path))
        return [self._open(frame.outgoing().value or b"") for frame in frames]

    def newest(self) -> list[tuple[Interaction, Content]]:
        """Return the last state of each, as consumers keep it."""
        return list({i.event_id: (i, c) for i, c in self.events()}.values())

    def of(self, operation: Operation) -> list[tuple[Interaction, Content]]:
        """Return the last state of each interaction of a kind."""
        return [(i, c) for i, c in self.newest() if i.operation is operation]

    def _open(self, value: bytes) -> tuple[Interaction, Content]:
        record = msgspec.json.decode(value, type=InteractionRecord)
        content = self.opener.open(record.sealed, bytes(record.open))
        return (
            msgspec.json.decode(bytes(record.open), type=Interaction),
            msgspec.json.decode(content, type=Content),
        )


@pytest.fixture
def collected(tmp_path: Path, serve: Callable[[ASGIApp], str]) -> Iterator[Collected]:
    paths, gate = VaultPaths(tmp_path / "vault"), Gate()
    DayKeys.create(paths.root, TENANT, datetime.now(UTC).date(), 2)
    outbox, keys = Outbox(tmp_path / "outbox", "collector"), PublicKeys(paths.public)
    recorder = Recorder(
        tenant=TENANT,
        outbox=outbox,
        sealer=Sealer(keys, TENANT, lambda: datetime.now(UTC)),
        agreement_gate=gate,
    )
    app = build(
        CollectorConfig(trust_user=True),
        tenant=TENANT,
        recorder=recorder,
        outbox=outbox,
        agreement_gate=gate,
        public_keys=keys,
    )
    yield Collected(serve(app), app, tmp_path / "outbox", Opener(paths.private))
    outbox.close()
