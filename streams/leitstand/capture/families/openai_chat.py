"""OpenAI chat completions: ``POST /v1/chat/completions``, and Azure's and others' likeness of it.

https://platform.openai.com/docs/api-reference/chat
"""

from collections.abc import Iterator

from leitstand.capture.families.family import Answered, Asked
from leitstand.capture.families.json_values import (
    Object,
    an_object,
    count,
    objects,
    parse,
    text,
    usage,
)
from leitstand.capture.families.openai_parts import PLACES, Parts
from leitstand.capture.families.streamed import MOST_PLACES, Collected
from leitstand.schemas.interaction import Message, ToolCall
from leitstand.schemas.vocabulary import Completeness, Operation, Where

_DONE = b"[DONE]"


class OpenAIChat:
    """The family."""

    operation = Operation.CHAT

    def asked(self, body: bytes, content_type: str) -> Asked:
        """See :class:`leitstand.capture.families.family.Family`."""
        request, parts = parse(body), Parts()
        messages = tuple(_messages(request, parts))
        return Asked(
            model=text(request.get("model")),
            streamed=request.get("stream") is True,
            messages=messages,
            attachments=tuple(parts.attachments),
            file_names=tuple(parts.file_names),
        )

    def answered(self, body: bytes, content_type: str) -> Answered:
        """See :class:`leitstand.capture.families.family.Family`."""
        answer, parts = parse(body), Parts()
        choices = list(objects(answer.get("choices")))
        messages = [an_object(choice.get("message")) for choice in choices]
        texts = (t for message in messages for t in _texts(message, parts))
        return Answered(
            model=text(answer.get("model")),
            response_id=text(answer.get("id")),
            finish_reasons=tuple(r for c in choices if (r := text(c.get("finish_reason")))),
            usage=usage(answer.get("usage")),
            messages=tuple(Message(where=Where.ANSWER, text=t) for t in texts),
            tool_calls=tuple(call for message in messages for call in _tool_calls(message)),
            failed="error" in answer and not choices,
            completeness=Completeness.COMPLETE if choices else Completeness.PROMPT_ONLY,
        )

    def stream(self) -> "ChatStream":
        """See :class:`leitstand.capture.families.family.Family`."""
        return ChatStream()


def _messages(request: Object, parts: Parts) -> Iterator[Message]:
    for message in objects(request.get("messages")):
        where = PLACES.get(text(message.get("role")) or "", Where.PROMPT)
        for found in _texts(message, parts):
            yield Message(where=where, text=found)
        for call in _tool_calls(message):
            yield Message(where=Where.TOOL, text=call.arguments)


def _texts(message: Object, parts: Parts) -> Iterator[str]:
    yield from parts.texts(message.get("content"))
    # Some servers send a model's reasoning beside its answer: a person reads it like one.
    for name in ("refusal", "reasoning_content", "reasoning"):
        found = text(message.get(name))
        if found:
            yield found


def _tool_calls(message: Object) -> Iterator[ToolCall]:
    functions = [call.get("function") for call in objects(message.get("tool_calls"))]
    for function in map(an_object, [*functions, message.get("function_call")]):
        if function:
            name, arguments = text(function.get("name")), text(function.get("arguments"))
            yield ToolCall(name=name or "", arguments=arguments or "")


class ChatStream:
    """A streamed answer, put together from its pieces."""

    def __init__(self) -> None:
        self._collected = Collected()
        self._reasons: dict[int, str | None] = {}
        """By choice, once it began."""
        self._done = False

    def feed(self, data: bytes) -> bool:
        """See :class:`leitstand.capture.families.family.StreamReader`."""
        if data.strip() == _DONE:
            self._done = True
            return True
        event = parse(data)
        self._collected.named(text(event.get("model")), text(event.get("id")))
        self._collected.counted(usage(event.get("usage")))
        self._collected.failed = self._collected.failed or "error" in event
        for choice in objects(event.get("choices")):
            self._take(choice)
        return False

    def answered(self, *, ended: bool) -> Answered:
        """See :class:`leitstand.capture.families.family.StreamReader`."""
        collected = self._collected
        return Answered(
            model=collected.model,
            response_id=collected.response_id,
            finish_reasons=tuple(r for _, r in sorted(self._reasons.items()) if r),
            usage=collected.usage,
            messages=collected.messages(),
            tool_calls=collected.tool_calls(),
            failed=collected.failed,
            completeness=self._completeness(ended=ended),
        )

    def _completeness(self, *, ended: bool) -> Completeness:
        # Not every server sends [DONE]: then the reasons to finish and an orderly end will do.
        finished = bool(self._reasons) and all(self._reasons.values())
        if not (self._done or (ended and finished) or self._collected.failed):
            return Completeness.INTERRUPTED
        return Completeness.TRUNCATED if self._collected.cut else Completeness.COMPLETE

    def _take(self, event: Object) -> None:
        index = count(event.get("index")) or 0
        if index >= MOST_PLACES:
            self._collected.cut = True
            return
        self._reasons[index] = text(event.get("finish_reason")) or self._reasons.get(index)
        delta = an_object(event.get("delta"))
        for found in _texts(delta, Parts()):
            self._collected.add_text((index,), found)
        for position, call in enumerate(objects(delta.get("tool_calls"))):
            self._take_call((index, count(call.get("index", position)) or 0), call.get("function"))
        self._take_call((index, 0), delta.get("function_call"))

    def _take_call(self, place: tuple[int, int], value: object) -> None:
        function = an_object(value)
        name, arguments = text(function.get("name")), text(function.get("arguments"))
        self._collected.add_call(place, name, arguments)
