"""The gateway at its edges: bytes, time, failures, callers, refusals."""

import asyncio
import gzip
import hashlib
import json
import os
import threading
from collections.abc import AsyncGenerator, Callable, Iterable
from contextlib import suppress
from typing import Any, NoReturn

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from leitstand.capture import Basis
from leitstand.capture.gateway.config import CallerConfig, UpstreamConfig
from leitstand.schemas.vocabulary import (
    Channel,
    ClientName,
    Completeness,
    Operation,
    Status,
    UsageSource,
    Where,
)

CHAT = {
    "model": "gpt-4o-mini",
    "messages": [{"role": "user", "content": "Einladung zum Elternabend"}],
}
STREAM = CHAT | {"stream": True}
ANSWER = {
    "id": "chatcmpl-9aB1cD2e",
    "model": "gpt-4o-mini-2024-07-18",
    "choices": [
        {
            "index": 0,
            "message": {"role": "assistant", "content": "Liebe Eltern"},
            "finish_reason": "stop",
        }
    ],
    "usage": {"prompt_tokens": 9, "completion_tokens": 3},
}


def event(text: str | None = None, finish: str | None = None) -> bytes:
    delta = {} if text is None else {"content": text}
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    data = {"id": "chatcmpl-9aB1cD2e", "model": "gpt-4o-mini", "choices": [choice]}
    return b"data: " + json.dumps(data).encode() + b"\n\n"


DONE = b"data: [DONE]\n\n"


class Upstream:
    """Answers as a test wants, and remembers what reached it."""

    def __init__(self, answer: Callable[[Request], Any]) -> None:
        self.requests: list[tuple[Request, bytes]] = []
        self._answer = answer
        methods = ["GET", "POST", "DELETE"]
        self.app = Starlette(routes=[Route("/{path:path}", self._handle, methods=methods)])

    async def _handle(self, request: Request) -> Response:
        self.requests.append((request, await request.body()))
        response: Response = self._answer(request)
        return response


def fixed(
    body: bytes, kind: str = "application/json", **headers: str
) -> Callable[[Request], Response]:
    return lambda _: Response(body, headers={"content-type": kind} | headers)


def streamed(pieces: Callable[[], AsyncGenerator[bytes]]) -> Callable[[Request], Response]:
    return lambda _: StreamingResponse(pieces(), media_type="text/event-stream")


PLAIN = fixed(json.dumps(ANSWER).encode())


def test_an_interaction_from_end_to_end(line: Callable[..., Any]) -> None:
    """The event says who asked what by which program, and what came back."""
    gateway = line(Upstream(PLAIN).app)
    headers = {
        "X-Leitstand-User": "a.beispiel",
        "X-Leitstand-Application": "buero-chat",
        "User-Agent": "OpenAI/Python 3.54.0",
    }
    answer = httpx.post(f"{gateway.url}/v1/chat/completions", json=CHAT, headers=headers)
    ((interaction, content),) = gateway.events(1)
    assert answer.json() == ANSWER
    assert answer.headers["x-leitstand-event"] == str(interaction.event_id)
    assert interaction.capture.channel is Channel.GATEWAY
    assert (interaction.client.name, interaction.client.version) == (
        ClientName.OPENAI_PYTHON,
        "3.54.0",
    )
    assert (interaction.application, content.user) == ("buero-chat", "a.beispiel")
    assert (interaction.status, interaction.http_status) == (Status.OK, 200)
    assert (interaction.usage.input, interaction.usage.output) == (9, 3)
    assert [(m.where, m.text) for m in content.messages] == [
        (Where.PROMPT, "Einladung zum Elternabend"),
        (Where.ANSWER, "Liebe Eltern"),
    ]


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/x%20y/%C3%A4?a=1&b=%2F", "/other"])
def test_bytes_pass_unchanged(line: Callable[..., Any], path: str) -> None:
    """Body, path and query reach the upstream as sent; status, headers and body come back."""
    body = b'{"odd" :   "spacing",\n "n": 1.0}'
    upstream = Upstream(
        lambda _: Response(
            b"\x00\xff odd", 418, {"X-Odd": "a, b", "content-type": "application/json"}
        )
    )
    answer = httpx.post(line(upstream.app).url + path, content=body, headers={"X-Mine": "1"})
    ((request, received),) = upstream.requests
    assert received == body
    assert (
        request.scope["raw_path"] + b"?" * ("?" in path) + request.scope["query_string"]
        == path.encode()
    )
    assert request.headers["x-mine"] == "1"
    assert (answer.status_code, answer.content, answer.headers["x-odd"]) == (
        418,
        b"\x00\xff odd",
        "a, b",
    )


