"""Bad input of every kind gets its documented answer, and nothing is recorded."""

import gzip
import hashlib
import json
import re
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leitstand.capture import Basis
from leitstand.capture.collector.config import CollectorConfig, LimitsConfig, ProducerConfig
from leitstand.capture.collector.problems import EXPLANATIONS, Kind

STRUCTURED, BATCH = "application/cloudevents+json", "application/cloudevents-batch+json"
PROTOBUF = "application/x-protobuf"
DATA = {"operation": "chat", "messages": [{"where": "prompt", "text": "GEHEIM"}]}
EVENT: dict[str, Any] = {
    "specversion": "1.0",
    "id": "4711",
    "source": "/portal",
    "type": "leitstand.observed.v1",
    "time": "2026-03-04T05:00:00Z",
    "data": DATA,
}
PACKED = gzip.compress(json.dumps(EVENT).encode())
BOMB = gzip.compress(b" " * 3_000_000)
KNOWN = ProducerConfig(name="portal", key_sha256=hashlib.sha256(b"k").hexdigest())
SMALL = LimitsConfig(body_bytes=20_000, decoded_bytes=100_000, events=3)
Desks = Callable[..., Any]


def event(**changes: Any) -> bytes:
    return json.dumps(EVENT | changes).encode()


def without(name: str) -> bytes:
    return json.dumps({n: value for n, value in EVENT.items() if n != name}).encode()


def data(**changes: Any) -> bytes:
    return event(data=DATA | changes)


CASES: list[tuple[str, str, bytes, dict[str, str], Kind]] = [
    ("no json", STRUCTURED, b"{GEHEIM", {}, Kind.INVALID_BODY),
    ("nothing", STRUCTURED, b"", {}, Kind.INVALID_BODY),
    ("no utf-8", STRUCTURED, b'{"id": "\xff"}', {}, Kind.INVALID_BODY),
    ("a list", STRUCTURED, b"[]", {}, Kind.INVALID_EVENT),
    ("deep", STRUCTURED, b'{"data":' + b"[" * 9_000 + b"]" * 9_000 + b"}", {}, Kind.INVALID_EVENT),
    (
        "deep data",
        STRUCTURED,
        event(data=1).replace(b": 1}", b": " + b"[" * 9_000),
        {},
        Kind.INVALID_EVENT,
    ),
    ("no id", STRUCTURED, without("id"), {}, Kind.INVALID_EVENT),
    ("empty id", STRUCTURED, event(id=""), {}, Kind.INVALID_EVENT),
    ("no time", STRUCTURED, without("time"), {}, Kind.INVALID_EVENT),
    ("no data", STRUCTURED, without("data"), {}, Kind.INVALID_BODY),
    ("time of the day", STRUCTURED, event(time="GEHEIM"), {}, Kind.INVALID_EVENT),
    ("time without zone", STRUCTURED, event(time="2026-03-04T05:00:00"), {}, Kind.INVALID_EVENT),
    ("year 1", STRUCTURED, event(time="0001-01-01T00:00:00+14:00"), {}, Kind.INVALID_EVENT),
    ("ancient", STRUCTURED, event(time="2020-01-01T00:00:00Z"), {}, Kind.TIME_OUT_OF_RANGE),
    ("future", STRUCTURED, event(time="2026-03-04T07:00:00Z"), {}, Kind.TIME_OUT_OF_RANGE),
    ("version 0.3", STRUCTURED, event(specversion="0.3"), {}, Kind.UNKNOWN_VERSION),
    ("version 2", STRUCTURED, event(type="leitstand.observed.v2"), {}, Kind.UNKNOWN_TYPE),
    ("other type", STRUCTURED, event(type="com.example.GEHEIM"), {}, Kind.UNKNOWN_TYPE),
    ("sealed, unasked", STRUCTURED, event(type="leitstand.interactions.v1"), {}, Kind.NOT_ALLOWED),
    ("unknown field", STRUCTURED, data(GEHEIM=1), {}, Kind.INVALID_EVENT),
    ("unknown word", STRUCTURED, data(operation="GEHEIM"), {}, Kind.INVALID_EVENT),
    ("wrong type", STRUCTURED, data(messages="GEHEIM"), {}, Kind.INVALID_EVENT),
    (
        "wrong place",
        STRUCTURED,
        data(messages=[{"where": "GEHEIM", "text": ""}]),
        {},
        Kind.INVALID_EVENT,
    ),
    ("negative", STRUCTURED, data(duration_ms=-1), {}, Kind.INVALID_EVENT),
    ("no application", STRUCTURED, data(application="Ä GEHEIM"), {}, Kind.INVALID_EVENT),
    ("half base64", STRUCTURED, event(data_base64="GEHEIM!"), {}, Kind.INVALID_EVENT),
    ("batch of one", BATCH, event(), {}, Kind.INVALID_EVENT),
    ("batch of four", BATCH, b"[" + b",".join([event()] * 4) + b"]", {}, Kind.TOO_MANY_EVENTS),
    ("xml", "application/cloudevents+xml", b"<GEHEIM/>", {}, Kind.UNSUPPORTED_MEDIA_TYPE),
    ("plain json", "application/json", b"{}", {}, Kind.UNSUPPORTED_MEDIA_TYPE),
    ("no type at all", "", b"{}", {}, Kind.UNSUPPORTED_MEDIA_TYPE),
    ("binary without id", "application/json", b"{}", {"ce-specversion": "1.0"}, Kind.INVALID_EVENT),
    ("too large", STRUCTURED, b" " * 30_000, {}, Kind.TOO_LARGE),
    ("bomb", STRUCTURED, BOMB, {"content-encoding": "gzip"}, Kind.TOO_LARGE),
    ("cut gzip", STRUCTURED, PACKED[:-9], {"content-encoding": "gzip"}, Kind.INVALID_BODY),
    ("no gzip", STRUCTURED, event(), {"content-encoding": "gzip"}, Kind.INVALID_BODY),
    ("brotli", STRUCTURED, event(), {"content-encoding": "br"}, Kind.UNSUPPORTED_ENCODING),
    ("large headers", STRUCTURED, event(), {"x-large": "x" * 40_000}, Kind.HEADERS_TOO_LARGE),
]


