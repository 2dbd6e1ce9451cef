"""What one span or one log record tells of a GenAI call, as it came; and which of them do at all."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

from leitstand.capture.collector.otlp import values, wire
from leitstand.capture.collector.otlp.values import Plain
from leitstand.capture.collector.otlp.wire import Encoding

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A framework's span around the model's own: the call is told by the inner one.
_AROUND = frozenset(
    {"create_agent", "invoke_agent", "execute_tool", "invoke_workflow", "retrieval", "plan"}
)
_CALL_PREFIXES = ("gen_ai.request.", "gen_ai.response.", "gen_ai.prompt", "gen_ai.usage.")
DETAILS = "gen_ai.client.inference.operation.details"
_EVENTS = frozenset(
    {
        "gen_ai.system.message",
        "gen_ai.user.message",
        "gen_ai.assistant.message",
        "gen_ai.tool.message",
        "gen_ai.choice",
        "gen_ai.content.prompt",
        "gen_ai.content.completion",
        DETAILS,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A named event: a log record, or an event inside a span."""

    name: str
    attributes: Plain
    body: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One span or one log record."""

    call: str
    """``trace/span`` of the call; empty where the record belongs to none."""
    digest: bytes
    """Of the whole part, so that it is known again when it is sent again."""
    size: int
    service: str | None
    at: datetime
    """A span's start; a log record's time."""
    duration_ms: int | None
    """Of a span; ``None`` for a log record."""
    failed: bool
    attributes: Plain
    told: tuple[Told, ...]

    @property
    def is_span(self) -> bool:
        """Whether it is a span."""
        return self.duration_ms is not None

    @property
    def is_details(self) -> bool:
        """Whether it is a log record that tells of a whole call."""
        return not self.is_span and any(told.name == DETAILS for told in self.told)


def of_spans(request: ExportTraceServiceRequest, encoding: Encoding) -> Iterator[Part | None]:
    """Yield a part for each span of a GenAI call, ``None`` for each other span."""
    for resource in request.resource_spans:
        service = _service(values.attributes(resource.resource.attributes))
        for scope in resource.scope_spans:
            for span in scope.spans:
                yield _of_span(span, service, encoding)


def of_logs(request: ExportLogsServiceRequest, encoding: Encoding) -> Iterator[Part | None]:
    """Yield a part for each log record of a GenAI call, ``None`` for each other record."""
    for resource in request.resource_logs:
        service = _service(values.attributes(resource.resource.attributes))
        for scope in resource.scope_logs:
            for record in scope.log_records:
                yield _of_log(record, service, encoding)


def _of_span(span: Span, service: str | None, encoding: Encoding) -> Part | None:
    attributes = values.attributes(span.attributes)
    if not is_call(attributes):
        return None
    elapsed = max(0, span.end_time_unix_nano - span.start_time_unix_nano)
    raw = span.SerializeToString(deterministic=True)
    return Part(
        call=_call(span.trace_id, span.span_id, encoding),
        digest=hashlib.sha256(raw).digest(),
        size=len(raw),
        service=service,
        at=_instant(span.start_time_unix_nano),
        duration_ms=elapsed // 1_000_000,
        failed=span.status.code == Status.STATUS_CODE_ERROR,
        attributes=attributes,
        told=tuple(_told_in(span)),
    )


def _told_in(span: Span) -> Iterator[Told]:
    for event in span.events:
        if event.name in _EVENTS:
            yield Told(name=event.name, attributes=values.attributes(event.attributes))


def _of_log(record: LogRecord, service: str | None, encoding: Encoding) -> Part | None:
    attributes = values.attributes(record.attributes)
    name = record.event_name or attributes.get("event.name")
    if not isinstance(name, str) or name not in _EVENTS or _is_around(attributes):
        return None
    raw = record.SerializeToString(deterministic=True)
    return Part(
        call=_call(record.trace_id, record.span_id, encoding),
        digest=hashlib.sha256(raw).digest(),
        size=len(raw),
        service=service,
        at=_instant(record.time_unix_nano or record.observed_time_unix_nano),
        duration_ms=None,
        failed=False,
        attributes=attributes if name == DETAILS else _call_attributes(attributes),
        told=(Told(name=name, attributes=attributes, body=values.plain(record.body)),),
    )


def is_call(attributes: Plain) -> bool:
    """Say whether a span is a call of a model, by today's names or the deprecated ones."""
    operation = attributes.get("gen_ai.operation.name")
    if _is_around(attributes):
        return False
    if isinstance(operation, str) and operation:
        return True
    if "llm.request.type" in attributes:
        return True
    named = "gen_ai.system" in attributes or "gen_ai.provider.name" in attributes
    return named and any(name.startswith(_CALL_PREFIXES) for name in attributes)


def _is_around(attributes: Plain) -> bool:
    operation = attributes.get("gen_ai.operation.name")
    return isinstance(operation, str) and operation in _AROUND


def _call_attributes(attributes: Plain) -> Plain:
    """Leave out what is content: a message event's own is read from the event."""
    contents = ("gen_ai.prompt", "gen_ai.completion", "content")
    return {name: value for name, value in attributes.items() if name not in contents}


def _call(trace_id: bytes, span_id: bytes, encoding: Encoding) -> str:
    trace = wire.hex_id(trace_id, encoding, 16)
    span = wire.hex_id(span_id, encoding, 8)
    return f"{trace}/{span}" if trace and span else ""


def _service(resource: Mapping[str, object]) -> str | None:
    name = resource.get("service.name")
    return name if isinstance(name, str) else None


def _instant(nanoseconds: int) -> datetime:
    # Below the year 2554: 64 bits of nanoseconds.
    return datetime.fromtimestamp(nanoseconds // 1_000_000 / 1000, _EPOCH.tzinfo)
