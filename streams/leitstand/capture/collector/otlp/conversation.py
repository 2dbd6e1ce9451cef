"""What was said in a call: every form in which instrumentations write messages.

Today's (semantic conventions 1.37 and later): ``gen_ai.input.messages``, ``gen_ai.output.messages``,
``gen_ai.system_instructions``, as JSON in an attribute or as structured values. Before: one log
event per message. Before that, and in OpenLLMetry: ``gen_ai.prompt.N.content`` and
``llm.prompts.N.content``; or span events ``gen_ai.content.prompt`` and ``…completion``.
https://opentelemetry.io/docs/specs/semconv/gen-ai/
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

import msgspec

from leitstand.capture.collector.otlp.parts import DETAILS, Told
from leitstand.capture.collector.otlp.values import Plain
from leitstand.capture.families.json_values import Object, an_object, compact, objects, text
from leitstand.capture.families.openai_parts import PLACES, Parts, attachment_of, base64_size
from leitstand.schemas.interaction import Message, ToolCall
from leitstand.schemas.vocabulary import Where

_INDEXED = re.compile(
    r"(?:gen_ai\.(?P<side>prompt|completion)|llm\.(?P<old>prompts|completions))"
    r"\.(?P<number>[0-9]{1,5})\.(?P<rest>.+)"
)
_CALL = re.compile(r"tool_calls\.(?P<number>[0-9]{1,5})\.(?P<name>name|arguments)")
_ROLES = {
    "gen_ai.system.message": "system",
    "gen_ai.user.message": "user",
    "gen_ai.assistant.message": "assistant",
    "gen_ai.tool.message": "tool",
}
_OPENAI_PARTS = frozenset(
    {"text", "input_text", "output_text", "refusal", "reasoning", "image_url", "input_image"}
    | {"input_audio", "file", "input_file"}
)
_STRUCTURE = frozenset({"role", "content", "parts", "message", "function", "arguments"})
"""A text is a message written as JSON if it has one of these fields; else it is just a text."""
_JSON_FIELDS = ("gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.system_instructions")


@dataclass(slots=True)
class Conversation:
    """What was found so far."""

    messages: list[Message] = field(default_factory=list[Message])
    answers: list[Message] = field(default_factory=list[Message])
    tool_calls: list[ToolCall] = field(default_factory=list[ToolCall])
    finish_reasons: list[str] = field(default_factory=list[str])
    parts: Parts = field(default_factory=Parts)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said."""
        return not (self.messages or self.answers or self.tool_calls or self.parts.attachments)

    def read_attributes(self, attributes: Plain) -> None:
        """Take what a span's attributes, or those of a details event, hold."""
        if any(name in attributes for name in _JSON_FIELDS):
            self._instructions(structured(attributes.get("gen_ai.system_instructions")))
            self._asked(structured(attributes.get("gen_ai.input.messages")))
            self._answered(structured(attributes.get("gen_ai.output.messages")))
            return
        self._indexed(attributes)
        self._plain(attributes)

    def read_events(self, events: Iterable[Told]) -> None:
        """Take what events of a span, or log records, say."""
        for event in events:
            self._event(event)

    def _event(self, event: Told) -> None:
        body = an_object(event.body) or event.attributes
        if event.name == DETAILS:
            self.read_attributes({**event.attributes, **an_object(event.body)})
        elif event.name in _ROLES:
            self._message({"role": _ROLES[event.name], **body}, answered=False)
        elif event.name == "gen_ai.choice":
            self._choice(body)
        else:
            self._plain(event.attributes)

    def _choice(self, choice: Object) -> None:
        reason = text(choice.get("finish_reason"))
        if reason:
            self.finish_reasons.append(reason)
        message = an_object(structured(choice.get("message")))
        calls = {"tool_calls": structured(choice.get("tool_calls"))}
        self._message({**calls, **(message or choice)}, answered=True)

    def _plain(self, attributes: Plain) -> None:
        """Whole conversations in one attribute each, of early conventions."""
        if "gen_ai.prompt" in attributes:
            self._asked(structured(attributes["gen_ai.prompt"]))
        if "gen_ai.completion" in attributes:
            self._answered(structured(attributes["gen_ai.completion"]))

    def _instructions(self, value: object) -> None:
        for found in self._texts(value):
            self.messages.append(Message(where=Where.INSTRUCTION, text=found))

    def _asked(self, value: object) -> None:
        self._all(value, answered=False)

    def _answered(self, value: object) -> None:
        self._all(value, answered=True)

    def _all(self, value: object, *, answered: bool) -> None:
        if isinstance(value, str) and value:
            self._say(Where.ANSWER if answered else Where.PROMPT, value, answered=answered)
        for message in map(an_object, _listed(value)):
            if message:
                self._message(message, answered=answered)

    def _message(self, message: Object, *, answered: bool) -> None:
        role = text(message.get("role")) or ("assistant" if answered else "user")
        where = Where.ANSWER if answered else PLACES.get(role, Where.PROMPT)
        content = message.get("parts", message.get("content"))
        for found in self._texts(_content(content)):
            self._say(where, found, answered=answered)
        refusal = text(message.get("refusal"))
        if refusal:
            self._say(where, refusal, answered=answered)
        for call in _calls(message):
            self._call(call, answered=answered)
        reason = text(message.get("finish_reason"))
        if answered and reason:
            self.finish_reasons.append(reason)

    def _say(self, where: Where, found: str, *, answered: bool) -> None:
        (self.answers if answered else self.messages).append(Message(where=where, text=found))

    def _call(self, call: ToolCall, *, answered: bool) -> None:
        if answered:
            self.tool_calls.append(call)
        else:  # Of an earlier answer: its words go back to the model.
            self.messages.append(Message(where=Where.TOOL, text=call.arguments))

    def _texts(self, content: object) -> Iterator[str]:
        """Yield texts of OpenAI's content or of the conventions' parts; measure what is no text."""
        if isinstance(content, str) and content:
            yield content
        for part in map(an_object, _listed(content)):
            if part:
                yield from self._texts_of_part(part)

    def _texts_of_part(self, part: Object) -> Iterator[str]:
        kind = text(part.get("type"))
        if kind in ("blob", "uri") or (kind == "file" and "file" not in part):
            self._measure(part)
        elif kind == "tool_call_response":
            found = part.get("response", part.get("result", part.get("content")))
            yield from _nonempty(found)
        elif kind is None or kind in _OPENAI_PARTS:
            yield from _nonempty(part.get("content"))
            yield from self.parts.texts([part])
        elif kind != "tool_call":
            yield text(part.get("content")) or compact(part)

    def _measure(self, part: Object) -> None:
        kind = text(part.get("mime_type")) or text(part.get("media_type")) or ""
        data = text(part.get("content")) or text(part.get("data")) or ""
        self.parts.attachments.append(attachment_of(kind, base64_size(data)))

    def _indexed(self, attributes: Plain) -> None:
        for answered, message in _numbered(attributes):
            self._message(message, answered=answered)


