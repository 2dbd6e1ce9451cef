"""What every family must do with whatever somebody sends: read what it can, and never fail."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.capture.families.paths import asks_a_model, deployment_of, family_of, is_known
from leitstand.schemas.vocabulary import Completeness, Operation

PATHS = {
    "/v1/chat/completions": Operation.CHAT,
    "/v1/responses": Operation.CHAT,
    "/v1/completions": Operation.TEXT_COMPLETION,
    "/v1/embeddings": Operation.EMBEDDINGS,
    "/v1/audio/transcriptions": Operation.TRANSCRIPTION,
    "/v1/audio/translations": Operation.TRANSCRIPTION,
    "/v1/audio/speech": Operation.SPEECH,
    "/v1/images/generations": Operation.IMAGE,
    "/v1/images/edits": Operation.IMAGE,
    "/v1/images/variations": Operation.IMAGE,
    "/v1/moderations": Operation.MODERATION,
    "/openai/deployments/buero/chat/completions": Operation.CHAT,
    "/openai/deployments/buero/embeddings": Operation.EMBEDDINGS,
    "/openai/v1/responses": Operation.CHAT,
    "/api/chat": Operation.CHAT,
    "/api/generate": Operation.TEXT_COMPLETION,
    "/api/embed": Operation.EMBEDDINGS,
    "/api/embeddings": Operation.EMBEDDINGS,
    "/v1/rerank": Operation.OTHER,
    "/v1/threads/t/runs": Operation.OTHER,
}


@pytest.mark.parametrize(("path", "operation"), PATHS.items())
def test_a_path_says_what_is_asked(path: str, operation: Operation) -> None:
    """Also behind prefixes, and with a slash at its end."""
    for written in (path, path + "/", "/prefix" + path):
        assert family_of(written).operation is operation
        assert is_known(written) is (operation is not Operation.OTHER)


def test_reading_lists_is_no_use_of_ai() -> None:
    """Everything else is, whatever its method."""
    assert not asks_a_model("GET", "/v1/models")
    assert not asks_a_model("GET", "/v1/models/gpt-4o")
    assert not asks_a_model("GET", "/api/tags")
    assert asks_a_model("POST", "/v1/models")
    assert asks_a_model("GET", "/v1/responses/resp_1")


def test_azure_names_the_model_in_the_path() -> None:
    """Its deployment."""
    assert deployment_of("/openai/deployments/buero/chat/completions") == "buero"
    assert deployment_of("/v1/chat/completions") is None


@pytest.mark.parametrize("path", PATHS)
def test_an_error_of_null_is_none(path: str) -> None:
    """Some servers name it in every answer and event."""
    for error, failed in ((None, False), ({"message": "overloaded"}, True)):
        body = json.dumps({"error": error}).encode()
        stream = family_of(path).stream()
        stream.feed(body)
        assert family_of(path).answered(body, "application/json").failed is failed
        assert stream.answered(ended=True).failed is failed


FIELDS = [
    "messages", "content", "role", "choices", "message", "delta", "tool_calls", "function", "usage",
    "prompt_tokens", "image_url", "file", "input_audio", "index", "text", "model", "input", "output",
    "type", "response", "instructions", "prompt", "variables", "summary", "arguments", "item",
    "output_index", "content_index", "incomplete_details", "data", "results", "revised_prompt",
    "images", "done", "done_reason", "eval_count", "thinking", "system", "error", "status",
]  # fmt: skip
TYPES = [
    "response.completed", "response.output_text.delta", "response.output_item.added", "message",
    "function_call", "input_file", "reasoning", "error", "transcript.text.done", "response.failed",
    "image_generation.completed", "response.function_call_arguments.delta", "web_search_call",
]  # fmt: skip
anything = st.recursive(
    st.none()
    | st.booleans()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from(TYPES),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=5)
    ),
    max_leaves=20,
)
path = st.sampled_from(sorted(PATHS))
kind = st.sampled_from(
    ["application/json", "text/plain", "multipart/form-data; boundary=x", "audio/mpeg", ""]
)


def _read(path: str, body: bytes, kind: str) -> None:
    family = family_of(path)
    family.asked(body, kind)
    family.answered(body, kind)
    stream = family.stream()
    stream.feed(body)
    stream.answered(ended=True)


@given(path, anything, kind)
def test_no_json_makes_it_fail(path: str, value: Any, kind: str) -> None:
    """Wrong types, missing and surprising fields are left out."""
    _read(path, json.dumps(value).encode(), kind)


@given(path, st.binary(max_size=200), kind)
def test_no_bytes_make_it_fail(path: str, body: bytes, kind: str) -> None:
    """Also what is no JSON and no form at all."""
    _read(path, body, kind)


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 50_000, b'{"input": 1e999}', b"\xff"])
@pytest.mark.parametrize("path", PATHS)
def test_hostile_json(path: str, body: bytes) -> None:
    """Depth and size of numbers harm nobody."""
    _read(path, body, "application/json")


@pytest.mark.parametrize(
    "path", [p for p, operation in PATHS.items() if operation is not Operation.OTHER]
)
def test_a_stream_without_an_end_is_interrupted(path: str) -> None:
    """Whatever it would have said."""
    assert family_of(path).stream().answered(ended=False).completeness is Completeness.INTERRUPTED
