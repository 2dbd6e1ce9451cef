"""What could not become a row: its bytes sealed as one blob, the rest open and content-free."""

from typing import Annotated

import msgspec

from leitstand.schemas.clock import Instant
from leitstand.schemas.identifiers import Slug
from leitstand.schemas.interaction import Count, Sealed
from leitstand.schemas.vocabulary import DeadLetterReason


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """The Kafka value of ``leitstand.dead_letters.v1``; the key is ``id``."""

    tenant: Slug
    """From the ``ce_tenant`` header, else the tenant of the process that refused the record."""
    id: Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f-]{36}|sha256:[0-9a-f]{64})$")]
    """The ``ce_id`` header if it is a UUID, else the SHA-256 of the bytes: the same record, the same id."""
    reason: DeadLetterReason
    refused_by: Slug
    """Role of the process: ``assess``, ``sink``, ``cases``."""
    topic: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9._-]{1,100}$")]
    partition: Count
    offset: Count
    refused_at: Instant
    size: Count
    """Bytes of key, headers and value together."""
    sealed: Sealed | None
    """Key, headers and value as a sealed :class:`Blob`; ``None`` where no day key was at hand,
    then the record stays readable in its own topic only as long as that topic keeps it."""


class Blob(msgspec.Struct, frozen=True, kw_only=True):
    """A Kafka record, whole, as it stands sealed inside a dead letter."""

    key: bytes | None
    headers: tuple[tuple[str, bytes], ...]
    value: bytes | None
