"""Spans and log records of GenAI calls, by today's names and the deprecated ones."""

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from google.protobuf.json_format import ParseDict
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from leitstand.capture import Basis, Refusal, RefusedError
from leitstand.capture.collector.config import (
    CollectorConfig,
    JoinConfig,
    LimitsConfig,
    ProducerConfig,
)
from leitstand.schemas.vocabulary import (
    Channel,
    Completeness,
    FinishReason,
    Operation,
    Provider,
    Status,
    UsageSource,
    Where,
)

Desks = Callable[..., Any]
PROTOBUF = "application/x-protobuf"
TRACE, SPAN = "5b8efff798038103d269b633813fc60c", "eee19b7ec3c1b174"
START = 1_772_600_000_000_000_000
TODAY: dict[str, Any] = {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "azure.ai.openai",
    "gen_ai.request.model": "gpt-4o-mini",
    "gen_ai.response.model": "gpt-4o-mini-2024-07-18",
    "gen_ai.response.id": "chatcmpl-9aB1cD2e",
    "gen_ai.response.finish_reasons": ["stop"],
    "gen_ai.usage.input_tokens": 11,
    "gen_ai.usage.output_tokens": 7,
    "enduser.id": "erika.muster",
}
MESSAGES: dict[str, Any] = {
    "gen_ai.system_instructions": json.dumps([{"type": "text", "content": "Sei kurz"}]),
    "gen_ai.input.messages": json.dumps(
        [{"role": "user", "parts": [{"type": "text", "content": "Frage"}]}]
    ),
    "gen_ai.output.messages": json.dumps(
        [
            {
                "role": "assistant",
                "parts": [{"type": "text", "content": "Antwort"}],
                "finish_reason": "stop",
            }
        ]
    ),
}
NUMBERED: dict[str, Any] = {
    "gen_ai.prompt.0.role": "system",
    "gen_ai.prompt.0.content": "Sei kurz",
    "gen_ai.prompt.1.role": "user",
    "gen_ai.prompt.1.content": "Frage",
    "gen_ai.completion.0.role": "assistant",
    "gen_ai.completion.0.content": "Antwort",
    "gen_ai.completion.0.finish_reason": "stop",
}
SAID = [(Where.INSTRUCTION, "Sei kurz"), (Where.PROMPT, "Frage"), (Where.ANSWER, "Antwort")]


def value_of(value: Any) -> dict[str, Any]:
    match value:
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


def spans(*many: dict[str, Any], service: str = "buero") -> dict[str, Any]:
    resource = {"attributes": pairs({"service.name": service})}
    return {"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": list(many)}]}]}


def span(attributes: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "traceId": TRACE,
        "spanId": SPAN,
        "name": "chat gpt-4o-mini",
        "startTimeUnixNano": str(START),
        "endTimeUnixNano": str(START + 1_500_000_000),
        "attributes": pairs(attributes),
    } | changes


def logs(*many: dict[str, Any]) -> dict[str, Any]:
    resource = {"attributes": pairs({"service.name": "buero"})}
    return {"resourceLogs": [{"resource": resource, "scopeLogs": [{"logRecords": list(many)}]}]}


def record(name: str, body: Any = None, **changes: Any) -> dict[str, Any]:
    attributes = {"gen_ai.system": "openai"} | changes.pop("attributes", {})
    found = {
        "traceId": TRACE,
        "spanId": SPAN,
        "timeUnixNano": str(START + 1_000_000),
        "eventName": name,
        "attributes": pairs(attributes),
    } | changes
    return found if body is None else found | {"body": value_of(body)}


def send(collector: Any, document: dict[str, Any]) -> Any:
    path = "/v1/traces" if "resourceSpans" in document else "/v1/logs"
    return collector.client.post(path, json=document)


def said(collector: Any, number: int = -1) -> list[tuple[Where, str]]:
    return [(m.where, m.text) for m in collector.events()[number][1].messages]


def as_protobuf(document: dict[str, Any]) -> bytes:
    """Return the same request in protobuf; ids there are bytes."""
    text = json.dumps(document).replace(TRACE, "W47/95gDgQPSabYzgT/GDA==")
    request = (
        ExportTraceServiceRequest() if "resourceSpans" in document else ExportLogsServiceRequest()
    )
    return ParseDict(json.loads(text.replace(SPAN, "7uGbfsPBsXQ=")), request).SerializeToString()


