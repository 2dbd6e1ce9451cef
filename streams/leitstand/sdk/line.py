"""Everything between a recorder and the disk, in one process."""

import threading
from dataclasses import dataclass
from pathlib import Path

from leitstand.capture import Recorder
from leitstand.outbox import Drain, Outbox
from leitstand.schemas.clock import Clock
from leitstand.sdk.errors import SettingsError
from leitstand.sdk.gate import DataGate
from leitstand.sdk.settings import PREFIX, Settings
from leitstand.vault import PublicKeys, Sealer, VaultPaths

NAME = "sdk"
_GOODBYE_S = 5.0
"""For what is on its way to Kafka; the rest stays on disk."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An open outbox and what writes to it."""

    recorder: Recorder
    outbox: Outbox
    stop: threading.Event
    drain: threading.Thread | None

    def close(self) -> None:
        """Write what is pending and stop."""
        self.outbox.close()
        self.stop.set()
        if self.drain is not None:
            self.drain.join(_GOODBYE_S)


def open_line(settings: Settings, clock: Clock) -> Line:
    """Open the outbox of a data directory. Raises SettingsError, OSError."""
    data = data_of(settings)
    vault = VaultPaths(data / "vault")
    tenant = settings.tenant or only_tenant(vault.public)
    drain = _drain(data / "outbox", settings.kafka)
    outbox = Outbox(data / "outbox", NAME, on_commit=drain.wake if drain else lambda: None)
    stop = threading.Event()
    return Line(
        recorder=Recorder(
            tenant=tenant,
            outbox=outbox,
            sealer=Sealer(PublicKeys(vault.public), tenant, clock),
            agreement_gate=DataGate(data),
            clock=clock,
        ),
        outbox=outbox,
        stop=stop,
        drain=_started(drain, stop),
    )


def data_of(settings: Settings) -> Path:
    """Return the data directory. Raises SettingsError where there is none.

    It is never made here: a mistyped path would look like a directory into which all is recorded.
    """
    if settings.data is None:
        message = f"no data directory: set {PREFIX}DATA, or give data"
        raise SettingsError(message)
    if not settings.data.is_dir():
        message = f"the data directory isn't there: see {PREFIX}DATA"
        raise SettingsError(message)
    return settings.data.absolute()


def only_tenant(public: Path) -> str:
    """Return the tenant whose public keys lie there. Raises SettingsError for none or several."""
    found = [path.name for path in public.iterdir()] if public.is_dir() else []
    if len(found) == 1:
        return found[0]
    message = f"{len(found)} tenants have keys in vault/public: "
    message += f"set {PREFIX}TENANT" if found else "provision keys: leitstand vault init"
    raise SettingsError(message)


def _drain(outbox: Path, kafka: str | None) -> Drain | None:
    if kafka is None:
        return None
    # Only here: programs whose outbox another process drains don't load a Kafka client.
    from leitstand.broker.kafka import KafkaProducer

    return Drain(outbox, KafkaProducer(kafka))


def _started(drain: Drain | None, stop: threading.Event) -> threading.Thread | None:
    if drain is None:
        return None
    thread = threading.Thread(target=drain.run, args=(stop,), name="leitstand drain", daemon=True)
    thread.start()
    return thread