def _content(value: object) -> object:
    """Return the parts of a content that was written as JSON; anything else is somebody's text."""
    found = _decoded(value)
    parts = [an_object(part) for part in _listed(found)]
    known = bool(parts) and all(text(part.get("type")) in _OPENAI_PARTS for part in parts)
    return found if known else value


def _nonempty(value: object) -> Iterator[str]:
    found = "" if value is None else compact(value)
    if found:
        yield found


def _calls(message: Object) -> Iterator[ToolCall]:
    """Yield tool calls as OpenAI writes them, and as parts of the conventions."""
    for call in objects(structured(message.get("tool_calls"))):
        function = an_object(call.get("function")) or call
        yield _call_of(function)
    for part in objects(structured(message.get("parts"))):
        if part.get("type") == "tool_call":
            yield _call_of(part)


def _call_of(function: Object) -> ToolCall:
    arguments = function.get("arguments")
    return ToolCall(
        name=text(function.get("name")) or "",
        arguments="" if arguments is None else compact(arguments),
    )


@dataclass(slots=True)
class _Numbered:
    """A message whose fields come one by one."""

    fields: dict[str, object] = field(default_factory=dict[str, object])
    calls: dict[int, dict[str, object]] = field(default_factory=dict[int, dict[str, object]])

    def put(self, rest: str, value: object) -> None:
        """Take what stands under a name behind the number."""
        call = _CALL.fullmatch(rest)
        if call is None:
            self.fields[rest] = value
        else:
            self.calls.setdefault(int(call["number"]), {})[call["name"]] = value

    def message(self) -> Object:
        """Return the message in OpenAI's form."""
        calls = [call for _, call in sorted(self.calls.items())]
        return {**self.fields, "tool_calls": calls}


def _numbered(attributes: Plain) -> list[tuple[bool, Object]]:
    """Return messages of numbered attributes in their order, prompts first."""
    found: dict[tuple[bool, int], _Numbered] = {}
    for name, value in attributes.items():
        match = _INDEXED.fullmatch(name)
        if match:
            answered = (match["side"] or match["old"]).startswith("completion")
            key = (answered, int(match["number"]))
            found.setdefault(key, _Numbered()).put(match["rest"], value)
    return [(key[0], message.message()) for key, message in sorted(found.items(), key=_place)]


def _place(item: tuple[tuple[bool, int], _Numbered]) -> tuple[bool, int]:
    return item[0]


def structured(value: object) -> object:
    """Return messages or calls that were written as JSON; anything else as it is."""
    found = _decoded(value)
    items = _listed(found)
    named = bool(items) and all(_STRUCTURE & an_object(item).keys() for item in items)
    return found if named else value


def _listed(value: object) -> Sequence[object]:
    return cast("Sequence[object]", value) if isinstance(value, list) else [value]


def _decoded(value: object) -> object:
    if not isinstance(value, str) or value[:1] not in ("[", "{"):
        return value
    try:
        return msgspec.json.decode(value)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return value
