"""Ollama's native API: ``/api/chat``, ``/api/generate``, ``/api/embed``; streams are JSON lines.

https://github.com/ollama/ollama/blob/main/docs/api.md
"""

from collections.abc import Iterator

from leitstand.capture.families.family import Answered, Asked, StreamReader
from leitstand.capture.families.json_values import (
    Object,
    an_object,
    compact,
    count,
    objects,
    parse,
    text,
    texts,
)
from leitstand.capture.families.openai_parts import PLACES, attachment_of, base64_size
from leitstand.capture.families.streamed import Collected
from leitstand.capture.families.unstreamed import Unstreamed
from leitstand.capture.media_types import UNKNOWN
from leitstand.schemas.interaction import Attachment, Message, Usage
from leitstand.schemas.vocabulary import Completeness, Operation, UsageSource, Where


class OllamaChat:
    """``/api/chat`` and ``/api/generate``: the second is a chat of one prompt."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation

    def asked(self, body: bytes, content_type: str) -> Asked:
        """See :class:`leitstand.capture.families.family.Family`."""
        request = parse(body)
        return Asked(
            model=text(request.get("model")),
            # Ollama streams unless it is told not to.
            streamed=request.get("stream") is not False,
            messages=tuple(_asked_messages(request)),
            attachments=tuple(_pictures(request)),
        )

    def answered(self, body: bytes, content_type: str) -> Answered:
        """See :class:`leitstand.capture.families.family.Family`."""
        reader = OllamaStream()
        reader.feed(body)
        return reader.answered(ended=True)

    def stream(self) -> "OllamaStream":
        """See :class:`leitstand.capture.families.family.Family`."""
        return OllamaStream()


class OllamaEmbed:
    """``/api/embed`` and ``/api/embeddings``."""

    operation = Operation.EMBEDDINGS

    def asked(self, body: bytes, content_type: str) -> Asked:
        """See :class:`leitstand.capture.families.family.Family`."""
        request = parse(body)
        found = [*texts(request.get("input")), *texts(request.get("prompt"))]
        return Asked(
            model=text(request.get("model")),
            messages=tuple(Message(where=Where.PROMPT, text=t) for t in found),
        )

    def answered(self, body: bytes, content_type: str) -> Answered:
        """See :class:`leitstand.capture.families.family.Family`."""
        answer = parse(body)
        there = "embeddings" in answer or "embedding" in answer
        return Answered(
            model=text(answer.get("model")),
            usage=_usage(answer),
            failed=bool(answer.get("error")),
            completeness=Completeness.COMPLETE if there else Completeness.PROMPT_ONLY,
        )

    def stream(self) -> StreamReader:
        """See :class:`leitstand.capture.families.family.Family`."""
        return Unstreamed()


def _asked_messages(request: Object) -> Iterator[Message]:
    for name, where in (
        ("system", Where.INSTRUCTION),
        ("prompt", Where.PROMPT),
        ("suffix", Where.PROMPT),
    ):
        found = text(request.get(name))
        if found:
            yield Message(where=where, text=found)
    for message in objects(request.get("messages")):
        where = PLACES.get(text(message.get("role")) or "", Where.PROMPT)
        for found in _said(message):
            yield Message(where=where, text=found)
        for _, arguments in _calls(message):
            yield Message(where=Where.TOOL, text=arguments)


def _said(message: Object) -> Iterator[str]:
    for name in ("content", "thinking"):
        found = text(message.get(name))
        if found:
            yield found


def _calls(message: Object) -> Iterator[tuple[str, str]]:
    for call in objects(message.get("tool_calls")):
        function = an_object(call.get("function"))
        yield text(function.get("name")) or "", compact(function.get("arguments", {}))


def _pictures(request: Object) -> Iterator[Attachment]:
    holders = [request, *objects(request.get("messages"))]
    for picture in (found for holder in holders for found in texts(holder.get("images"))):
        yield attachment_of(UNKNOWN, base64_size(picture))


def _usage(answer: Object) -> Usage:
    before, after = count(answer.get("prompt_eval_count")), count(answer.get("eval_count"))
    if before is None and after is None:
        return Usage(source=UsageSource.MISSING)
    return Usage(source=UsageSource.PROVIDER, input=before, output=after)


class OllamaStream:
    """An answer in lines; the last one is ``done`` and counts the tokens."""

    def __init__(self) -> None:
        self._collected = Collected()
        self._calls = 0
        self._reason: str | None = None
        self._done = False

    def feed(self, data: bytes) -> bool:
        """See :class:`leitstand.capture.families.family.StreamReader`."""
        event = parse(data)
        self._collected.named(text(event.get("model")), None)
        self._collected.counted(_usage(event))
        self._collected.failed = self._collected.failed or bool(event.get("error"))
        self._take(event)
        self._reason = text(event.get("done_reason")) or self._reason
        self._done = self._done or event.get("done") is True
        return self._done

    def answered(self, *, ended: bool) -> Answered:
        """See :class:`leitstand.capture.families.family.StreamReader`."""
        collected = self._collected
        return Answered(
            model=collected.model,
            finish_reasons=(self._reason,) if self._reason else (),
            usage=collected.usage,
            messages=collected.messages(),
            tool_calls=collected.tool_calls(),
            failed=collected.failed,
            completeness=self._completeness(ended=ended),
        )

    def _completeness(self, *, ended: bool) -> Completeness:
        if not (self._done or (ended and self._collected.failed)):
            return Completeness.INTERRUPTED
        return Completeness.TRUNCATED if self._collected.cut else Completeness.COMPLETE

    def _take(self, event: Object) -> None:
        message = an_object(event.get("message"))
        for place, name in enumerate(("thinking", "content")):
            self._collected.add_text((place,), text(message.get(name)))
        for place, name in enumerate(("thinking", "response")):
            self._collected.add_text((place,), text(event.get(name)))
        for name, arguments in _calls(message):
            self._collected.add_call((self._calls,), name, arguments)
            self._calls += 1