@pytest.mark.parametrize("encoding", ["json", "protobuf", "gzip"])
def test_a_span_becomes_an_interaction(desk: Desks, encoding: str) -> None:
    """The same in protobuf and JSON, plain and packed; its id is that of the span."""
    collector = desk()
    document = spans(span(TODAY | MESSAGES))
    if encoding == "json":
        answer = send(collector, document)
        assert answer.json() == {}
    else:
        body, headers = as_protobuf(document), {"content-type": PROTOBUF}
        if encoding == "gzip":
            body, headers = gzip.compress(body), headers | {"content-encoding": "gzip"}
        answer = collector.client.post("/v1/traces", content=body, headers=headers)
        assert ExportTraceServiceResponse.FromString(answer.content) == ExportTraceServiceResponse()
    interaction, content = collector.event()
    assert interaction.occurred_at == datetime.fromtimestamp(START / 1e9, UTC)
    assert (interaction.capture.channel, interaction.capture.completeness) == (
        Channel.OTLP,
        Completeness.COMPLETE,
    )
    assert (interaction.operation, interaction.provider) == (Operation.CHAT, Provider.AZURE_OPENAI)
    assert interaction.request_model == "gpt-4o-mini"
    assert interaction.response_model == "gpt-4o-mini-2024-07-18"
    assert interaction.response_id == "chatcmpl-9aB1cD2e"
    assert interaction.finish_reasons == (FinishReason.STOP,)
    assert (interaction.usage.source, interaction.usage.input, interaction.usage.output) == (
        UsageSource.PROVIDER,
        11,
        7,
    )
    assert (interaction.duration_ms, interaction.status) == (1500, Status.OK)
    assert content.user == "erika.muster"
    assert said(collector) == SAID


DEPRECATED = {
    "gen_ai.system": "OpenAI",
    "llm.request.type": "chat",
    "gen_ai.request.model": "gpt-4o-mini",
    "gen_ai.usage.prompt_tokens": 11,
    "gen_ai.usage.completion_tokens": 7,
    "llm.is_streaming": True,
}
PLAIN = {
    "gen_ai.prompt": json.dumps(
        [{"role": "system", "content": "Sei kurz"}, {"role": "user", "content": "Frage"}]
    ),
    "gen_ai.completion": json.dumps([{"role": "assistant", "content": "Antwort"}]),
}
OLDEST = {
    name.replace("gen_ai.prompt", "llm.prompts").replace("gen_ai.completion", "llm.completions"): v
    for name, v in NUMBERED.items()
}
FLAT = {
    "gen_ai.operation.name": "text_completion",
    "gen_ai.prompt": "Frage",
    "gen_ai.completion": "Antwort",
}


@pytest.mark.parametrize("form", [NUMBERED, PLAIN, OLDEST], ids=["numbered", "plain", "oldest"])
def test_deprecated_names(desk: Desks, form: dict[str, Any]) -> None:
    """OpenLLMetry's and the conventions' own of earlier years."""
    collector = desk()
    send(collector, spans(span(DEPRECATED | form)))
    interaction, _ = collector.event()
    assert (interaction.provider, interaction.operation) == (Provider.OPENAI, Operation.CHAT)
    assert (interaction.usage.input, interaction.usage.output) == (11, 7)
    assert interaction.streamed
    assert said(collector) == SAID


def test_a_prompt_that_is_no_list(desk: Desks) -> None:
    """Completions of old models have one text."""
    collector = desk()
    send(collector, spans(span(FLAT)))
    assert collector.event()[0].operation is Operation.TEXT_COMPLETION
    assert said(collector) == [(Where.PROMPT, "Frage"), (Where.ANSWER, "Antwort")]


def test_content_in_span_events(desk: Desks) -> None:
    """``gen_ai.content.prompt`` and ``gen_ai.content.completion``."""
    collector = desk()
    events = [
        {
            "name": "gen_ai.content.prompt",
            "attributes": pairs({"gen_ai.prompt": PLAIN["gen_ai.prompt"]}),
        },
        {
            "name": "gen_ai.content.completion",
            "attributes": pairs({"gen_ai.completion": PLAIN["gen_ai.completion"]}),
        },
        {"name": "exception", "attributes": pairs({"exception.message": "?"})},
    ]
    send(collector, spans(span(DEPRECATED, events=events)))
    assert said(collector) == SAID


