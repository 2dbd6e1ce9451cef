"""One AI interaction, as capture writes it: an open part of closed values, and a sealed part.

On Kafka (``leitstand.interactions.v1``) the value is ``{"open": {...}, "sealed": {...}}``. ``open``
is kept as raw bytes on both sides, because the seal is bound to exactly those bytes (additional
authenticated data = SHA-256 of them): who changes one open byte breaks the seal.
"""

from typing import Annotated
from uuid import UUID

import msgspec

from leitstand.schemas.clock import Instant
from leitstand.schemas.identifiers import Slug
from leitstand.schemas.vocabulary import (
    Action,
    Channel,
    ClientName,
    Completeness,
    FinishReason,
    Operation,
    Provider,
    Purpose,
    Status,
    Tokenizer,
    UsageSource,
    Verdict,
    Where,
)

Count = Annotated[int, msgspec.Meta(ge=0, le=2**53)]
ModelName = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/@-]{0,95}$")]
"""A model identifier that :mod:`leitstand.schemas.model_names` recognised."""
ResponseId = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z]{2,16}[-_][A-Za-z0-9_-]{4,80}$")]
Version = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,6}(\.[0-9]{1,6}){0,3}$")]
MediaType = Annotated[
    str, msgspec.Meta(pattern=r"^(application|audio|font|image|text|video)/[a-z0-9.+-]{1,80}$")
]


class Capture(msgspec.Struct, frozen=True, kw_only=True):
    """Who captured the event, and as the how-manieth."""

    channel: Channel
    producer: Slug
    """One start of one capturing process; its sequence begins at 1."""
    sequence: Annotated[int, msgspec.Meta(ge=1)]
    """Gapless per producer, so that a missing event can be proven."""
    completeness: Completeness


class Client(msgspec.Struct, frozen=True, kw_only=True):
    """The program that asked."""

    name: ClientName
    version: Version | None = None


class Usage(msgspec.Struct, frozen=True, kw_only=True):
    """Tokens; absent counts are ``None``, never zero."""

    source: UsageSource
    input: Count | None = None
    output: Count | None = None
    reasoning: Count | None = None
    """Part of ``output`` that the model spent thinking."""
    cached: Count | None = None
    """Part of ``input`` that the provider had cached."""
    tokenizer: Tokenizer | None = None
    """Which one, where the counts are estimated."""


class Sizes(msgspec.Struct, frozen=True, kw_only=True):
    """How much text there was, without any of it."""

    messages: Count = 0
    prompt_characters: Count = 0
    answer_characters: Count = 0
    request_bytes: Count = 0
    response_bytes: Count = 0


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """A file or a picture in the prompt; its name is in the sealed part."""

    media_type: MediaType
    bytes: Count


class Preflight(msgspec.Struct, frozen=True, kw_only=True):
    """What the gateway decided before the prompt left the house, if it was asked to."""

    verdict: Verdict
    action: Action
    rules: tuple[Slug, ...] = ()


class Interaction(msgspec.Struct, frozen=True, kw_only=True):
    """The open part: closed values and numbers only, never free text."""

    tenant: Slug
    event_id: UUID
    occurred_at: Instant
    """When the client asked. With ``event_id`` the immutable identity of the event."""
    recorded_at: Instant
    """When capture wrote it down."""
    capture: Capture
    client: Client
    application: Slug
    """Id in the register; ``unregistered`` where capture knows none."""
    operation: Operation
    provider: Provider
    request_model: ModelName | None = None
    response_model: ModelName | None = None
    response_id: ResponseId | None = None
    streamed: bool = False
    finish_reasons: tuple[FinishReason, ...] = ()
    status: Status
    http_status: Annotated[int, msgspec.Meta(ge=100, le=599)] | None = None
    usage: Usage
    duration_ms: Count = 0
    first_chunk_ms: Count | None = None
    """Time to the first streamed chunk; absent where nothing was streamed."""
    sizes: Sizes
    attachments: tuple[Attachment, ...] = ()
    purpose: Purpose = Purpose.UNSTATED
    preflight: Preflight | None = None


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """One text of the conversation and where it stood."""

    where: Where
    text: str


class ToolCall(msgspec.Struct, frozen=True, kw_only=True):
    """A tool that the model asked for."""

    name: str
    arguments: str


class Content(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The sealed part: everything a person wrote, read or could be known by."""

    user: str | None = None
    """The user id as the client gave it; ``None`` where nobody said. Never guessed."""
    messages: tuple[Message, ...] = ()
    """The conversation in its order, the answer last (``where`` = answer)."""
    tool_calls: tuple[ToolCall, ...] = ()
    file_names: tuple[str, ...] = ()
    model_as_sent: str | None = None
    """The requested model, where it is no name that we know."""


class Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """A content under lock. See :mod:`leitstand.vault.sealing`."""

    key_id: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9._-]+/\d{4}-\d{2}-\d{2}/[a-z_]+$")]
    """``tenant/day/retention class`` of the key pair that the session key is wrapped to."""
    wrapped: bytes
    """The session key, wrapped to the day's public key. The same for a process and day."""
    nonce: bytes
    ciphertext: bytes


class InteractionRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The Kafka value of ``leitstand.interactions.v1``."""

    open: msgspec.Raw
    """The bytes of an :class:`Interaction`, untouched."""
    sealed: Sealed
