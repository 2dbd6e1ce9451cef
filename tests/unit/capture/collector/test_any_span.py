"""Whatever types a program writes into its attributes, its span becomes a valid interaction."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from leitstand.capture import Basis, Grant
from leitstand.capture.collector.config import CollectorConfig
from leitstand.capture.collector.otlp import parts, wire
from leitstand.capture.collector.otlp.interaction import observed_of
from leitstand.capture.collector.otlp.wire import Encoding
from leitstand.capture.collector.producers import Producers
from leitstand.capture.families.openai_parts import base64_size
from leitstand.capture.sealing import content_of, interaction_of
from leitstand.schemas.interaction import Content, Interaction

NAMES = [
    "gen_ai.operation.name",
    "gen_ai.provider.name",
    "gen_ai.request.model",
    "gen_ai.response.id",
    "gen_ai.response.finish_reasons",
    "gen_ai.usage.input_tokens",
    "gen_ai.input.messages",
    "gen_ai.output.messages",
    "gen_ai.system_instructions",
    "gen_ai.prompt",
    "gen_ai.completion",
    "gen_ai.prompt.0.content",
    "gen_ai.prompt.0.role",
    "gen_ai.completion.1.tool_calls.0.arguments",
    "llm.prompts.3.content",
    "error.type",
    "gen_ai.response.time_to_first_chunk",
    "http.response.status_code",
    "user_agent.original",
    "enduser.id",
]
FIELDS = ["role", "parts", "content", "type", "name", "arguments", "tool_calls", "function"]
FIELDS += ["message", "finish_reason", "text", "image_url", "file", "mime_type", "response"]
WORDS = ["user", "text", "tool_call", "blob", "tool_call_response", "image_url", "file"]
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"), max_size=8)
    | st.sampled_from(WORDS),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=4)
    ),
    max_leaves=15,
)
ATTRIBUTES = st.dictionaries(st.sampled_from(NAMES), VALUES | VALUES.map(json.dumps), max_size=8)
PROGRAM = Producers(CollectorConfig(trust_user=True)).find(())


def value_of(value: Any) -> dict[str, Any]:
    match value:
        case None:
            return {}
        case bool():
            return {"boolValue": value}
        case int():
            return {"intValue": str(value)}
        case float():
            return {"doubleValue": value}
        case list():
            return {"arrayValue": {"values": [value_of(one) for one in value]}}
        case dict():
            return {"kvlistValue": {"values": pairs(value)}}
    return {"stringValue": value}


def pairs(attributes: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"key": name, "value": value_of(value)} for name, value in attributes.items()]


def request(attributes: dict[str, Any], told: dict[str, Any], start: int, end: int) -> bytes:
    events = [
        {"name": name, "attributes": pairs(told)}
        for name in ("gen_ai.choice", "gen_ai.content.prompt", "gen_ai.user.message")
    ]
    span = {
        "startTimeUnixNano": str(start),
        "endTimeUnixNano": str(end),
        "attributes": pairs({"gen_ai.operation.name": "chat"} | attributes),
        "events": events,
    }
    return json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": [span]}]}]}).encode()


@settings(max_examples=300, deadline=None)
@given(ATTRIBUTES, ATTRIBUTES, st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
@example({"gen_ai.operation.name": []}, {}, 0, 0)
@example({"gen_ai.input.messages": [{"parts": [{"type": []}]}]}, {}, 0, 0)
@example({"gen_ai.input.messages": [{"parts": [{"type": "blob", "content": "ä"}]}]}, {}, 0, 0)
def test_any_span(attributes: dict[str, Any], told: dict[str, Any], start: int, end: int) -> None:
    """The open part keeps its closed form, the sealed part can be written down."""
    body = request(attributes, told, start, end)
    message = wire.decode(Encoding.JSON, body, ExportTraceServiceRequest())
    assert PROGRAM is not None
    for part in parts.of_spans(message, Encoding.JSON):
        if part is not None:
            observed = observed_of(part, [], part.at, PROGRAM)
            interaction = interaction_of(
                observed,
                tenant="musterstadt",
                event_id=UUID(int=1),
                recorded_at=datetime(2026, 3, 4, tzinfo=UTC),
                producer="p",
                sequence=1,
                completeness=observed.completeness,
                grant=Grant(basis=Basis.IN_FORCE),
            )
            msgspec.json.decode(msgspec.json.encode(interaction), type=Interaction)
            msgspec.json.decode(msgspec.json.encode(content_of(observed, True)), type=Content)


@pytest.mark.parametrize(("data", "size"), [("QUJD", 3), ("ä", 0), ("Q", 0), ("äöüß", 3)])
def test_sizes_of_what_calls_itself_base64(data: str, size: int) -> None:
    """Measured, or estimated by its length where it is none."""
    assert base64_size(data) == size