def test_encoded_bodies_pass_encoded_and_are_read(line: Callable[..., Any]) -> None:
    """gzip stays gzip for the client, and the copy is read."""
    packed = gzip.compress(json.dumps(ANSWER).encode())
    gateway = line(Upstream(fixed(packed, **{"content-encoding": "gzip"})).app)
    with httpx.stream("POST", f"{gateway.url}/v1/chat/completions", json=CHAT) as answer:
        assert b"".join(answer.iter_raw()) == packed
        assert answer.headers["content-encoding"] == "gzip"
    ((_, content),) = gateway.events(1)
    assert content.messages[-1].text == "Liebe Eltern"


def test_an_encoding_that_nobody_asked_for_is_said_to_be_unread(line: Callable[..., Any]) -> None:
    """What we cannot read passes, and the event does not claim to hold it."""
    gateway = line(Upstream(fixed(b"??", **{"content-encoding": "br"})).app)
    with httpx.stream("POST", f"{gateway.url}/v1/chat/completions", json=CHAT) as answer:
        assert b"".join(answer.iter_raw()) == b"??"
    ((interaction, _),) = gateway.events(1)
    assert interaction.capture.completeness is Completeness.PROMPT_ONLY


def test_only_readable_encodings_are_asked_for(line: Callable[..., Any]) -> None:
    """The upstream is told what client and gateway both can read."""
    upstream = Upstream(PLAIN)
    headers = {"accept-encoding": "br, gzip;q=0.9, zstd"}
    httpx.post(f"{line(upstream.app).url}/v1/chat/completions", json=CHAT, headers=headers)
    assert upstream.requests[0][0].headers["accept-encoding"] == "gzip;q=0.9"


def test_each_event_leaves_as_it_comes(line: Callable[..., Any]) -> None:
    """The client holds the first event while the upstream still waits with the second."""
    go = threading.Event()

    async def pieces() -> AsyncGenerator[bytes]:
        yield event("Liebe ")
        await asyncio.to_thread(go.wait, 60)
        yield event("Eltern") + event(finish="stop") + DONE

    gateway = line(Upstream(streamed(pieces)).app)
    with httpx.stream(
        "POST", f"{gateway.url}/v1/chat/completions", json=STREAM, timeout=60
    ) as answer:
        parts = answer.iter_raw()
        assert next(parts) == event("Liebe ")
        go.set()
        assert b"".join(parts).endswith(DONE)
    ((interaction, content),) = gateway.events(1)
    assert content.messages[-1].text == "Liebe Eltern"
    assert (interaction.streamed, interaction.status) == (True, Status.OK)
    assert interaction.usage.source is UsageSource.ESTIMATED


def test_an_upstream_that_stays_after_its_last_event(line: Callable[..., Any]) -> None:
    """The client has the whole answer, and its event is durable, whenever the upstream closes."""

    async def pieces() -> AsyncGenerator[bytes]:
        yield event("Liebe Eltern", "stop")
        yield DONE
        while True:
            yield b": ping\n\n"
            await asyncio.sleep(0.01)

    gateway = line(Upstream(streamed(pieces)).app)
    heard = b""
    with httpx.stream(
        "POST", f"{gateway.url}/v1/chat/completions", json=STREAM, timeout=60
    ) as answer:
        for piece in answer.iter_raw():
            heard += piece
            if heard.endswith(b": ping\n\n"):
                break
    assert DONE in heard
    ((interaction, _),) = gateway.events(1)
    assert interaction.status is Status.OK
    assert interaction.capture.completeness is Completeness.COMPLETE


