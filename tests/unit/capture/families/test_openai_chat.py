"""Reading chat completions: everything people wrote and read, whatever else is in it."""

import json
from typing import Any

import pytest

from leitstand.capture.families.openai_chat import OpenAIChat
from leitstand.schemas.interaction import Attachment
from leitstand.schemas.vocabulary import Completeness, UsageSource, Where

CHAT = OpenAIChat()


def asked(**request: Any) -> Any:
    return CHAT.asked(json.dumps(request).encode(), "application/json")


def answered(**answer: Any) -> Any:
    return CHAT.answered(json.dumps(answer).encode(), "application/json")


def streamed(*events: Any, ended: bool = True) -> Any:
    stream = CHAT.stream()
    for event in events:
        stream.feed(event if isinstance(event, bytes) else json.dumps(event).encode())
    return stream.answered(ended=ended)


def chunk(delta: dict[str, Any], finish: str | None = None, index: int = 0) -> dict[str, Any]:
    return {"choices": [{"index": index, "delta": delta, "finish_reason": finish}]}


def test_roles_become_places() -> None:
    """Who said what decides where a finding will lie."""
    roles = ["system", "developer", "user", "assistant", "tool", "function", "new-role"]
    request = asked(messages=[{"role": role, "content": role} for role in roles])
    assert [(m.where, m.text) for m in request.messages] == [
        (Where.INSTRUCTION, "system"),
        (Where.INSTRUCTION, "developer"),
        (Where.PROMPT, "user"),
        (Where.ANSWER, "assistant"),
        (Where.TOOL, "tool"),
        (Where.TOOL, "function"),
        (Where.PROMPT, "new-role"),
    ]


def test_parts_of_a_message() -> None:
    """Texts are read, pictures, sound and files are weighed, their names are kept apart."""
    picture = "data:image/png;base64,aGFsbG8="
    request = asked(
        messages=[
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "Was steht da?"},
                    {"type": "image_url", "image_url": {"url": picture}},
                    {"type": "image_url", "image_url": {"url": "https://example.org/a.png"}},
                    {"type": "input_audio", "input_audio": {"data": "aGFsbG8=", "format": "wav"}},
                    {"type": "file", "file": {"filename": "Akte.pdf", "file_data": picture}},
                    {
                        "type": "image_url",
                        "image_url": "data:image/erika-mustermann;base64,aGFsbG8=",
                    },
                ],
            }
        ]
    )
    assert [m.text for m in request.messages] == ["Was steht da?"]
    assert request.file_names == ("Akte.pdf",)
    assert request.attachments == (
        Attachment(media_type="image/png", bytes=5),
        Attachment(media_type="application/octet-stream", bytes=0),
        Attachment(media_type="audio/wav", bytes=5),
        Attachment(media_type="image/png", bytes=5),
        Attachment(media_type="application/octet-stream", bytes=5),
    )


def test_a_plain_answer() -> None:
    """All choices, refusals, tool calls and every kind of token."""
    found = answered(
        id="chatcmpl-1",
        model="gpt-4o",
        choices=[
            {"message": {"content": "eins"}, "finish_reason": "stop"},
            {"message": {"content": None, "refusal": "nein"}, "finish_reason": "content_filter"},
            {
                "message": {"tool_calls": [{"function": {"name": "suche", "arguments": "{}"}}]},
                "finish_reason": "tool_calls",
            },
        ],
        usage={
            "prompt_tokens": 5,
            "completion_tokens": 7,
            "prompt_tokens_details": {"cached_tokens": 2},
            "completion_tokens_details": {"reasoning_tokens": 3},
        },
    )
    assert [m.text for m in found.messages] == ["eins", "nein"]
    assert found.finish_reasons == ("stop", "content_filter", "tool_calls")
    assert [(c.name, c.arguments) for c in found.tool_calls] == [("suche", "{}")]
    usage = found.usage
    assert (usage.input, usage.output, usage.cached, usage.reasoning) == (5, 7, 2, 3)


@pytest.mark.parametrize(
    "usage", [None, {}, "many", {"prompt_tokens": -1}, {"prompt_tokens": True}]
)
def test_tokens_that_nobody_said_are_missing(usage: Any) -> None:
    """No count is made up, least of all a zero."""
    found = answered(choices=[{"message": {"content": "x"}}], usage=usage).usage
    assert (found.source, found.input, found.output) == (UsageSource.MISSING, None, None)


def test_a_stream_is_put_together() -> None:
    """Pieces of several choices and tool calls become whole texts."""
    call = {"index": 0, "function": {"name": "suche", "arguments": '{"a"'}}
    rest = {"index": 0, "function": {"arguments": ": 1}"}}
    found = streamed(
        chunk({"role": "assistant", "content": "Lie"}),
        chunk({"content": "A"}, index=1),
        chunk({"content": "be"}, "stop"),
        chunk({"tool_calls": [call]}, index=1),
        chunk({"tool_calls": [rest]}, "tool_calls", index=1),
        {"choices": [], "usage": {"prompt_tokens": 1, "completion_tokens": 2}},
        b"[DONE]",
    )
    assert [m.text for m in found.messages] == ["Liebe", "A"]
    assert [(c.name, c.arguments) for c in found.tool_calls] == [("suche", '{"a": 1}')]
    assert found.finish_reasons == ("stop", "tool_calls")
    assert (found.usage.input, found.usage.output) == (1, 2)
    assert found.completeness is Completeness.COMPLETE


