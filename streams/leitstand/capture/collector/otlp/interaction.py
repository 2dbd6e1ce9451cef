"""From what is known of one call to an interaction. Pure."""

from collections.abc import Sequence
from datetime import datetime

from leitstand.capture.collector.otlp import facts
from leitstand.capture.collector.otlp.conversation import Conversation
from leitstand.capture.collector.otlp.parts import Part
from leitstand.capture.collector.otlp.values import Plain
from leitstand.capture.collector.producers import SendingProgram
from leitstand.capture.observed import Observed
from leitstand.schemas.vocabulary import Channel, Completeness, Operation, Status

_NO_ANSWER = frozenset({Operation.EMBEDDINGS, Operation.MODERATION, Operation.SPEECH})
"""Their answers are no words."""


def observed_of(
    span: Part | None, records: Sequence[Part], occurred_at: datetime, program: SendingProgram
) -> Observed:
    """Return the interaction that a span, its log records, or both tell of.

    Content is taken from the span if it has any, else from the records: never from both, which
    say the same.
    """
    parts = [*records, *([span] if span else [])]
    attributes: Plain = {name: v for part in parts for name, v in part.attributes.items()}
    said = _said(span, records)
    failed = facts.failed(attributes) or any(part.failed for part in parts)
    operation = facts.operation(attributes)
    service = next((part.service for part in parts if part.service), None)
    return Observed(
        occurred_at=occurred_at,
        channel=Channel.OTLP,
        application=program.application_of_service(service),
        operation=operation,
        status=Status.ERROR if failed else Status.OK,
        completeness=_completeness(said, operation, failed=failed),
        provider=facts.provider(attributes),
        client=facts.client(attributes),
        user=program.user(facts.user(attributes)),
        request_model=facts.request_model(attributes),
        response_model=facts.response_model(attributes),
        response_id=facts.response_id(attributes),
        streamed=facts.streamed(attributes),
        finish_reasons=facts.finish_reasons(attributes, said.finish_reasons),
        http_status=facts.http_status(attributes),
        usage=facts.usage(attributes),
        duration_ms=(span.duration_ms or 0) if span else 0,
        first_chunk_ms=facts.first_chunk_ms(attributes),
        messages=tuple(said.messages),
        answers=tuple(said.answers),
        tool_calls=tuple(said.tool_calls),
        file_names=tuple(said.parts.file_names),
        attachments=tuple(said.parts.attachments),
    )


def has_content(part: Part) -> bool:
    """Say whether a part tells what was said."""
    return not _read(part).is_empty


def _said(span: Part | None, records: Sequence[Part]) -> Conversation:
    if span is not None:
        of_span = _read(span)
        if not of_span.is_empty:
            return of_span
    whole = [_read(part) for part in records if part.is_details]
    if any(not each.is_empty for each in whole):
        return next(each for each in whole if not each.is_empty)
    together = Conversation()
    for part in records:
        together.read_events(part.told)
    return together


def _read(part: Part) -> Conversation:
    """Return what one part tells; a span's attributes come before its events."""
    found = Conversation()
    if part.is_span:
        found.read_attributes(part.attributes)
    if found.is_empty:
        found.read_events(part.told)
    return found


def _completeness(said: Conversation, operation: Operation, *, failed: bool) -> Completeness:
    if said.is_empty:
        return Completeness.METADATA_ONLY
    answered = said.answers or said.tool_calls or operation in _NO_ANSWER or failed
    return Completeness.COMPLETE if said.messages and answered else Completeness.PROMPT_ONLY