@pytest.mark.parametrize(
    "text",
    [
        '{"name": "Erika"}',
        "[1, 2, 3]",
        '[{"type": "x", "name": "Erika"}]',
        "{kein json",
        "[]",
        '[{"type":"text"',
    ],
)
@pytest.mark.parametrize("form", ["parts", "numbered", "plain"])
def test_a_prompt_that_looks_like_json_stays_a_prompt(desk: Desks, text: str, form: str) -> None:
    """Nothing that people wrote gets lost by reading it as structure."""
    collector = desk()
    parts = [{"role": "user", "parts": [{"type": "text", "content": text}]}]
    forms = {
        "parts": {"gen_ai.input.messages": json.dumps(parts)},
        "numbered": {"gen_ai.prompt.0.content": text},
        "plain": {"gen_ai.prompt": text},
    }
    send(collector, spans(span(TODAY | forms[form])))
    assert said(collector) == [(Where.PROMPT, text)]


def test_tools_files_and_thoughts(desk: Desks) -> None:
    """Calls are calls, results are tools' words, files are measured, a stranger's part is kept."""
    collector = desk()
    asked = [
        {"role": "user", "parts": [{"type": "blob", "mime_type": "image/png", "content": "QUJD"}]},
        {"role": "assistant", "parts": [{"type": "tool_call", "name": "f", "arguments": {"a": 1}}]},
        {"role": "tool", "parts": [{"type": "tool_call_response", "response": {"ort": "Kiel"}}]},
        {"role": "user", "parts": [{"type": "neu", "inhalt": "Rest"}]},
    ]
    answered = [
        {
            "role": "assistant",
            "parts": [
                {"type": "reasoning", "content": "Hm"},
                {"type": "tool_call", "name": "g", "arguments": {"b": 2}},
            ],
            "finish_reason": "tool_call",
        }
    ]
    attributes = {"gen_ai.input.messages": asked, "gen_ai.output.messages": answered}
    send(collector, spans(span({"gen_ai.operation.name": "chat"} | attributes)))
    interaction, content = collector.event()
    assert said(collector) == [
        (Where.TOOL, '{"a":1}'),
        (Where.TOOL, '{"ort":"Kiel"}'),
        (Where.PROMPT, '{"type":"neu","inhalt":"Rest"}'),
        (Where.ANSWER, "Hm"),
    ]
    assert [(c.name, c.arguments) for c in content.tool_calls] == [("g", '{"b":2}')]
    assert [(a.media_type, a.bytes) for a in interaction.attachments] == [("image/png", 3)]
    assert interaction.finish_reasons == (FinishReason.TOOL_CALLS,)


@pytest.mark.parametrize(
    ("attributes", "status", "completeness"),
    [
        (TODAY, Status.OK, Completeness.METADATA_ONLY),
        (TODAY | {"gen_ai.prompt.0.content": "Frage"}, Status.OK, Completeness.PROMPT_ONLY),
        (TODAY | {"gen_ai.completion.0.content": "Antwort"}, Status.OK, Completeness.PROMPT_ONLY),
        (
            TODAY | {"gen_ai.prompt.0.content": "F", "error.type": "timeout"},
            Status.ERROR,
            Completeness.COMPLETE,
        ),
        (
            TODAY | {"gen_ai.operation.name": "embeddings", "gen_ai.prompt.0.content": "F"},
            Status.OK,
            Completeness.COMPLETE,
        ),
    ],
)
def test_completeness(
    desk: Desks, attributes: dict[str, Any], status: Status, completeness: Completeness
) -> None:
    """It says how much the program let us see."""
    collector = desk()
    send(collector, spans(span(attributes)))
    interaction, _ = collector.event()
    assert (interaction.status, interaction.capture.completeness) == (status, completeness)


@pytest.mark.parametrize(
    "attributes",
    [
        {"http.request.method": "GET"},
        {"gen_ai.operation.name": "invoke_agent"},
        {"gen_ai.operation.name": "execute_tool"},
        {"gen_ai.system": "openai"},
        {},
    ],
)
def test_other_spans_are_counted_and_not_kept(desk: Desks, attributes: dict[str, Any]) -> None:
    """Also those around a model's call: the inner one tells it."""
    collector = desk()
    assert send(collector, spans(span(attributes))).json() == {}
    assert collector.events() == []
    assert collector.client.get("/healthz").json()["counts"]["ignored"] == 1