@pytest.mark.parametrize("body", [CHAT, STREAM], ids=["plain", "streamed"])
def test_no_last_byte_before_the_event_is_durable(
    line: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, body: dict[str, Any]
) -> None:
    """While the disk takes its time, the answer's end is held back."""
    disk, waiting = threading.Event(), threading.Event()
    real = os.fdatasync

    def slow(descriptor: int) -> None:
        waiting.set()
        disk.wait(60)
        real(descriptor)

    async def pieces() -> AsyncGenerator[bytes]:
        yield event("Liebe Eltern", "stop")
        yield DONE

    upstream = Upstream(streamed(pieces) if body is STREAM else PLAIN)
    gateway = line(upstream.app)
    monkeypatch.setattr(os, "fdatasync", slow)
    received: list[bytes] = []

    def ask() -> None:
        with httpx.stream(
            "POST", f"{gateway.url}/v1/chat/completions", json=body, timeout=60
        ) as answer:
            received.extend(answer.iter_raw())
        received.append(b"end")

    client = threading.Thread(target=ask)
    client.start()
    assert waiting.wait(60)
    assert received in ([], [event("Liebe Eltern", "stop")])
    disk.set()
    client.join(60)
    assert received[-1] == b"end"
    assert len(gateway.events(1)) == 1


@pytest.mark.parametrize("body", [CHAT, STREAM], ids=["plain", "streamed"])
def test_no_record_no_answer(
    line: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, body: dict[str, Any]
) -> None:
    """Where the disk fails, the client gets an error or a stream without an end, never a whole one."""

    def failing(_descriptor: int) -> NoReturn:
        raise OSError(5, "input/output error")

    async def pieces() -> AsyncGenerator[bytes]:
        yield event("Liebe Eltern", "stop")
        yield DONE

    gateway = line(Upstream(streamed(pieces) if body is STREAM else PLAIN).app)
    monkeypatch.setattr(os, "fdatasync", failing)
    if body is CHAT:
        answer = httpx.post(f"{gateway.url}/v1/chat/completions", json=body)
        assert answer.status_code == 503
        assert answer.json()["error"]["code"] == "outbox_broken"
        return
    # Whether the head is on its way already decides which of the two it is.
    with suppress(httpx.RemoteProtocolError):
        answer = httpx.post(f"{gateway.url}/v1/chat/completions", json=body)
        assert answer.status_code == 503


def test_upstream_dies_in_the_middle(line: Callable[..., Any]) -> None:
    """The client sees the break as it would directly, and the event holds what was seen."""

    async def pieces() -> AsyncGenerator[bytes]:
        yield event("Liebe ")
        yield event("El")
        raise ConnectionResetError

    gateway = line(Upstream(streamed(pieces)).app)
    with (
        pytest.raises(httpx.RemoteProtocolError),
        httpx.stream("POST", f"{gateway.url}/v1/chat/completions", json=STREAM) as answer,
    ):
        consume(answer.iter_raw())
    ((interaction, content),) = gateway.events(1)
    assert interaction.status is Status.INTERRUPTED
    assert interaction.capture.completeness is Completeness.INTERRUPTED
    assert content.messages[-1].text == "Liebe El"


def consume(parts: Iterable[bytes]) -> None:
    for _ in parts:
        pass


def test_a_stream_that_ends_early_is_not_complete(line: Callable[..., Any]) -> None:
    """An orderly end without a reason to finish is an interruption."""

    async def pieces() -> AsyncGenerator[bytes]:
        yield event("Liebe ")

    gateway = line(Upstream(streamed(pieces)).app)
    httpx.post(f"{gateway.url}/v1/chat/completions", json=STREAM)
    ((interaction, _),) = gateway.events(1)
    assert interaction.status is Status.INTERRUPTED


def test_the_client_hangs_up_in_the_middle(line: Callable[..., Any]) -> None:
    """What it saw is recorded, and the upstream is let go."""
    let_go = threading.Event()

    async def pieces() -> AsyncGenerator[bytes]:
        try:
            yield event("Liebe ")
            await asyncio.sleep(3600)
        finally:
            let_go.set()

    gateway = line(Upstream(streamed(pieces)).app)
    with httpx.stream("POST", f"{gateway.url}/v1/chat/completions", json=STREAM) as answer:
        next(answer.iter_raw())
    ((interaction, content),) = gateway.events(1)
    assert interaction.status is Status.INTERRUPTED
    assert content.messages[-1].text == "Liebe "
    assert let_go.wait(60)