@pytest.mark.parametrize(
    ("content_type", "body", "headers", "kind"),
    [pytest.param(*case[1:], id=case[0]) for case in CASES],
)
def test_events(
    desk: Desks, content_type: str, body: bytes, headers: dict[str, str], kind: Kind
) -> None:
    """A 4xx that says what to do, and nothing of what was sent."""
    collector = desk(CollectorConfig(limits=SMALL))
    sent = headers | ({"content-type": content_type} if content_type else {})
    answer = collector.client.post("/events", content=body, headers=sent)
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (
        EXPLANATIONS[kind].status,
        f"docs/collector.md#{kind.value}",
    )
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem.keys() >= {"title", "status", "detail"}
    assert "GEHEIM" not in answer.text
    assert collector.events() == []


TRACES: list[tuple[str, str, bytes, dict[str, str], Kind]] = [
    ("no protobuf", PROTOBUF, b"\xff\xff", {}, Kind.INVALID_BODY),
    ("cut gzip", PROTOBUF, PACKED[:-9], {"content-encoding": "gzip"}, Kind.INVALID_BODY),
    ("bomb", PROTOBUF, BOMB, {"content-encoding": "gzip"}, Kind.TOO_LARGE),
    ("no json", "application/json", b"GEHEIM", {}, Kind.INVALID_BODY),
    ("a list", "application/json", b"[]", {}, Kind.INVALID_BODY),
    ("wrong types", "application/json", b'{"resourceSpans": "GEHEIM"}', {}, Kind.INVALID_BODY),
    (
        "wrong id",
        "application/json",
        b'{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":7}]}]}]}',
        {},
        Kind.INVALID_BODY,
    ),
    (
        "deep",
        "application/json",
        b'{"resourceSpans":' + b"[" * 9_000 + b"]" * 9_000 + b"}",
        {},
        Kind.INVALID_BODY,
    ),
    ("text", "text/plain", b"GEHEIM", {}, Kind.UNSUPPORTED_MEDIA_TYPE),
    ("zstd", PROTOBUF, b"", {"content-encoding": "zstd"}, Kind.UNSUPPORTED_ENCODING),
]


