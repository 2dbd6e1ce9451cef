"""Settings of one installation: one frozen object, read once per process from the data directory.

``DATA/leitstand.yaml`` holds them, secrets lie beside it as files under ``DATA/secrets`` (mode
0600). Defaults bind to loopback.
"""

import os
import secrets as random_secrets
from pathlib import Path
from typing import Annotated

import msgspec

from leitstand.deploy.command import UserError
from leitstand.schemas.identifiers import Slug

FILE_NAME = "leitstand.yaml"

Port = Annotated[int, msgspec.Meta(ge=1, le=65535)]


class Ports(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """TCP ports of the local stack, all on :attr:`Settings.host`."""

    kafka: Port = 19092
    kafka_controller: Port = 19093
    endpoint: Port = 18123
    """ClickHouse HTTP."""
    gateway: Port = 18080
    collector: Port = 14318
    """CloudEvents and OTLP/HTTP."""
    web: Port = 18000
    dagster: Port = 18300
    upstream: Port = 18090
    """The demo's replaying provider."""


class BrakeSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When a worker stops the line because too much goes to dead letters."""

    window: Annotated[int, msgspec.Meta(ge=1)] = 1000
    """Newest records that are looked at."""
    share: Annotated[float, msgspec.Meta(gt=0, le=1)] = 0.2
    """Part of them that may not be reached, of reasons that lie with this installation."""
    least: Annotated[int, msgspec.Meta(ge=1)] = 100
    """And their number."""


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one installation is; paths are derived, never configured twice."""

    tenant: Slug = "musterstadt"
    host: str = "127.0.0.1"
    ports: Ports = Ports()
    partitions: Annotated[int, msgspec.Meta(ge=1, le=512)] = 4
    """Partitions of interactions and assessments."""
    assess_workers: Annotated[int, msgspec.Meta(ge=1, le=64)] = 1
    sinks: Annotated[int, msgspec.Meta(ge=1, le=64)] = 1
    kafka: str = ""
    """Bootstrap servers of an outside Kafka; empty = the local one."""
    clickhouse: str = ""
    """Address of an outside ClickHouse (``http://host:8123``); empty = the local endpoint."""
    database: str = "leitstand"
    case_store: str = ""
    """SQLAlchemy URL; empty = SQLite in the data directory."""
    brake: BrakeSettings = BrakeSettings()
    """When the line is stopped because too much goes to dead letters."""
    demo: bool = False
    """Fictional town: the sign-in page says so and lists the demo's accounts."""

    @property
    def kafka_servers(self) -> str:
        """Bootstrap servers, local or outside."""
        return self.kafka or f"{self.host}:{self.ports.kafka}"

    @property
    def clickhouse_url(self) -> str:
        """Address of ClickHouse, local or outside, without user and password."""
        return self.clickhouse or f"http://{self.host}:{self.ports.endpoint}"


class Home:
    """The data directory: where things lie, and the secrets in it."""

    def __init__(self, data: Path) -> None:
        self.data = data.absolute()

    @property
    def settings_file(self) -> Path:
        """The settings of this installation."""
        return self.data / FILE_NAME

    @property
    def vault(self) -> Path:
        """Keys; ``public/`` is all that producers need."""
        return self.data / "vault"

    @property
    def outbox(self) -> Path:
        """Events on their way to Kafka."""
        return self.data / "outbox"

    @property
    def logs(self) -> Path:
        """A log file per process."""
        return self.data / "logs"

    @property
    def run(self) -> Path:
        """Locks, process ids, health."""
        return self.data / "run"

    @property
    def town(self) -> Path:
        """The files that ``register apply`` was last given by the demo."""
        return self.data / "town"

    def case_store_url(self, settings: Settings) -> str:
        """SQLAlchemy URL of the case store."""
        return settings.case_store or f"sqlite:///{self.data / 'cases.sqlite'}"

    def secret(self, name: str) -> str:
        """Return a secret by name: from ``LEITSTAND_<NAME>``, else from its file, made if absent."""
        from_environment = os.environ.get(f"LEITSTAND_{name.upper()}")
        if from_environment:
            return from_environment
        path = self.data / "secrets" / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text().strip()
        with os.fdopen(descriptor, "w") as file:
            file.write(random_secrets.token_urlsafe(24))
            file.flush()
            os.fsync(file.fileno())
        return path.read_text().strip()

    def load(self) -> Settings:
        """Read the settings; an absent file means the defaults.

        Raises UserError naming the field when the file is wrong.
        """
        try:
            text = self.settings_file.read_bytes()
        except FileNotFoundError:
            return Settings()
        try:
            return msgspec.yaml.decode(text, type=Settings) if text.strip() else Settings()
        except (msgspec.DecodeError, msgspec.ValidationError) as error:
            problem = f"{self.settings_file}: {error}"
            raise UserError(problem, "correct that field, or delete the file") from None

    def save(self, settings: Settings) -> None:
        """Write the settings so that a crash leaves the old or the new file, never half of one."""
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self.settings_file.with_suffix(".new")
        draft.write_bytes(msgspec.yaml.encode(settings))
        draft.replace(self.settings_file)