def test_the_client_hangs_up_before_any_answer(line: Callable[..., Any]) -> None:
    """The prompt went out, so it is recorded, although nobody waited for the answer."""
    arrived = threading.Event()

    async def never(request: Request) -> Response:
        arrived.set()
        while not await request.is_disconnected():  # noqa: ASYNC110 # there is no event for it
            await asyncio.sleep(0.01)
        return Response()

    gateway = line(Starlette(routes=[Route("/{path:path}", never, methods=["POST"])]))
    with (
        httpx.Client(timeout=httpx.Timeout(60, read=0.5)) as client,
        pytest.raises(httpx.ReadTimeout),
    ):
        client.post(f"{gateway.url}/v1/chat/completions", json=CHAT)
    assert arrived.is_set()
    ((interaction, content),) = gateway.events(1)
    assert interaction.status is Status.INTERRUPTED
    assert content.messages[0].text == "Einladung zum Elternabend"


def test_nobody_answers_upstream(line: Callable[..., Any]) -> None:
    """An upstream that is away is a 502 that helps, and an interrupted interaction."""
    gateway = line("http://127.0.0.1:1")
    answer = httpx.post(f"{gateway.url}/v1/chat/completions", json=CHAT)
    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "upstream_unreachable")
    ((interaction, _),) = gateway.events(1)
    assert interaction.status is Status.INTERRUPTED


def test_no_agreement_no_use(line: Callable[..., Any]) -> None:
    """Without a legal basis nothing leaves the house, and the person learns why, in German first."""
    upstream = Upstream(PLAIN)
    gateway = line(upstream.app)
    gateway.gate.basis = Basis.NONE
    answer = httpx.post(f"{gateway.url}/v1/chat/completions", json=CHAT)
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "no_agreement")
    assert answer.json()["error"]["message"].startswith("KI-Nutzung ist gerade nicht möglich")
    assert answer.headers["x-should-retry"] == "false"
    assert upstream.requests == []
    assert gateway.nothing()


def test_suspended_agreement(line: Callable[..., Any]) -> None:
    """The use goes on and leaves no trace."""
    gateway = line(Upstream(PLAIN).app)
    gateway.gate.basis = Basis.SUSPENDED
    answer = httpx.post(f"{gateway.url}/v1/chat/completions", json=CHAT)
    assert answer.json() == ANSWER
    assert "x-leitstand-event" not in answer.headers
    assert gateway.nothing()


def caller(name: str, key: str, **more: Any) -> CallerConfig:
    return CallerConfig(name=name, key_sha256=hashlib.sha256(key.encode()).hexdigest(), **more)


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer wrong"}, {"api-key": "wrong"}])
def test_unknown_callers(line: Callable[..., Any], headers: dict[str, str]) -> None:
    """Where callers are configured, nobody else passes."""
    upstream = Upstream(PLAIN)
    gateway = line(upstream.app, callers=(caller("portal", "right"),))
    answer = httpx.post(f"{gateway.url}/v1/chat/completions", json=CHAT, headers=headers)
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "invalid_api_key")
    assert upstream.requests == []
    assert gateway.nothing()


@pytest.mark.parametrize("header", [("Authorization", "Bearer right"), ("api-key", "right")])
def test_a_known_caller_is_its_application(
    line: Callable[..., Any], header: tuple[str, str]
) -> None:
    """Its key decides the application, whatever it claims, and whether its word on users counts."""
    gateway = line(
        Upstream(PLAIN).app, callers=(caller("portal", "right", application="buero-chat"),)
    )
    headers = dict([header]) | {
        "X-Leitstand-User": "a.beispiel",
        "X-Leitstand-Application": "other",
    }
    httpx.post(f"{gateway.url}/v1/chat/completions", json=CHAT, headers=headers)
    ((interaction, content),) = gateway.events(1)
    assert (interaction.application, content.user) == ("buero-chat", None)


