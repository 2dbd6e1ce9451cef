"""Everything between a recorder and the disk, in one process."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from leitstand.capture import Recorder
from leitstand.outbox import Outbox, status
from leitstand.schemas.clock import Clock
from leitstand.sdk.errors import SettingsError
from leitstand.sdk.gate import DataGate
from leitstand.sdk.settings import PREFIX, Settings
from leitstand.sdk.to_kafka import ToKafka, Worker
from leitstand.vault import PublicKeys, Sealer, VaultPaths

NAME = "sdk"
_GOODBYE_S = 2.0
"""For what is on its way to Kafka when the program ends; the rest stays on disk."""
_LOOK_S = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An open outbox and what writes to it."""

    recorder: Recorder
    outbox: Outbox
    directory: Path
    stop: threading.Event
    workers: tuple[threading.Thread, ...]

    def close(self) -> None:
        """Write what is pending and stop."""
        self.outbox.close()
        deadline = time.monotonic() + _GOODBYE_S
        while self.workers and status(self.directory).waiting and time.monotonic() < deadline:
            time.sleep(_LOOK_S)
        self.stop.set()
        for worker in self.workers:
            worker.join(_GOODBYE_S)


def open_line(settings: Settings, clock: Clock) -> Line:
    """Open the outbox of a data directory. Raises SettingsError, OSError."""
    data = data_of(settings)
    vault, directory = VaultPaths(data / "vault"), data / "outbox"
    tenant = settings.tenant or only_tenant(vault.public)
    kafka = ToKafka(data, tenant, settings.kafka) if settings.kafka else None
    outbox = Outbox(directory, NAME, on_commit=kafka.wake if kafka else lambda: None)
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
        directory=directory,
        stop=stop,
        workers=_started(kafka.workers(clock) if kafka else (), stop),
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


def _started(workers: Sequence[Worker], stop: threading.Event) -> tuple[threading.Thread, ...]:
    threads = tuple(
        threading.Thread(target=worker, args=(stop,), name="leitstand sdk kafka", daemon=True)
        for worker in workers
    )
    for thread in threads:
        thread.start()
    return threads
