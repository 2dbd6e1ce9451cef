"""HTTP as clients really speak it: old ones, careful ones, strange ones, and hostile ones."""

import gzip
import json
import socket
import zlib
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from leitstand.schemas.vocabulary import Completeness, Status

CHAT = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Elternabend"}]}
BODY = json.dumps(CHAT).encode()
PATH = "/v1/chat/completions"
CHOICE = {"index": 0, "message": {"content": "Liebe Eltern"}, "finish_reason": "stop"}
ANSWER = json.dumps({"id": "chatcmpl-9aB1cD2e", "choices": [CHOICE]}).encode()
PIECES = (
    b'data: {"choices":[{"index":0,"delta":{"content":"Liebe"}}]}\n\n',
    b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n',
    b"data: [DONE]\n\n",
)


class Upstream:
    """Answers by the path, and remembers what reached it."""

    def __init__(self) -> None:
        self.seen: list[tuple[Request, bytes]] = []
        methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"]
        self.app = Starlette(routes=[Route("/{path:path}", self._answer, methods=methods)])

    async def _answer(self, request: Request) -> Response:
        self.seen.append((request, await request.body()))
        if b'"stream": true' in self.seen[-1][1]:
            return StreamingResponse(_pieces(), media_type="text/event-stream")
        headers = {"content-type": "application/json"}
        kind = request.query_params.get("kind")
        if kind == "limit":
            return Response(b"{}", 429, headers | {"retry-after": "7", "x-should-retry": "false"})
        if kind == "unchanged":
            return Response(status_code=304, headers={"content-length": "77", "etag": '"a"'})
        answer = Response(ANSWER, headers=headers)
        answer.raw_headers += [(b"set-cookie", b"a=1"), (b"set-cookie", b"b=2")]
        return answer


async def _pieces() -> Any:
    for piece in PIECES:
        yield piece


@pytest.fixture
def upstream() -> Upstream:
    return Upstream()


@pytest.fixture
def gateway(line: Callable[..., Any], upstream: Upstream) -> Any:
    return line(upstream.app, largest_request_bytes=1_000_000)


class Wire:
    """A connection on which a test says every byte."""

    def __init__(self, url: str) -> None:
        address = urlsplit(url)
        self.socket = socket.create_connection((address.hostname, address.port), timeout=60)

    def say(self, *lines: str, body: bytes = b"") -> "Wire":
        self.socket.sendall("\r\n".join((*lines, "", "")).encode("latin-1") + body)
        return self

    def until(self, end: bytes) -> bytes:
        """Read until these bytes have come."""
        heard = b""
        while end not in heard:
            piece = self.socket.recv(65536)
            assert piece, heard
            heard += piece
        return heard

    def rest(self) -> bytes:
        """Read until the other side closes."""
        heard = b""
        while piece := self.socket.recv(65536):
            heard += piece
        return heard


@pytest.fixture
def wire(gateway: Any) -> Iterator[Wire]:
    found = Wire(gateway.url)
    yield found
    found.socket.close()


def length(body: bytes) -> str:
    return f"Content-Length: {len(body)}"


@pytest.mark.parametrize("before", ["*", "*@", "*:80@"])
def test_no_other_host_by_a_strange_target(
    gateway: Any, wire: Wire, upstream: Upstream, serve: Callable[..., str], before: str
) -> None:
    """A target that is no path goes nowhere: behind the upstream's address it would be a host."""
    elsewhere = Upstream()
    host = urlsplit(serve(elsewhere.app)).netloc
    wire.say(
        f"POST {before}{host}{PATH} HTTP/1.1", "Host: x", "api-key: k", length(BODY), body=BODY
    )
    heard = wire.until(b"malformed_request")
    assert heard.startswith(b"HTTP/1.1 400")
    assert (upstream.seen, elsewhere.seen) == ([], [])


@pytest.mark.parametrize("stream", [False, True])
def test_http_1_0(gateway: Any, wire: Wire, stream: bool) -> None:
    """An old client gets a length and no chunks, a streamed answer in one piece, and an event."""
    body = json.dumps(CHAT | ({"stream": True} if stream else {})).encode()
    wire.say(f"POST {PATH} HTTP/1.0", length(body), body=body)
    head, _, answer = wire.rest().partition(b"\r\n\r\n")
    assert b"transfer-encoding" not in head.lower()
    assert answer == (b"".join(PIECES) if stream else ANSWER)
    assert f"content-length: {len(answer)}".encode() in head.lower()
    [(interaction, _)] = gateway.events(1)
    assert interaction.status is Status.OK