@pytest.mark.parametrize("path", ["/v1/traces", "/v1/logs", "/v1/metrics"])
@pytest.mark.parametrize(
    ("content_type", "body", "headers", "kind"),
    [pytest.param(*case[1:], id=case[0]) for case in TRACES],
)
def test_telemetry(
    desk: Desks, path: str, content_type: str, body: bytes, headers: dict[str, str], kind: Kind
) -> None:
    """As OTLP asks: a Status in protobuf where protobuf was sent."""
    if path != "/v1/traces":
        body = body.replace(b"Spans", b"Logs" if path == "/v1/logs" else b"Metrics")
        if b"traceId" in body:
            body = b"{]"
    collector = desk(CollectorConfig(limits=SMALL))
    answer = collector.client.post(
        path, content=body, headers=headers | {"content-type": content_type}
    )
    assert answer.status_code == EXPLANATIONS[kind].status
    assert kind.value.encode() in answer.content
    assert b"GEHEIM" not in answer.content
    expected = PROTOBUF if content_type == PROTOBUF else "application/problem+json"
    assert answer.headers["content-type"] == expected


@pytest.mark.parametrize("headers", [{}, {"authorization": "Bearer wrong"}, {"x-api-key": "no"}])
def test_unknown_keys(desk: Desks, headers: dict[str, str]) -> None:
    """401, before the body is looked at."""
    client = desk(CollectorConfig(producers=(KNOWN,))).client
    answer = client.post("/v1/traces", content=b"\xff", headers=headers)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/events", 405), ("POST", "/v2", 404)]
)
def test_no_such_address(desk: Desks, method: str, path: str, status: int) -> None:
    """Said as a problem as well."""
    answer = desk().client.request(method, path)
    assert (answer.status_code, answer.json()["status"]) == (status, status)


def test_no_agreement_now(desk: Desks, town: Any) -> None:
    """503: worth sending again, as an agreement may come."""
    town.gate.say(Basis.NONE)
    answer = desk().client.post("/events", content=event(), headers={"content-type": STRUCTURED})
    assert (answer.status_code, answer.json()["reason"]) == (503, "no_agreement")
    assert answer.headers["retry-after"] == "10"


def test_every_problem_is_documented() -> None:
    """Under the anchor that its type names, with its status."""
    text = (Path(__file__).parents[4] / "docs" / "collector.md").read_text()
    rows = dict(re.findall(r"^### ([a-z-]+)\n+\*\*(\d{3})\*\*", text, re.MULTILINE))
    assert rows == {kind.value: str(EXPLANATIONS[kind].status) for kind in Kind}


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    body=st.binary(max_size=200)
    | st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False)
        | st.text(max_size=20),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "resourceSpans",
                        "scopeSpans",
                        "spans",
                        "attributes",
                        "traceId",
                        "value",
                        "intValue",
                        "key",
                        "startTimeUnixNano",
                        "status",
                        "code",
                    ]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=20,
    ).map(lambda value: json.dumps(value).encode()),
    content_type=st.sampled_from([STRUCTURED, BATCH, PROTOBUF, "application/json"]),
    path=st.sampled_from(["/events", "/v1/traces", "/v1/logs", "/v1/metrics"]),
)
def test_nothing_that_is_sent_breaks_it(
    desk: Desks, body: bytes, content_type: str, path: str
) -> None:
    """Any bytes get an answer below 500."""
    client = desk().client
    headers = {"content-type": content_type, "ce-specversion": "1.0"}
    assert client.post(path, content=body, headers=headers).status_code < 500


def in_two(body: bytes) -> bytes:
    return gzip.compress(body[:9]) + gzip.compress(body[9:])


@pytest.mark.parametrize(
    "pack", [gzip.compress, zlib.compress, in_two], ids=["gzip", "deflate", "two members"]
)
def test_packed_bodies(desk: Desks, pack: Callable[[bytes], bytes]) -> None:
    """gzip, also of several members, and deflate are read."""
    collector = desk()
    packed = pack(event())
    encoding = "gzip" if packed[:2] == b"\x1f\x8b" else "deflate"
    headers = {"content-type": STRUCTURED, "content-encoding": encoding}
    assert collector.client.post("/events", content=packed, headers=headers).status_code == 202
