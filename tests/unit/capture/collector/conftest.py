"""A collector over the recorder of the capture tests, called without a network."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest
from starlette.testclient import TestClient

from leitstand.capture.collector.application import build
from leitstand.capture.collector.config import CollectorConfig
from leitstand.schemas.interaction import Content, Interaction
from leitstand.vault import PublicKeys, VaultPaths

NOW = datetime.fromisoformat("2026-03-04T05:06:07.891234+00:00")


@dataclass
class Desk:
    """A collector, and eyes for what it wrote."""

    client: TestClient
    town: Any

    def events(self) -> list[tuple[Interaction, Content]]:
        """Open every event in the outbox, in order."""
        found: list[tuple[Interaction, Content]] = self.town.events()
        return found

    def event(self) -> tuple[Interaction, Content]:
        """Return the only event."""
        (found,) = self.events()
        return found


@pytest.fixture
def desk(town: Any) -> Iterator[Callable[..., Desk]]:
    """Make a collector with this configuration; its clock stands still."""
    with ExitStack() as stack:

        def make(
            config: CollectorConfig | None = None, clock: Callable[[], datetime] = lambda: NOW
        ) -> Desk:
            app = build(
                config or CollectorConfig(trust_user=True),
                tenant="musterstadt",
                recorder=town.recorder,
                outbox=town.outbox,
                agreement_gate=town.gate,
                public_keys=PublicKeys(VaultPaths(town.folder / "vault").public),
                clock=clock,
            )
            return Desk(stack.enter_context(TestClient(app)), town)

        yield make