def test_a_body_in_chunks(gateway: Any, upstream: Upstream, wire: Wire) -> None:
    """A client that does not know its length beforehand is read whole."""
    half = len(BODY) // 2
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(p), p) for p in (BODY[:half], BODY[half:]))
    wire.say(f"POST {PATH} HTTP/1.1", "Host: x", "Transfer-Encoding: chunked")
    wire.socket.sendall(chunks + b"0\r\n\r\n")
    assert b" 200 OK" in wire.until(b"Liebe Eltern")
    assert upstream.seen[0][1] == BODY
    assert gateway.events(1)


def test_a_client_that_asks_before_it_sends(gateway: Any, wire: Wire) -> None:
    """``Expect: 100-continue`` is answered by us, and does not travel on."""
    wire.say(f"POST {PATH} HTTP/1.1", "Host: x", length(BODY), "Expect: 100-continue")
    assert wire.until(b"\r\n\r\n").startswith(b"HTTP/1.1 100 ")
    wire.socket.sendall(BODY)
    assert b" 200 OK" in wire.until(b"Liebe Eltern")
    assert gateway.events(1)


def test_too_large_is_said_before_it_is_sent(upstream: Upstream, wire: Wire) -> None:
    """A length above the limit is refused without a byte of the body."""
    wire.say(f"POST {PATH} HTTP/1.1", "Host: x", "Content-Length: 5000000", "Expect: 100-continue")
    assert wire.until(b"\r\n\r\n").startswith(b"HTTP/1.1 413 ")
    assert not upstream.seen


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "DELETE", "PUT", "PATCH", "GET"])
def test_every_method_passes(gateway: Any, upstream: Upstream, method: str) -> None:
    """What the upstream allows is its business; a head without a body ends the answer."""
    answer = httpx.request(method, f"{gateway.url}/v1/files/file-1")
    assert answer.status_code == 200
    assert answer.content == (b"" if method == "HEAD" else ANSWER)
    assert answer.headers["content-length"] == str(len(ANSWER))
    assert upstream.seen[0][0].method == method


@pytest.mark.parametrize(
    "lines",
    [
        ("GET /v1/chat HTTP/1.1", "Upgrade: websocket", "Connection: Upgrade"),
        ("GET /v1/realtime?model=m HTTP/1.1", "Upgrade: websocket", "Connection: Upgrade"),
        ("POST /v1/realtime/client_secrets HTTP/1.1", "Content-Length: 0"),
        ("POST /v1/real%74ime/calls HTTP/1.1", "Content-Length: 0"),
    ],
)
def test_live_connections_are_refused(
    gateway: Any, upstream: Upstream, wire: Wire, lines: tuple[str, ...]
) -> None:
    """What cannot be recorded does not happen, and the answer says so."""
    wire.say(*lines, "Host: x")
    heard = wire.until(b'"not_captured"')
    assert heard.startswith(b"HTTP/1.1 501 ")
    assert not upstream.seen
    assert gateway.nothing()


OFFER = ("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk")


def test_an_offer_of_http_2(gateway: Any, upstream: Upstream, wire: Wire) -> None:
    """Java's client offers HTTP/2 with each request: it stays at 1.1, also for the next one."""
    for _ in range(2):
        wire.say(f"POST {PATH} HTTP/1.1", "Host: x", length(BODY), *OFFER, body=BODY)
        assert b" 200 OK" in wire.until(b"Liebe Eltern")
    assert [body for _, body in upstream.seen] == [BODY, BODY]
    assert [content.messages[0].text for _, content in gateway.events(2)] == ["Elternabend"] * 2


@pytest.mark.parametrize(
    "head",
    [
        "GET /v1/models HTTP/1.1\r\nHost: x\r\nX-Long: " + "a" * 10_000_000,
        "GET /v1/models HTTP/1.1\r\n" + "X-One: abcdefgh\r\n" * 600_000,
        f"GET /{'a' * 10_000_000} HTTP/1.1\r\nHost: x",
        "GET /v1/models HTTP/1.1\r\nHost: x\r\nX-Long: " + "a" * 70_000,
    ],
    ids=["one header", "many headers", "address", "just too long"],
)
def test_endless_heads(gateway: Any, upstream: Upstream, wire: Wire, head: str) -> None:
    """Ten megabytes of headers are 431 in the form of every other error, and no memory."""
    wire.say(head)
    heard = wire.rest()
    assert heard.startswith(b"HTTP/1.1 431 ")
    assert json.loads(heard.partition(b"\r\n\r\n")[2])["error"]["code"] == "headers_too_large"
    assert not upstream.seen
    assert httpx.get(f"{gateway.url}/healthz").status_code == 200