def test_what_is_ours_stays_here(
    line: Callable[..., Any], serve: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the user's name nor the caller's key goes to a provider; its own key does."""
    monkeypatch.setenv("UPSTREAM_KEY", "sk-upstream")
    upstream = Upstream(PLAIN)
    gateway = line(
        UpstreamConfig(url=serve(upstream.app) + "/v1", key_env="UPSTREAM_KEY"),
        callers=(caller("portal", "right", trust_user_header=True),),
    )
    headers = {"Authorization": "Bearer right", "X-Leitstand-User": "a.beispiel"}
    httpx.post(f"{gateway.url}/v1/chat/completions", json=CHAT, headers=headers)
    ((request, _),) = upstream.requests
    assert request.headers["authorization"] == "Bearer sk-upstream"
    assert not [name for name in request.headers if name.startswith("x-leitstand")]
    assert "a.beispiel" not in str(request.headers.raw)
    assert request.url.path == "/v1/chat/completions"
    ((_, content),) = gateway.events(1)
    assert content.user == "a.beispiel"


@pytest.mark.parametrize(
    ("path", "operation"),
    [
        ("/v1/embeddings", Operation.EMBEDDINGS),
        ("/v1/responses", Operation.CHAT),
        ("/v1/completions", Operation.TEXT_COMPLETION),
        ("/v1/moderations", Operation.MODERATION),
        ("/openai/deployments/d/chat/completions", Operation.CHAT),
        ("/v1/something/new", Operation.OTHER),
    ],
)
def test_other_paths_are_recorded_by_their_operation(
    line: Callable[..., Any], path: str, operation: Operation
) -> None:
    """Every way to a model leaves an event."""
    gateway = line(Upstream(PLAIN).app)
    text = "Einladung"
    body = {"model": "m", "input": text, "prompt": text, "messages": [{"content": text}]}
    httpx.post(gateway.url + path, json=body)
    ((interaction, content),) = gateway.events(1)
    assert interaction.operation is operation
    assert content.messages[0].text == "Einladung"


def test_the_list_of_models_is_no_use(line: Callable[..., Any]) -> None:
    """Reading what there is asks no model: it passes and is not recorded."""
    gateway = line(Upstream(fixed(b'{"data": []}')).app)
    assert httpx.get(f"{gateway.url}/v1/models").json() == {"data": []}
    assert gateway.nothing()


def test_too_large_a_request(line: Callable[..., Any]) -> None:
    """Above the limit nothing is passed on."""
    upstream = Upstream(PLAIN)
    gateway = line(upstream.app, largest_request_bytes=2000)
    answer = httpx.post(f"{gateway.url}/v1/chat/completions", content=b"x" * 3000)
    assert (answer.status_code, upstream.requests) == (413, [])


def test_through_the_proxy_of_the_house(
    line: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An upstream is reached through its proxy, and through that of no variable."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    proxy, client = Upstream(PLAIN), httpx.Client(trust_env=False)
    gateway = line(proxy.app)
    assert client.post(f"{gateway.url}/v1/chat/completions", json=CHAT).status_code == 200
    address = f"http://{proxy.requests[0][0].headers['host']}"
    behind = UpstreamConfig(url="http://ki.invalid/v1", proxy=address)
    gateway = line(behind)
    assert client.post(f"{gateway.url}/v1/chat/completions", json=CHAT).status_code == 200
    client.close()
    assert proxy.requests[1][0].headers["host"] == "ki.invalid"


def test_no_upstream_yet(line: Callable[..., Any]) -> None:
    """A gateway that was not told where to go says so."""
    answer = httpx.post(f"{line('').url}/v1/chat/completions", json=CHAT)
    assert (answer.status_code, answer.json()["error"]["code"]) == (502, "no_upstream")


def test_many_at_once(line: Callable[..., Any]) -> None:
    """A hundred streams at a time: one event each, without a gap."""

    async def pieces() -> AsyncGenerator[bytes]:
        for word in ("Liebe ", "Eltern"):
            yield event(word)
            await asyncio.sleep(0.01)
        yield event(finish="stop") + DONE

    gateway = line(Upstream(streamed(pieces)).app)

    async def all_at_once() -> list[httpx.Response]:
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(limits=limits, timeout=60) as client:
            url = f"{gateway.url}/v1/chat/completions"
            return await asyncio.gather(*(client.post(url, json=STREAM) for _ in range(100)))

    answers = asyncio.run(all_at_once())
    events = gateway.events(100)
    ids = {str(interaction.event_id) for interaction, _ in events}
    assert {answer.headers["x-leitstand-event"] for answer in answers} == ids
    assert sorted(i.capture.sequence for i, _ in events) == list(range(1, 101))
