"""What a collector is told: ``DATA/collector.yaml``."""

from pathlib import Path
from typing import Annotated

import msgspec

from leitstand.capture.errors import CaptureError
from leitstand.capture.presented_keys import Sha256
from leitstand.schemas.identifiers import Slug

FILE_NAME = "collector.yaml"
_MEBIBYTE = 1024 * 1024

Bytes = Annotated[int, msgspec.Meta(ge=1024)]
Positive = Annotated[int, msgspec.Meta(ge=1)]
ServiceName = Annotated[str, msgspec.Meta(min_length=1, max_length=255)]


class CollectorConfigError(CaptureError):
    """The configuration cannot be used; ``remedy`` says what to do."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


class ProducerConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A program that may deliver, known by its key."""

    name: Slug
    key_sha256: Sha256
    """``printf %s KEY | sha256sum``; the key itself is not kept."""
    application: Slug | None = None
    """What it is in the register; else its events say it."""
    services: dict[ServiceName, Slug] = {}
    """OpenTelemetry's ``service.name`` to the id of an application; comes before ``application``."""
    trust_user: bool = False
    """Whether its word on who asked counts (it signs people in)."""
    forward_sealed: bool = False
    """Whether it may hand on events that another producer of this house has sealed."""


class LimitsConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much one request may be; what is beyond it is refused, never cut."""

    body_bytes: Bytes = 16 * _MEBIBYTE
    """As it comes over the line."""
    decoded_bytes: Bytes = 64 * _MEBIBYTE
    """After gunzip."""
    header_bytes: Bytes = 32 * 1024
    """All headers together."""
    events: Positive = 10_000
    """In one request."""
    requests_at_once: Positive = 16
    """Above it 429, so that memory stays bounded."""
    silence_seconds: Annotated[float, msgspec.Meta(gt=0)] = 30.0
    """Of a body that has begun; then 408: who stalls must not keep the place of others."""


class JoinConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long a span waits in memory for its log records, and they for it."""

    seconds: Annotated[float, msgspec.Meta(gt=0)] = 900.0
    calls: Positive = 20_000
    content_bytes: Bytes = 64 * _MEBIBYTE
    """About, of everything that is remembered; the oldest are forgotten first."""


class CollectorConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One collector."""

    producers: tuple[ProducerConfig, ...] = ()
    """Empty: whoever reaches the listener may deliver; on a loopback address only."""
    default_application: Slug = "unregistered"
    trust_user: bool = False
    """The same for producers without a key; only where nobody else reaches the listener."""
    limits: LimitsConfig = LimitsConfig()
    join: JoinConfig = JoinConfig()


def load(path: Path) -> CollectorConfig:
    """Read the file; without it the defaults hold. Raises CollectorConfigError naming the field."""
    try:
        return msgspec.yaml.decode(path.read_bytes() or b"{}", type=CollectorConfig)
    except FileNotFoundError:
        return CollectorConfig()
    except (msgspec.DecodeError, msgspec.ValidationError) as error:
        problem = f"{path}: {error}"
        raise CollectorConfigError(problem, "correct that field (docs/collector.md)") from None