LEGACY_RECORDS = [
    record("gen_ai.system.message", {"content": "Sei kurz"}),
    record("gen_ai.user.message", {"content": "Frage"}),
    record(
        "gen_ai.choice", {"index": 0, "finish_reason": "stop", "message": {"content": "Antwort"}}
    ),
]
DETAILS = [record("gen_ai.client.inference.operation.details", attributes=TODAY | MESSAGES)]
IN_ATTRIBUTE = [
    r | {"eventName": "", "attributes": pairs({"event.name": r["eventName"]})}
    for r in LEGACY_RECORDS
]


@pytest.mark.parametrize(
    "records",
    [LEGACY_RECORDS, DETAILS, IN_ATTRIBUTE],
    ids=["messages", "details", "named by attribute"],
)
@pytest.mark.parametrize("order", ["span first", "records first", "record by record"])
def test_a_span_and_its_log_records_are_one_interaction(
    desk: Desks, records: list[dict[str, Any]], order: str
) -> None:
    """Whatever comes first is durable at once; the last state is whole, under one id and time."""
    collector = desk()
    requests = {
        "span first": [spans(span(TODAY)), logs(*records)],
        "records first": [logs(*records), spans(span(TODAY))],
        "record by record": [*(logs(one) for one in records), spans(span(TODAY))],
    }[order]
    for number, request in enumerate(requests, start=1):
        assert send(collector, request).json() == {}
        assert len(collector.events()) == number
    assert len({(i.event_id, i.occurred_at) for i, _ in collector.events()}) == 1
    interaction, content = collector.events()[-1]
    assert interaction.capture.completeness is Completeness.COMPLETE
    assert (interaction.usage.input, interaction.duration_ms) == (11, 1500)
    assert content.user == "erika.muster"
    assert said(collector) == SAID


def test_what_the_span_says_the_records_do_not_say_again(desk: Desks) -> None:
    """``SPAN_AND_EVENT``: content twice is one interaction, and nothing new."""
    collector = desk()
    send(collector, spans(span(TODAY | MESSAGES)))
    send(collector, logs(*DETAILS))
    assert said(collector) == SAID
    assert len(collector.events()) == 1


def test_sent_again_it_is_nothing_new(desk: Desks) -> None:
    """A retry of the same span or the same records adds nothing."""
    collector = desk()
    for request in (spans(span(TODAY)), logs(*LEGACY_RECORDS)) * 3:
        send(collector, request)
    assert len(collector.events()) == 2


def test_after_a_restart_the_same_span_has_the_same_id(desk: Desks) -> None:
    """The memory is gone, the identity is not."""
    for _ in range(2):
        collector = desk()
        send(collector, spans(span(TODAY | MESSAGES)))
    assert len({(i.event_id, i.occurred_at) for i, _ in collector.events()}) == 1


def test_after_a_restart_the_other_part_has_the_same_id(desk: Desks) -> None:
    """Its own time is another, and yet it is the same call."""
    for request in (logs(*DETAILS), spans(span(TODAY))):
        collector = desk()
        send(collector, request)
    first, second = (interaction for interaction, _ in collector.events())
    assert first.event_id == second.event_id
    assert first.occurred_at != second.occurred_at


