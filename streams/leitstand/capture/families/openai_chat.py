"""OpenAI chat completions: ``POST /v1/chat/completions``, and Azure's and others' likeness of it.

https://platform.openai.com/docs/api-reference/chat
"""

from collections.abc import Iterator

from leitstand.capture.families.choices import ChoiceStream
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
from leitstand.schemas.interaction import Message, ToolCall
from leitstand.schemas.vocabulary import Completeness, Operation, Where


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
            failed=bool(answer.get("error")) and not choices,
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
    # A text that the answer will mostly repeat ("predicted outputs"): it leaves the house like any.
    for found in parts.texts(an_object(request.get("prediction")).get("content")):
        yield Message(where=Where.PROMPT, text=found)


def _texts(message: Object, parts: Parts) -> Iterator[str]:
    return (found for _, found in _said(message, parts))


def _said(message: Object, parts: Parts) -> Iterator[tuple[int, str]]:
    """Yield what a message or a piece of it says, each text with the number of its kind.

    Texts of one kind are one text in a stream; those of two never flow into each other.
    """
    for found in parts.texts(message.get("content")):
        yield 0, found
    spoken = text(an_object(message.get("audio")).get("transcript"))
    # Some servers send a model's reasoning beside its answer: a person reads it like one. While
    # its name changes they send it under both.
    thought = text(message.get("reasoning_content")) or text(message.get("reasoning"))
    for kind, beside in enumerate((spoken, text(message.get("refusal")), thought), start=1):
        if beside:
            yield kind, beside


def _tool_calls(message: Object) -> Iterator[ToolCall]:
    called = [_called(call) for call in objects(message.get("tool_calls"))]
    for function in (*called, an_object(message.get("function_call"))):
        if function:
            yield ToolCall(name=text(function.get("name")) or "", arguments=_arguments(function))


def _called(call: Object) -> Object:
    """Return what is called: a function, or a tool that takes any text."""
    return an_object(call.get("function")) or an_object(call.get("custom"))


def _arguments(called: Object) -> str:
    return text(called.get("arguments")) or text(called.get("input")) or ""


class ChatStream(ChoiceStream):
    """A streamed answer, put together from its pieces."""

    def _take(self, index: int, choice: Object) -> None:
        delta = an_object(choice.get("delta"))
        for kind, found in _said(delta, Parts()):
            self._collected.add_text((index, kind), found)
        for position, call in enumerate(objects(delta.get("tool_calls"))):
            self._take_call((index, count(call.get("index", position)) or 0), _called(call))
        self._take_call((index, 0), an_object(delta.get("function_call")))

    def _take_call(self, place: tuple[int, int], called: Object) -> None:
        self._collected.add_call(place, text(called.get("name")), _arguments(called))
