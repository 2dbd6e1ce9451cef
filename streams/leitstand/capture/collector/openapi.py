"""The collector's description of itself (OpenAPI 3.1), made from the structures that it reads."""

from importlib.metadata import version
from typing import Any

import msgspec

from leitstand.capture.collector import cloudevents, observed_event
from leitstand.capture.collector.answers import PROBLEM
from leitstand.capture.collector.observed_event import ObservedData
from leitstand.capture.collector.otlp.wire import Encoding
from leitstand.capture.collector.problems import EXPLANATIONS, Kind
from leitstand.schemas.interaction import Interaction, Sealed
from leitstand.schemas.topics import INTERACTIONS

Json = dict[str, Any]

_REF = "#/components/schemas/{name}"
_EVERYWHERE = (
    Kind.INVALID_BODY,
    Kind.UNKNOWN_KEY,
    Kind.TOO_SLOW,
    Kind.TOO_LARGE,
    Kind.UNSUPPORTED_MEDIA_TYPE,
    Kind.TOO_BUSY,
    Kind.HEADERS_TOO_LARGE,
    Kind.NOT_RECORDED,
)
_EVENTS = (Kind.NOT_ALLOWED, Kind.INVALID_EVENT)
_BINARY_HEADERS = ("ce-specversion", "ce-id", "ce-source", "ce-type", "ce-time")


def document() -> Json:
    """Return the description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Leitstand collector",
            "version": version("leitstand"),
            "description": "Takes observed AI interactions as CloudEvents 1.0 or OTLP/HTTP.",
        },
        "paths": {
            "/events": {"post": _events()},
            "/v1/traces": {"post": _otlp("traces", "resourceSpans", "rejectedSpans")},
            "/v1/logs": {"post": _otlp("logs", "resourceLogs", "rejectedLogRecords")},
            "/v1/metrics": {"post": _otlp("metrics", "resourceMetrics", "rejectedDataPoints")},
            "/healthz": {"get": _plain("health", "Lives, and what it did since its start.")},
            "/openapi.json": {"get": _plain("describe", "This document.")},
        },
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _events() -> Json:
    event, batch = _ref("Event"), {"type": "array", "items": _ref("Event")}
    contents = {cloudevents.STRUCTURED: event, cloudevents.BATCH: batch, "application/json": {}}
    contents["application/json"] = {"anyOf": [_ref("ObservedData"), _ref("SealedData")]}
    taken: Json = {
        "description": "All are durable. Sent again, they get the same ids.",
        "content": {"application/json": {"schema": _ref("Taken")}},
    }
    return {
        "operationId": "takeEvents",
        "summary": "CloudEvents 1.0, structured, batched, or binary with the ce- headers",
        "security": [{"key": []}, {}],
        "parameters": [_header(name) for name in _BINARY_HEADERS],
        "requestBody": _body(contents),
        "responses": {"202": taken, **_refusals((*_EVERYWHERE, *_EVENTS))},
    }


def _otlp(signal: str, field: str, rejected: str) -> Json:
    request = {"type": "object", "properties": {field: {"type": "array"}}}
    count = {"type": ["string", "integer"]}
    partial = {"type": "object", "properties": {rejected: count, "errorMessage": _text()}}
    answer = {"type": "object", "properties": {"partialSuccess": partial}}
    taken: Json = {
        "description": "Durable, but for what partialSuccess says.",
        "content": {
            Encoding.JSON.value: {"schema": answer},
            Encoding.PROTOBUF.value: {"schema": {}},
        },
    }
    return {
        "operationId": signal,
        "summary": f"OTLP/HTTP {signal}: protobuf or JSON, plain or gzip",
        "security": [{"key": []}, {}],
        "requestBody": _body({Encoding.JSON.value: request, Encoding.PROTOBUF.value: {}}),
        "responses": {"200": taken, **_refusals(_EVERYWHERE, protobuf=True)},
    }


def _body(contents: dict[str, Json]) -> Json:
    return {
        "required": True,
        "content": {media: {"schema": schema} for media, schema in contents.items()},
    }


def _header(name: str) -> Json:
    return {
        "name": name,
        "in": "header",
        "required": False,
        "schema": _text(),
        "description": "Binary mode only; percent-encoded.",
    }


def _plain(operation: str, summary: str) -> Json:
    answer: Json = {"description": summary, "content": {"application/json": {"schema": {}}}}
    return {"operationId": operation, "summary": summary, "responses": {"200": answer}}


def _refusals(kinds: tuple[Kind, ...], *, protobuf: bool = False) -> Json:
    content: Json = {PROBLEM: {"schema": _ref("Problem")}}
    if protobuf:
        content[Encoding.PROTOBUF.value] = {"schema": {}}
    return {
        str(EXPLANATIONS[kind].status): {
            "description": EXPLANATIONS[kind].title,
            "content": content,
        }
        for kind in kinds
    }


def _schemas() -> Json:
    _, ours = msgspec.json.schema_components((ObservedData, Interaction, Sealed), ref_template=_REF)
    return {
        **ours,
        "SealedData": _object({"open": _ref("Interaction"), "sealed": _ref("Sealed")}),
        "Event": {"oneOf": [_ref("ObservedEvent"), _ref("SealedEvent")]},
        "ObservedEvent": _event(observed_event.TYPE, "ObservedData"),
        "SealedEvent": _event(INTERACTIONS, "SealedData"),
        "Taken": _object({"ids": {"type": "array", "items": {"type": "string", "format": "uuid"}}}),
        "Problem": _problem(),
    }


def _event(kind: str, data: str) -> Json:
    return _object(
        {
            "specversion": {"const": cloudevents.SPEC_VERSION},
            "id": {"type": "string", "minLength": 1, "maxLength": 2048},
            "source": {"type": "string", "minLength": 1, "maxLength": 2048},
            "type": {"const": kind},
            "time": {"type": "string", "format": "date-time"},
            "data": _ref(data),
        }
    )


def _problem() -> Json:
    problem = _object(
        {"type": _text(), "title": _text(), "status": {"type": "integer"}, "detail": _text()}
    )
    problem["properties"] |= {"at": _text(), "reason": _text()}
    return problem


def _object(properties: Json) -> Json:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _ref(name: str) -> Json:
    return {"$ref": _REF.format(name=name)}


def _text() -> Json:
    return {"type": "string"}
