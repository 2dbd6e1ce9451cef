"""The gateway as an ASGI application."""

import logging
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager

import httpx
from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from leitstand.capture.agreement import Basis
from leitstand.capture.clients import client_of
from leitstand.capture.errors import RefusedError
from leitstand.capture.families.paths import asks_a_model, deployment_of, family_of
from leitstand.capture.gateway import answers
from leitstand.capture.gateway.callers import Caller, Callers
from leitstand.capture.gateway.config import GatewayConfig
from leitstand.capture.gateway.exchange import Exchange, Request
from leitstand.capture.gateway.headers import request_headers
from leitstand.capture.gateway.relay import Relay, send_answer
from leitstand.capture.recorder import Recorder
from leitstand.schemas.clock import Clock, utc_now

_log = logging.getLogger(__name__)
_CONNECT_TIMEOUT_S = 10.0
_LONGEST_USER = 512


class Gateway:
    """Answers every path but ``/healthz``."""

    def __init__(
        self,
        config: GatewayConfig,
        recorder: Recorder,
        transport: httpx.AsyncBaseTransport,
        clock: Clock,
        timer: Callable[[], float],
    ) -> None:
        """Resolve the configuration. Raises GatewayConfigError."""
        self._config = config
        self._callers = Callers(config)
        self._recorder = recorder
        self._transport = transport
        self._clock = clock
        self._timer = timer
        self._timeout = httpx.Timeout(
            connect=_CONNECT_TIMEOUT_S, read=config.read_timeout_s, write=60.0, pool=None
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        watched = _WatchedSend(send)
        try:
            await self._handle(scope, receive, watched)
        except _ClientGoneError:
            return
        except Exception as error:
            # Only the class: a message or a trace of a library might show what it choked on.
            _log.error("gateway failed: %s", type(error).__name__)  # see above
            if not watched.started:
                await send_answer(send, answers.failed())

    async def _handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        caller = self._callers.find(scope["headers"])
        if caller is None:
            await send_answer(send, answers.unknown_caller())
            return
        if not caller.upstream.base:
            await send_answer(send, answers.no_upstream())
            return
        body = await _read_body(receive, self._config.largest_request_bytes)
        if body is None:
            await send_answer(send, answers.too_large(self._config.largest_request_bytes))
            return
        try:
            exchange = self._exchange(scope, caller, body)
        except RefusedError as error:
            _log.warning("refused: %s", error.reason.value)
            await send_answer(send, answers.refused(error.reason))
            return
        relay = Relay(self._transport, self._recorder, exchange, receive, send)
        await relay.run(self._onward(scope, caller, body))

    def _exchange(self, scope: Scope, caller: Caller, body: bytes) -> Exchange | None:
        """Return what will be recorded, or None for nothing. Raises RefusedError."""
        if not asks_a_model(scope["method"], scope["path"]):
            return None
        application = self._callers.application(caller, scope["headers"])
        if self._recorder.check(application) is Basis.SUSPENDED:
            return None
        return Exchange(self._request(scope, caller, application, body), self._timer)

    def _request(self, scope: Scope, caller: Caller, application: str, body: bytes) -> Request:
        headers = HttpRequest(scope).headers
        family = family_of(scope["path"])
        user = self._callers.user(caller, scope["headers"])
        return Request(
            event_id=self._recorder.new_id(),
            occurred_at=self._clock(),
            application=application,
            user=user[:_LONGEST_USER] if user else None,
            client=client_of(headers.get("user-agent")),
            provider=caller.upstream.provider,
            family=family,
            asked=family.asked(body, headers.get("content-type", "")),
            deployment=deployment_of(scope["path"]),
            size=len(body),
        )

    def _onward(self, scope: Scope, caller: Caller, body: bytes) -> httpx.Request:
        return httpx.Request(
            scope["method"],
            caller.upstream.url(
                scope.get("raw_path") or scope["path"].encode(), scope["query_string"]
            ),
            headers=request_headers(scope["headers"], caller, self._config.user_header),
            content=body or None,
            extensions={"timeout": self._timeout.as_dict()},
        )


def build(
    config: GatewayConfig,
    recorder: Recorder,
    *,
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Clock = utc_now,
    timer: Callable[[], float] = time.perf_counter,
) -> Starlette:
    """Return the application. Raises GatewayConfigError."""
    onward = transport or httpx.AsyncHTTPTransport(
        # No limit of our own: each client's connection has one to the upstream.
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=100),
        trust_env=False,
    )
    gateway = Gateway(config, recorder, onward, clock, timer)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncGenerator[None]:
        yield
        await onward.aclose()

    return Starlette(
        routes=[Route("/healthz", _healthy), Route("/{path:path}", _AnyMethod(gateway))],
        lifespan=lifespan,
    )


class _ClientGoneError(Exception):
    """The client hung up before its request was whole: nothing happened."""


class _WatchedSend:
    """Knows whether an answer has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.started = False

    async def __call__(self, message: Message) -> None:
        self.started = True
        await self._send(message)


class _AnyMethod:
    """Keeps Starlette from taking the gateway for a function with GET only."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._gateway(scope, receive, send)


async def _healthy(_request: HttpRequest) -> JSONResponse:
    return JSONResponse({"status": "ok"})


async def _read_body(receive: Receive, limit: int) -> bytes | None:
    """Return the whole body, or None for one that is too large. Raises _ClientGoneError."""
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise _ClientGoneError
        piece: bytes = message.get("body", b"")
        size += len(piece)
        if size > limit:
            return None
        pieces.append(piece)
        if not message.get("more_body", False):
            return b"".join(pieces)