def test_what_could_not_be_recorded_is_recorded_when_it_comes_again(
    desk: Desks, town: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503, and the memory does not take it for done."""
    collector = desk()

    def full(*_args: object) -> list[object]:
        raise RefusedError(Refusal.OUTBOX_FULL)

    with monkeypatch.context() as patched:
        patched.setattr(town.recorder, "record_all", full)
        answer = send(collector, spans(span(TODAY | MESSAGES)))
    assert (answer.status_code, answer.json()["reason"]) == (503, "outbox_full")
    send(collector, spans(span(TODAY | MESSAGES)))
    assert len(collector.events()) == 1


@pytest.mark.parametrize(
    "ids", [{"traceId": "", "spanId": ""}, {"traceId": "0" * 32}, {"traceId": "zz"}]
)
def test_records_of_no_trace(desk: Desks, ids: dict[str, str]) -> None:
    """Recorded with what is there, each for itself."""
    collector = desk()
    send(collector, logs(*(r | ids for r in LEGACY_RECORDS)))
    assert [said(collector, n) for n in range(3)] == [[s] for s in SAID]


def test_partial_success(desk: Desks) -> None:
    """What can never be recorded is counted with its reason; the rest is durable."""
    collector = desk()
    old = span(TODAY | MESSAGES, startTimeUnixNano="1", spanId="00f067aa0ba902b7")
    answer = send(collector, spans(span(TODAY), old))
    assert answer.json() == {
        "partialSuccess": {"rejectedSpans": "1", "errorMessage": "time-out-of-range: 1"}
    }
    assert len(collector.events()) == 1


def test_metrics_are_not_kept_and_that_is_said(desk: Desks) -> None:
    """Programs often send all signals to one address."""
    points = {"name": "gen_ai.client.token.usage", "sum": {"dataPoints": [{}, {}]}}
    document = {"resourceMetrics": [{"scopeMetrics": [{"metrics": [points, {"name": "empty"}]}]}]}
    answer = desk().client.post("/v1/metrics", json=document)
    assert answer.json()["partialSuccess"]["rejectedDataPoints"] == "2"


def test_applications_by_service_name(desk: Desks) -> None:
    """The map first, then the producer's own, then the default."""
    key = {"authorization": "Bearer k"}
    sha = "8254c329a92850f6d539dd376f4816ee2764517da5e0235514af433164480d7a"
    known = ProducerConfig(
        name="p", key_sha256=sha, services={"kita": "kita-chat"}, application="buero"
    )
    collector = desk(CollectorConfig(producers=(known,)))
    for service in ("kita", "other"):
        document = spans(
            span(TODAY, spanId="00f067aa0ba902b7" if service == "kita" else SPAN), service=service
        )
        collector.client.post("/v1/traces", json=document, headers=key)
    assert [i.application for i, _ in collector.events()] == ["kita-chat", "buero"]
    assert {c.user for _, c in collector.events()} == {None}


def test_memory_is_bounded(desk: Desks) -> None:
    """By number and by time; what is forgotten was recorded long ago."""
    now = [datetime(2026, 3, 4, 5, 6, tzinfo=UTC)]
    join = JoinConfig(calls=2, seconds=60)
    collector = desk(CollectorConfig(join=join), clock=lambda: now[0])
    ids = [f"{n:016x}" for n in range(1, 4)]
    for span_id in ids:
        send(collector, spans(span(TODAY, spanId=span_id)))
    send(collector, spans(span(TODAY, spanId=ids[2])))
    assert len(collector.events()) == 3
    send(collector, spans(span(TODAY, spanId=ids[0])))
    assert len(collector.events()) == 4
    now[0] += timedelta(seconds=61)
    send(collector, spans(span(TODAY, spanId="a" * 16)))
    send(collector, spans(span(TODAY, spanId=ids[2])))
    assert len(collector.events()) == 6


def test_too_many_in_one_request(desk: Desks) -> None:
    """413, and none of them is recorded."""
    collector = desk(CollectorConfig(limits=LimitsConfig(events=2)))
    many = [span(TODAY, spanId=f"{n:016x}") for n in range(1, 4)]
    assert send(collector, spans(*many)).status_code == 413
    assert collector.events() == []


def test_suspended_recording_leaves_no_trace(desk: Desks, town: Any) -> None:
    """The program hears nothing of it; nothing is counted, and nothing remembered for later."""
    town.gate.say(Basis.SUSPENDED)
    collector = desk()
    assert send(collector, logs(*LEGACY_RECORDS)).json() == {}
    assert collector.client.get("/healthz").json()["counts"]["recorded"] == 0
    town.gate.say(Basis.IN_FORCE)
    send(collector, spans(span(TODAY)))
    assert collector.event()[1].messages == ()


def test_what_the_records_of_a_refused_call_said_is_forgotten(desk: Desks) -> None:
    """A call of long ago is not kept in memory."""
    collector = desk()
    send(collector, logs(*(r | {"timeUnixNano": "1"} for r in LEGACY_RECORDS)))
    send(collector, spans(span(TODAY)))
    assert collector.event()[1].messages == ()