@pytest.mark.parametrize(
    "head",
    ["nonsense", "GET / HTTP/9.9", "GET /\xe4 HTTP/1.1\r\nHost: x", "GET / HTTP/1.1\r\nA b: c"],
)
def test_what_is_no_http(wire: Wire, head: str) -> None:
    """400 in the same form."""
    heard = wire.say(head).rest()
    assert heard.startswith(b"HTTP/1.1 400 ")
    assert b'"malformed_request"' in heard


@pytest.mark.parametrize(
    ("encoding", "encode"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("identity", bytes)],
)
def test_encoded_requests(
    gateway: Any, upstream: Upstream, encoding: str, encode: Callable[[bytes], bytes]
) -> None:
    """They pass as they are, and are read."""
    sent = encode(BODY)
    headers = {"content-encoding": encoding, "content-type": "application/json"}
    assert httpx.post(gateway.url + PATH, content=sent, headers=headers).status_code == 200
    request, arrived = upstream.seen[0]
    assert (arrived, request.headers["content-encoding"]) == (sent, encoding)
    [(interaction, content)] = gateway.events(1)
    assert interaction.capture.completeness is Completeness.COMPLETE
    assert content.messages[0].text == "Elternabend"


@pytest.mark.parametrize(
    ("encoding", "sent"),
    [
        ("br", b"\x0b\x02\x80abc"),
        ("gzip", b"no gzip"),
        ("gzip", gzip.compress(BODY)[:-9]),
        ("gzip", gzip.compress(b"{}") + gzip.compress(BODY)),
        ("gzip, gzip", gzip.compress(gzip.compress(BODY))),
        ("", json.dumps(CHAT).encode("utf-16")),
    ],
    ids=["unknown", "broken", "cut", "two in a row", "twice", "another character set"],
)
def test_requests_that_cannot_be_read(
    gateway: Any, upstream: Upstream, encoding: str, sent: bytes
) -> None:
    """They pass, and the event does not claim that there was nothing in them."""
    headers = {"content-type": "application/json"}
    headers |= {"content-encoding": encoding} if encoding else {}
    assert httpx.post(gateway.url + PATH, content=sent, headers=headers).status_code == 200
    assert upstream.seen[0][1] == sent
    [(interaction, _)] = gateway.events(1)
    assert interaction.capture.completeness is Completeness.METADATA_ONLY


def test_percent_encoded_paths(gateway: Any, upstream: Upstream, wire: Wire) -> None:
    """A path travels as it was spelled, and is read as what it means."""
    spelled = "/v1/chat%2Fcomple%74ions?a=%20b&a=%C3%A4"
    wire.say(f"POST {spelled} HTTP/1.1", "Host: x", length(BODY), body=BODY)
    assert b" 200 OK" in wire.until(b"Liebe Eltern")
    scope = upstream.seen[0][0].scope
    assert (scope["raw_path"] + b"?" + scope["query_string"]).decode() == spelled
    [(_, content)] = gateway.events(1)
    assert content.messages[0].text == "Elternabend"


def test_headers_that_come_twice(gateway: Any, upstream: Upstream) -> None:
    """In both directions they stay two, in their order."""
    pairs = [("x-tag", "one"), ("x-tag", "two")]
    answer = httpx.post(gateway.url + PATH, content=BODY, headers=pairs)
    assert upstream.seen[0][0].headers.getlist("x-tag") == ["one", "two"]
    assert answer.headers.get_list("set-cookie") == ["a=1", "b=2"]


def test_a_limit_of_the_provider(gateway: Any) -> None:
    """429 passes with what it says about trying again, and is an interaction that failed."""
    answer = httpx.post(f"{gateway.url}{PATH}?kind=limit", content=BODY)
    told = answer.headers["retry-after"], answer.headers["x-should-retry"]
    assert (answer.status_code, told) == (429, ("7", "false"))
    [(interaction, _)] = gateway.events(1)
    assert (interaction.status, interaction.http_status) == (Status.ERROR, 429)


def test_nothing_new(gateway: Any) -> None:
    """304 has no body, whatever length it names."""
    answer = httpx.get(f"{gateway.url}/v1/models?kind=unchanged")
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", '"a"')
