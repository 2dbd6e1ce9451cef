"""OpenAI responses: ``POST /v1/responses``, plain and streamed.

https://platform.openai.com/docs/api-reference/responses and …/responses-streaming
"""

from collections.abc import Iterator

from leitstand.capture.families.family import Answered, Asked
from leitstand.capture.families.json_values import (
    Object,
    an_object,
    compact,
    count,
    objects,
    parse,
    text,
    usage,
)
from leitstand.capture.families.openai_parts import PLACES, Parts
from leitstand.capture.families.streamed import Collected
from leitstand.schemas.interaction import Message, ToolCall
from leitstand.schemas.vocabulary import Completeness, Operation, Where

_ENDS = frozenset({"response.completed", "response.incomplete", "response.failed"})
_TEXT_PIECES = frozenset(
    {
        "response.output_text.delta",
        "response.refusal.delta",
        "response.reasoning_text.delta",
        "response.reasoning_summary_text.delta",
        "response.audio.transcript.delta",
    }
)
_CALL_PIECES = frozenset(
    {
        "response.function_call_arguments.delta",
        "response.custom_tool_call_input.delta",
        "response.mcp_call_arguments.delta",
        "response.code_interpreter_call_code.delta",
    }
)
_REASONS = {"max_output_tokens": "length", "content_filter": "content_filter"}
_ARGUMENTS = ("arguments", "input", "code", "query", "queries", "action")
"""Fields in which the kinds of tool calls carry what they were called with."""


class OpenAIResponses:
    """The family."""

    operation = Operation.CHAT

    def asked(self, body: bytes, content_type: str) -> Asked:
        """See :class:`leitstand.capture.families.family.Family`."""
        request, parts = parse(body), Parts()
        return Asked(
            model=text(request.get("model")),
            streamed=request.get("stream") is True,
            messages=tuple(_asked_messages(request, parts)),
            attachments=tuple(parts.attachments),
            file_names=tuple(parts.file_names),
        )

    def answered(self, body: bytes, content_type: str) -> Answered:
        """See :class:`leitstand.capture.families.family.Family`."""
        return _of_response(parse(body))

    def stream(self) -> "ResponseStream":
        """See :class:`leitstand.capture.families.family.Family`."""
        return ResponseStream()


def _asked_messages(request: Object, parts: Parts) -> Iterator[Message]:
    instructions = text(request.get("instructions"))
    if instructions:
        yield Message(where=Where.INSTRUCTION, text=instructions)
    for value in an_object(an_object(request.get("prompt")).get("variables")).values():
        for found in parts.texts(value if isinstance(value, str) else [value]):
            yield Message(where=Where.PROMPT, text=found)
    asked = request.get("input")
    if isinstance(asked, str):
        yield Message(where=Where.PROMPT, text=asked)
    for item in objects(asked):
        yield from _item(item, parts)


def _item(item: Object, parts: Parts) -> Iterator[Message]:
    """Yield the texts of one thing that was said, called, or came back from a tool."""
    where = PLACES.get(text(item.get("role")) or "", Where.PROMPT)
    if "role" not in item and item.get("type") != "message":
        where = Where.ANSWER if item.get("type") == "reasoning" else Where.TOOL
    for found in _said(item, parts):
        yield Message(where=where, text=found)
    for call in _calls(item):
        yield Message(where=Where.TOOL, text=call.arguments)
    for found in parts.texts(item.get("output")):
        yield Message(where=Where.TOOL, text=found)


def _said(item: Object, parts: Parts) -> Iterator[str]:
    yield from parts.texts(item.get("content"))
    yield from parts.texts(item.get("summary"))


def _calls(item: Object) -> Iterator[ToolCall]:
    kind = text(item.get("type")) or ""
    if not kind.endswith("_call"):
        return
    for name in _ARGUMENTS:
        if item.get(name):
            yield ToolCall(name=text(item.get("name")) or kind, arguments=compact(item[name]))


def _of_response(response: Object) -> Answered:
    parts = Parts()
    items = list(objects(response.get("output")))
    calls = tuple(call for item in items for call in _calls(item))
    said = (found for item in items for found in _said(item, parts))
    return Answered(
        model=text(response.get("model")),
        response_id=text(response.get("id")),
        finish_reasons=_finish_reasons(response, items),
        usage=usage(response.get("usage")),
        messages=tuple(Message(where=Where.ANSWER, text=found) for found in said),
        tool_calls=calls,
        failed=bool(response.get("error")) or response.get("status") == "failed",
        completeness=Completeness.COMPLETE if response else Completeness.PROMPT_ONLY,
    )


def _finish_reasons(response: Object, items: list[Object]) -> tuple[str, ...]:
    """Return what chat would have called it."""
    status = text(response.get("status"))
    if status == "incomplete":
        reason = text(an_object(response.get("incomplete_details")).get("reason"))
        return (_REASONS.get(reason or "", "other"),)
    if status != "completed":
        return ()
    return ("tool_calls" if any(i.get("type") == "function_call" for i in items) else "stop",)


class ResponseStream:
    """A streamed answer: its pieces, until the last event brings the whole."""

    def __init__(self) -> None:
        self._collected = Collected()
        self._whole: Answered | None = None

    def feed(self, data: bytes) -> bool:
        """See :class:`leitstand.capture.families.family.StreamReader`."""
        event = parse(data)
        kind = text(event.get("type")) or ""
        response = an_object(event.get("response"))
        self._collected.named(text(response.get("model")), text(response.get("id")))
        self._collected.counted(usage(response.get("usage")))
        if kind in _ENDS:
            self._whole = _of_response(response)
            return True
        if kind == "error" or event.get("error"):
            self._collected.failed = True
        else:
            self._take(kind, event)
        return data.strip() == b"[DONE]"

    def answered(self, *, ended: bool) -> Answered:
        """See :class:`leitstand.capture.families.family.StreamReader`."""
        if self._whole is not None:
            return self._whole
        collected = self._collected
        done = ended and collected.failed
        return Answered(
            model=collected.model,
            response_id=collected.response_id,
            usage=collected.usage,
            messages=collected.messages(),
            tool_calls=collected.tool_calls(),
            failed=collected.failed,
            completeness=Completeness.COMPLETE if done else Completeness.INTERRUPTED,
        )

    def _take(self, kind: str, event: Object) -> None:
        output = count(event.get("output_index")) or 0
        if kind in _TEXT_PIECES:
            part = count(event.get("content_index", event.get("summary_index"))) or 0
            self._collected.add_text((output, part), text(event.get("delta")))
        elif kind in _CALL_PIECES:
            self._collected.add_call((output,), None, text(event.get("delta")))
        elif kind == "response.output_item.added":
            name = text(an_object(event.get("item")).get("name"))
            self._collected.add_call((output,), name, None)
