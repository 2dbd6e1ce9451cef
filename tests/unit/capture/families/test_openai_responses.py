"""Reading responses: everything people wrote and read, plain and streamed."""

import json
from typing import Any

import pytest

from leitstand.capture.families.family import Answered, Asked
from leitstand.capture.families.openai_responses import OpenAIResponses
from leitstand.schemas.interaction import Message
from leitstand.schemas.vocabulary import Completeness, UsageSource, Where

FAMILY = OpenAIResponses()


def asked(**request: Any) -> Asked:
    return FAMILY.asked(json.dumps(request).encode(), "application/json")


def answered(**answer: Any) -> Answered:
    return FAMILY.answered(json.dumps(answer).encode(), "application/json")


def streamed(*events: Any, ended: bool = True) -> Answered:
    stream = FAMILY.stream()
    for event in events:
        stream.feed(json.dumps(event).encode())
    return stream.answered(ended=ended)


def said(where: Where, text: str) -> Message:
    return Message(where=where, text=text)


def test_a_prompt_of_one_text() -> None:
    """The simplest form, with instructions and a template's variables."""
    request = asked(
        model="gpt-5",
        input="Hallo",
        instructions="Sei kurz",
        prompt={
            "id": "p",
            "variables": {"ort": "Kita", "wer": {"type": "input_text", "text": "Frau Muster"}},
        },
    )
    assert request.model == "gpt-5"
    assert request.messages == (
        said(Where.INSTRUCTION, "Sei kurz"),
        said(Where.PROMPT, "Kita"),
        said(Where.PROMPT, "Frau Muster"),
        said(Where.PROMPT, "Hallo"),
    )


def test_a_conversation_of_items() -> None:
    """Messages, calls of tools and what came back from them, files and pictures."""
    request = asked(
        input=[
            {"role": "developer", "content": "Regel"},
            {
                "role": "user",
                "content": [
                    {"type": "input_text", "text": "Lies das"},
                    {"type": "input_image", "image_url": "data:image/png;base64,aGFsbG8="},
                    {"type": "input_file", "filename": "brief.pdf", "file_data": "aGFsbG8="},
                ],
            },
            {
                "type": "message",
                "role": "assistant",
                "content": [{"type": "output_text", "text": "Ja"}],
            },
            {"type": "function_call", "name": "suche", "arguments": '{"wort": "Kita"}'},
            {"type": "function_call_output", "output": "gefunden"},
            {"type": "reasoning", "summary": [{"type": "summary_text", "text": "Gedanke"}]},
        ]
    )
    assert request.messages == (
        said(Where.INSTRUCTION, "Regel"),
        said(Where.PROMPT, "Lies das"),
        said(Where.ANSWER, "Ja"),
        said(Where.TOOL, '{"wort": "Kita"}'),
        said(Where.TOOL, "gefunden"),
        said(Where.ANSWER, "Gedanke"),
    )
    assert request.file_names == ("brief.pdf",)
    assert [a.media_type for a in request.attachments] == ["image/png", "application/pdf"]


RESPONSE = {
    "id": "resp_0123456789",
    "model": "gpt-5-2025-08-07",
    "status": "completed",
    "output": [
        {"type": "reasoning", "summary": [{"type": "summary_text", "text": "Erst denken."}]},
        {
            "type": "message",
            "role": "assistant",
            "content": [{"type": "output_text", "text": "Gern."}],
        },
    ],
    "usage": {
        "input_tokens": 9,
        "input_tokens_details": {"cached_tokens": 4},
        "output_tokens": 82,
        "output_tokens_details": {"reasoning_tokens": 64},
    },
}


def test_a_plain_answer() -> None:
    """Texts in their order, tokens as the provider counted them."""
    found = answered(**RESPONSE)
    assert [message.text for message in found.messages] == ["Erst denken.", "Gern."]
    assert (found.model, found.response_id) == ("gpt-5-2025-08-07", "resp_0123456789")
    assert found.finish_reasons == ("stop",)
    usage = found.usage
    assert (usage.input, usage.cached, usage.output, usage.reasoning) == (9, 4, 82, 64)


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        (
            {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}},
            ("length",),
        ),
        (
            {"status": "incomplete", "incomplete_details": {"reason": "content_filter"}},
            ("content_filter",),
        ),
        ({"output": [{"type": "function_call", "name": "f", "arguments": "{}"}]}, ("tool_calls",)),
        ({"status": "in_progress"}, ()),
    ],
)
def test_reasons_to_finish(changes: dict[str, Any], reasons: tuple[str, ...]) -> None:
    """In the words of chat, so that one figure counts both."""
    assert answered(**{**RESPONSE, **changes}).finish_reasons == reasons


@pytest.mark.parametrize(
    ("item", "name", "arguments"),
    [
        ({"type": "function_call", "name": "suche", "arguments": '{"a": 1}'}, "suche", '{"a": 1}'),
        (
            {"type": "web_search_call", "action": {"query": "Kita"}},
            "web_search_call",
            '{"query":"Kita"}',
        ),
        ({"type": "code_interpreter_call", "code": "1 + 1"}, "code_interpreter_call", "1 + 1"),
        ({"type": "file_search_call", "queries": ["Kita"]}, "file_search_call", '["Kita"]'),
        ({"type": "custom_tool_call", "name": "t", "input": "x"}, "t", "x"),
    ],
)
def test_every_kind_of_tool(item: dict[str, Any], name: str, arguments: str) -> None:
    """What a model sends to a tool may hold what a person wrote."""
    (call,) = answered(output=[item]).tool_calls
    assert (call.name, call.arguments) == (name, arguments)


def test_a_failed_answer() -> None:
    """The provider's own form of an error."""
    assert answered(id="resp_1", status="failed", error={"message": "…"}, output=[]).failed


EVENTS = [
    {"type": "response.created", "response": {"id": "resp_0123456789", "model": "gpt-5"}},
    {
        "type": "response.output_item.added",
        "output_index": 1,
        "item": {"type": "function_call", "name": "suche"},
    },
    {"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "delta": "Ge"},
    {"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "delta": "rn."},
    {"type": "response.function_call_arguments.delta", "output_index": 1, "delta": '{"a"'},
    {"type": "response.function_call_arguments.delta", "output_index": 1, "delta": ": 1}"},
]


def test_a_stream_that_broke_off() -> None:
    """What was seen until then, and that it was not all."""
    found = streamed(*EVENTS, ended=False)
    assert [m.text for m in found.messages] == ["Gern."]
    assert [(c.name, c.arguments) for c in found.tool_calls] == [("suche", '{"a": 1}')]
    assert (found.model, found.response_id) == ("gpt-5", "resp_0123456789")
    assert found.completeness is Completeness.INTERRUPTED
    assert found.usage.source is UsageSource.MISSING


@pytest.mark.parametrize("ended", [True, False])
def test_the_last_event_brings_the_whole(ended: bool) -> None:
    """It is exact, whatever the pieces were."""
    found = streamed(*EVENTS, {"type": "response.completed", "response": RESPONSE}, ended=ended)
    assert found == answered(**RESPONSE)
    assert found.completeness is Completeness.COMPLETE


def test_an_error_inside_a_stream() -> None:
    """It ends the answer in the provider's own way."""
    found = streamed(*EVENTS, {"type": "error", "message": "…"})
    assert (found.failed, found.completeness) == (True, Completeness.COMPLETE)
