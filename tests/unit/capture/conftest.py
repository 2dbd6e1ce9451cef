"""A recorder with real keys, an outbox in a temporary folder, and a way to look into events."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from leitstand.capture import Basis, Grant, Recorder
from leitstand.outbox import Limits, Outbox
from leitstand.outbox.segments import all_frames
from leitstand.schemas.interaction import Content, Interaction, InteractionRecord
from leitstand.vault import DayKeys, Opener, PublicKeys, Sealer, VaultPaths

NOW = datetime(2026, 3, 4, 5, 6, 7, 891_234, tzinfo=UTC)
TENANT = "musterstadt"


class Gate:
    """An agreement gate that answers what a test wants."""

    def __init__(self) -> None:
        self.grant = Grant(basis=Basis.IN_FORCE)

    def ask(self, at: datetime, application: str) -> Grant:
        return self.grant

    def say(self, basis: Basis, **more: object) -> None:
        self.grant = Grant(basis=basis, **more)  # type: ignore[arg-type] # fields by name


@dataclass
class Town:
    """Everything a recorder needs, and eyes for what it wrote."""

    folder: Path
    outbox: Outbox
    gate: Gate
    recorder: Recorder

    def another(self, **changes: Any) -> Recorder:
        """Return a recorder that differs in these parts."""
        parts: dict[str, Any] = {
            "tenant": TENANT,
            "outbox": self.outbox,
            "sealer": sealer_of(self.folder / "vault"),
            "agreement_gate": self.gate,
            "clock": lambda: NOW,
        }
        return Recorder(**(parts | changes))

    def events(self) -> list[tuple[Interaction, Content]]:
        """Open every event in the outbox, in order."""
        opener = Opener(VaultPaths(self.folder / "vault").private)
        return [open_event(value, opener) for value in self.values()]

    def values(self) -> list[bytes]:
        """Return the raw values, in order."""
        segments = sorted((self.folder / "outbox").glob("*/*.seg"))
        frames = (frame for path in segments for frame in all_frames(path))
        return [frame.outgoing().value or b"" for frame in frames]


def sealer_of(vault: Path) -> Sealer:
    return Sealer(PublicKeys(VaultPaths(vault).public), TENANT, lambda: NOW)


def open_event(value: bytes, opener: Opener) -> tuple[Interaction, Content]:
    record = msgspec.json.decode(value, type=InteractionRecord)
    open_bytes = bytes(record.open)
    content = opener.open(record.sealed, open_bytes)
    return (
        msgspec.json.decode(open_bytes, type=Interaction),
        msgspec.json.decode(content, type=Content),
    )


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    paths = VaultPaths(tmp_path / "vault")
    DayKeys.create(paths.root, TENANT, NOW.date(), 2)
    outbox = Outbox(tmp_path / "outbox", "test", limits=Limits(waiting_bytes=30_000_000))
    gate = Gate()
    sealer = sealer_of(paths.root)
    recorder = Recorder(
        tenant=TENANT, outbox=outbox, sealer=sealer, agreement_gate=gate, clock=lambda: NOW
    )
    yield Town(tmp_path, outbox, gate, recorder)
    outbox.close()
