"""``leitstand.observed.v1``: an interaction in clear, from a program in the house.

It comes over TLS or loopback and is sealed before it is written anywhere.
"""

from datetime import datetime
from typing import Annotated

import msgspec

from leitstand.capture.collector.producers import SendingProgram
from leitstand.capture.media_types import media_type
from leitstand.capture.observed import Observed
from leitstand.schemas.identifiers import Slug
from leitstand.schemas.interaction import (
    Attachment,
    Client,
    Count,
    MediaType,
    Message,
    ToolCall,
    Usage,
    Version,
)
from leitstand.schemas.vocabulary import (
    Channel,
    ClientName,
    Completeness,
    Operation,
    Provider,
    Purpose,
    Status,
    Tokenizer,
    UsageSource,
)

TYPE = "leitstand.observed.v1"

Name = Annotated[str, msgspec.Meta(max_length=512)]
Messages = Annotated[tuple[Message, ...], msgspec.Meta(max_length=100_000)]
Some = msgspec.Meta(max_length=1_000)


class ObservedClient(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The program that asked."""

    name: ClientName = ClientName.OTHER
    version: Version | None = None


class ObservedUsage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Tokens; leave out what nobody counted, never send a made-up zero."""

    source: UsageSource = UsageSource.PROVIDER
    input: Count | None = None
    output: Count | None = None
    reasoning: Count | None = None
    cached: Count | None = None
    tokenizer: Tokenizer | None = None


class ObservedData(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The ``data`` of the event; when it happened says the event's ``time``."""

    operation: Operation
    application: Slug | None = None
    """Id in the register; a producer that has one of its own cannot say another."""
    status: Status = Status.OK
    completeness: Completeness | None = None
    """How much was seen; left out it follows from the texts."""
    provider: Provider = Provider.OTHER
    client: ObservedClient = ObservedClient()
    user: Name | None = None
    """Who asked; counts only from producers whose word on it is trusted. Sealed."""
    request_model: Name | None = None
    response_model: Name | None = None
    response_id: Name | None = None
    streamed: bool = False
    finish_reasons: Annotated[tuple[Name, ...], Some] = ()
    http_status: Annotated[int, msgspec.Meta(ge=100, le=599)] | None = None
    usage: ObservedUsage | None = None
    duration_ms: Count = 0
    first_chunk_ms: Count | None = None
    messages: Messages = ()
    """What was sent, in its order. Sealed."""
    answers: Messages = ()
    """What came back. Sealed."""
    tool_calls: Annotated[tuple[ToolCall, ...], Some] = ()
    file_names: Annotated[tuple[Name, ...], Some] = ()
    attachments: Annotated[tuple[Attachment, ...], Some] = ()
    request_bytes: Count = 0
    response_bytes: Count = 0
    purpose: Purpose = Purpose.UNSTATED


def observed_of(data: ObservedData, occurred_at: datetime, program: SendingProgram) -> Observed:
    """Return the interaction as capture knows it."""
    return Observed(
        occurred_at=occurred_at,
        channel=Channel.HTTP,
        application=program.application_of(data.application),
        operation=data.operation,
        status=data.status,
        completeness=data.completeness or completeness_of(data),
        provider=data.provider,
        client=Client(name=data.client.name, version=data.client.version),
        user=program.user(data.user),
        request_model=data.request_model,
        response_model=data.response_model,
        response_id=data.response_id,
        streamed=data.streamed,
        finish_reasons=data.finish_reasons,
        http_status=data.http_status,
        usage=_usage(data.usage),
        duration_ms=data.duration_ms,
        first_chunk_ms=data.first_chunk_ms,
        messages=data.messages,
        answers=data.answers,
        tool_calls=data.tool_calls,
        file_names=data.file_names,
        attachments=tuple(_closed(a) for a in data.attachments),
        request_bytes=data.request_bytes,
        response_bytes=data.response_bytes,
        purpose=data.purpose,
    )


def completeness_of(data: ObservedData) -> Completeness:
    """Say how much was seen, where the producer does not."""
    if not (data.messages or data.answers or data.tool_calls):
        return Completeness.METADATA_ONLY
    answered = data.answers or data.tool_calls or data.operation is Operation.EMBEDDINGS
    return Completeness.COMPLETE if data.messages and answered else Completeness.PROMPT_ONLY


def _usage(usage: ObservedUsage | None) -> Usage:
    if usage is None or usage.source is UsageSource.MISSING:
        return Usage(source=UsageSource.MISSING)
    if usage.input is None and usage.output is None:
        return Usage(source=UsageSource.MISSING)
    estimated = usage.source is UsageSource.ESTIMATED
    return Usage(
        source=usage.source,
        input=usage.input,
        output=usage.output,
        reasoning=usage.reasoning,
        cached=usage.cached,
        tokenizer=usage.tokenizer if estimated else None,
    )


def _closed(attachment: Attachment) -> Attachment:
    kind: MediaType = media_type(attachment.media_type)
    return msgspec.structs.replace(attachment, media_type=kind)
