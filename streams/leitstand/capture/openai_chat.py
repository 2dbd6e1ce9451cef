"""OpenAI chat completions: ``POST /v1/chat/completions``, and Azure's and others' likeness of it.

https://platform.openai.com/docs/api-reference/chat
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from leitstand.capture.family import Answered, Asked
from leitstand.capture.json_values import Object, an_object, count, objects, parse, text, usage
from leitstand.capture.openai_parts import Parts
from leitstand.schemas.interaction import Message, ToolCall, Usage
from leitstand.schemas.vocabulary import Completeness, Operation, UsageSource, Where

_PLACES = {
    "system": Where.INSTRUCTION,
    "developer": Where.INSTRUCTION,
    "assistant": Where.ANSWER,
    "tool": Where.TOOL,
    "function": Where.TOOL,
}
_DONE = b"[DONE]"
_MOST_CHARACTERS = 8_000_000
"""Of a streamed answer; the rest is passed through unread."""
_MOST_PIECES = 1_000
"""Of choices and tool calls: an index of others is no reason to fill memory."""


class OpenAIChat:
    """The family."""

    operation = Operation.CHAT

    def asked(self, body: bytes, content_type: str) -> Asked:
        """See :class:`leitstand.capture.family.Family`."""
        request, parts = parse(body), Parts()
        messages = tuple(_messages(request, parts))
        return Asked(
            model=text(request.get("model")),
            streamed=request.get("stream") is True,
            messages=messages,
            attachments=tuple(parts.attachments),
            file_names=tuple(parts.file_names),
        )

    def answered(self, body: bytes) -> Answered:
        """See :class:`leitstand.capture.family.Family`."""
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
        """See :class:`leitstand.capture.family.Family`."""
        return ChatStream()


def _messages(request: Object, parts: Parts) -> Iterator[Message]:
    for message in objects(request.get("messages")):
        where = _PLACES.get(text(message.get("role")) or "", Where.PROMPT)
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


@dataclass(slots=True)
class _Choice:
    texts: list[str] = field(default_factory=list[str])
    calls: dict[int, tuple[list[str], list[str]]] = field(
        default_factory=dict[int, tuple[list[str], list[str]]]
    )
    finish_reason: str | None = None


class ChatStream:
    """A streamed answer, put together from its pieces."""

    def __init__(self) -> None:
        self._choices: dict[int, _Choice] = {}
        self._model: str | None = None
        self._id: str | None = None
        self._usage = Usage(source=UsageSource.MISSING)
        self._characters = 0
        self._cut = False
        self._done = False
        self._failed = False

    def feed(self, data: bytes) -> bool:
        """See :class:`leitstand.capture.family.StreamReader`."""
        if data.strip() == _DONE:
            self._done = True
            return True
        event = parse(data)
        self._model = self._model or text(event.get("model")) or None
        self._id = self._id or text(event.get("id")) or None
        self._failed = self._failed or "error" in event
        counted = usage(event.get("usage"))
        if counted.source is UsageSource.PROVIDER:
            self._usage = counted
        for choice in objects(event.get("choices")):
            self._take(choice)
        return False

    def answered(self, *, ended: bool) -> Answered:
        """See :class:`leitstand.capture.family.StreamReader`."""
        ordered = [choice for _, choice in sorted(self._choices.items())]
        return Answered(
            model=self._model,
            response_id=self._id,
            finish_reasons=tuple(c.finish_reason for c in ordered if c.finish_reason),
            usage=self._usage,
            messages=tuple(
                Message(where=Where.ANSWER, text="".join(c.texts)) for c in ordered if c.texts
            ),
            tool_calls=tuple(
                ToolCall(name="".join(name), arguments="".join(arguments))
                for choice in ordered
                for _, (name, arguments) in sorted(choice.calls.items())
            ),
            failed=self._failed,
            completeness=self._completeness(ordered, ended=ended),
        )

    def _completeness(self, choices: list[_Choice], *, ended: bool) -> Completeness:
        # Not every server sends [DONE]: then the reasons to finish and an orderly end will do.
        finished = bool(choices) and all(choice.finish_reason for choice in choices)
        if not (self._done or (ended and finished) or self._failed):
            return Completeness.INTERRUPTED
        return Completeness.TRUNCATED if self._cut else Completeness.COMPLETE

    def _take(self, event: Object) -> None:
        index = count(event.get("index")) or 0
        if index >= _MOST_PIECES:
            self._cut = True
            return
        choice = self._choices.setdefault(index, _Choice())
        choice.finish_reason = text(event.get("finish_reason")) or choice.finish_reason
        delta = an_object(event.get("delta"))
        for found in _texts(delta, Parts()):
            self._keep(choice.texts, found)
        calls = list(objects(delta.get("tool_calls")))
        if delta.get("function_call"):
            calls.append({"function": delta["function_call"]})
        for call in calls:
            self._take_call(choice, call)

    def _take_call(self, choice: _Choice, call: Object) -> None:
        index = count(call.get("index")) or 0
        if index >= _MOST_PIECES:
            self._cut = True
            return
        name, arguments = choice.calls.setdefault(index, ([], []))
        function = an_object(call.get("function"))
        self._keep(name, text(function.get("name")) or "")
        self._keep(arguments, text(function.get("arguments")) or "")

    def _keep(self, pieces: list[str], piece: str) -> None:
        self._characters += len(piece)
        if self._characters > _MOST_CHARACTERS:
            self._cut = True
        elif piece:
            pieces.append(piece)