@pytest.mark.parametrize(
    ("events", "ended", "expected"),
    [
        ([chunk({"content": "a"}, "stop"), b"[DONE]"], True, Completeness.COMPLETE),
        ([chunk({"content": "a"}, "stop"), b"[DONE]"], False, Completeness.COMPLETE),
        ([chunk({"content": "a"}, "stop")], True, Completeness.COMPLETE),
        ([chunk({"content": "a"}, "stop")], False, Completeness.INTERRUPTED),
        ([chunk({"content": "a"})], True, Completeness.INTERRUPTED),
        ([], True, Completeness.INTERRUPTED),
        ([{"error": {"message": "overloaded"}}], True, Completeness.COMPLETE),
    ],
)
def test_when_a_stream_is_complete(events: list[Any], ended: bool, expected: Completeness) -> None:
    """Only its closing mark, or a reason to finish and an orderly end, make it whole."""
    assert streamed(*events, ended=ended).completeness is expected


def test_an_error_inside_a_stream() -> None:
    """An error event makes the answer a failed one; a server that says "error": null has none."""
    assert streamed({"error": {"message": "overloaded"}}).failed
    assert not streamed(chunk({"content": "a"}, "stop") | {"error": None}, b"[DONE]").failed


def test_what_a_model_thinks_is_a_text_of_its_own() -> None:
    """Also piece by piece, and once where a server sends it under two names."""
    found = streamed(
        chunk({"reasoning_content": "Mül", "reasoning": "Mül"}),
        chunk({"reasoning_content": "ler?", "reasoning": "ler?"}),
        chunk({"content": "Herr "}),
        chunk({"content": "Müller"}, "stop"),
        b"[DONE]",
    )
    assert [m.text for m in found.messages] == ["Herr Müller", "Müller?"]
    plain = {"content": "Herr Müller", "reasoning_content": "Müller?", "reasoning": "Müller?"}
    whole = answered(choices=[{"message": plain, "finish_reason": "stop"}])
    assert whole.messages == found.messages


def test_thinking_as_a_part_of_the_answer() -> None:
    """Mistral's models think in a part of their own."""
    parts = [
        {"type": "thinking", "thinking": [{"type": "text", "text": "Müller?"}]},
        {"type": "text", "text": "Herr Müller"},
    ]
    found = answered(choices=[{"message": {"content": parts}}])
    assert [m.text for m in found.messages] == ["Müller?", "Herr Müller"]


def test_a_spoken_answer() -> None:
    """What is said aloud has a transcript, plain and in pieces."""
    whole = answered(choices=[{"message": {"content": None, "audio": {"transcript": "Hallo"}}}])
    assert [m.text for m in whole.messages] == ["Hallo"]
    pieces = [chunk({"audio": {"transcript": piece}}) for piece in ("Hal", "lo")]
    assert [m.text for m in streamed(*pieces).messages] == ["Hallo"]


def test_a_tool_that_takes_any_text() -> None:
    """Custom tools have an input instead of arguments: asked back, answered, in pieces."""
    call = {"index": 0, "type": "custom", "custom": {"name": "sql", "input": "select 1"}}
    whole = answered(choices=[{"message": {"tool_calls": [call]}}])
    rest = {"index": 0, "custom": {"input": " from akte"}}
    pieces = streamed(chunk({"tool_calls": [call]}), chunk({"tool_calls": [rest]}))
    assert [(c.name, c.arguments) for c in whole.tool_calls] == [("sql", "select 1")]
    assert [(c.name, c.arguments) for c in pieces.tool_calls] == [("sql", "select 1 from akte")]
    said = asked(messages=[{"role": "assistant", "tool_calls": [call]}]).messages
    assert [(m.where, m.text) for m in said] == [(Where.TOOL, "select 1")]


@pytest.mark.parametrize("content", ["Sehr geehrte", [{"type": "text", "text": "Sehr geehrte"}]])
def test_a_predicted_output_leaves_the_house_too(content: Any) -> None:
    """It is a text of the request like any other."""
    found = asked(messages=[], prediction={"type": "content", "content": content}).messages
    assert [(m.where, m.text) for m in found] == [(Where.PROMPT, "Sehr geehrte")]


def test_an_endless_stream_is_cut() -> None:
    """Memory is bounded: the beginning is kept and the cut is said."""
    stream = CHAT.stream()
    piece = json.dumps(chunk({"content": "x" * 1_000_000})).encode()
    for _ in range(12):
        stream.feed(piece)
    stream.feed(b"[DONE]")
    found = stream.answered(ended=True)
    assert found.completeness is Completeness.TRUNCATED
    assert len(found.messages[0].text) == 8_000_000
