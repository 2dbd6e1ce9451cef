"""Sorts what was seen into the open and the sealed part of an event. Pure, but for the seal."""

from datetime import datetime
from uuid import UUID

import msgspec

from leitstand.capture import closing
from leitstand.capture.agreement import Grant
from leitstand.capture.observed import Observed
from leitstand.schemas.clock import to_milliseconds
from leitstand.schemas.interaction import Capture, Content, Interaction, Message, Sizes, ToolCall
from leitstand.schemas.vocabulary import Completeness

LARGEST_CONTENT_BYTES = 5 * 1024 * 1024
"""Of the sealed part before it is sealed; it grows by a third (base64), and an event must stay
below the 8 MiB that the broker takes."""


def content_of(observed: Observed, known_model: bool) -> Content:
    """Return what is sealed."""
    return Content(
        user=observed.user,
        messages=observed.messages + observed.answers,
        tool_calls=observed.tool_calls,
        file_names=observed.file_names,
        model_as_sent=None if known_model else observed.request_model,
    )


def interaction_of(
    observed: Observed,
    *,
    tenant: str,
    event_id: UUID,
    recorded_at: datetime,
    producer: str,
    sequence: int,
    completeness: Completeness,
    grant: Grant,
) -> Interaction:
    """Return the open part: closed values and numbers only."""
    return Interaction(
        tenant=tenant,
        event_id=event_id,
        occurred_at=to_milliseconds(observed.occurred_at),
        recorded_at=to_milliseconds(recorded_at),
        capture=Capture(
            channel=observed.channel,
            producer=producer,
            sequence=sequence,
            completeness=completeness,
        ),
        client=observed.client,
        application=closing.application(observed.application),
        operation=observed.operation,
        provider=observed.provider,
        request_model=closing.model_name(observed.request_model, grant.models),
        response_model=closing.model_name(observed.response_model, grant.models),
        response_id=closing.response_id(observed.response_id),
        streamed=observed.streamed,
        finish_reasons=tuple(closing.finish_reason(text) for text in observed.finish_reasons),
        status=observed.status,
        http_status=observed.http_status,
        usage=observed.usage,
        duration_ms=observed.duration_ms,
        first_chunk_ms=observed.first_chunk_ms,
        sizes=sizes_of(observed),
        attachments=observed.attachments,
        purpose=observed.purpose,
        preflight=observed.preflight,
    )


def sizes_of(observed: Observed) -> Sizes:
    """Return how much text there was; of the whole, also where only its beginning is kept."""
    return Sizes(
        messages=len(observed.messages),
        prompt_characters=sum(len(message.text) for message in observed.messages),
        answer_characters=sum(len(message.text) for message in observed.answers),
        request_bytes=observed.request_bytes,
        response_bytes=observed.response_bytes,
    )


def characters(content: Content) -> int:
    """Return the length of its texts, which is the least that it takes in bytes."""
    calls = sum(len(call.name) + len(call.arguments) for call in content.tool_calls)
    return calls + sum(len(message.text) for message in content.messages)


def shortened(content: Content, limit_bytes: int) -> Content:
    """Return as much of the content as fits, in its order.

    What is kept is far more than any policy lets be checked, so that a shortened conversation is
    ``not_checked`` (too large), never taken for a whole one.
    """
    budget = _Budget(limit_bytes)
    return Content(
        user=content.user,
        messages=tuple(
            Message(where=message.where, text=budget.take(message.text))
            for message in content.messages
        ),
        tool_calls=tuple(
            ToolCall(name=budget.take(call.name), arguments=budget.take(call.arguments))
            for call in content.tool_calls
        ),
        file_names=tuple(budget.take(name) for name in content.file_names),
        model_as_sent=content.model_as_sent and content.model_as_sent[:96],
    )


class _Budget:
    """Bytes of JSON that may still be used."""

    def __init__(self, limit_bytes: int) -> None:
        self._left = limit_bytes

    def take(self, text: str) -> str:
        """Return the longest beginning that fits, and use it up."""
        kept = text[: self._left]
        while (size := len(msgspec.json.encode(kept))) > self._left and kept:
            kept = kept[: len(kept) * 3 // 4]
        self._left = max(0, self._left - size)
        return kept
