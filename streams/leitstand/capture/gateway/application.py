"""The gateway as an ASGI application."""

import asyncio
import logging
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Protocol, TypeGuard

from starlette.requests import Request as HttpRequest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from leitstand.capture.agreement import Basis
from leitstand.capture.clients import client_of
from leitstand.capture.errors import RefusedError
from leitstand.capture.exchange import Ending, Exchange, Request
from leitstand.capture.families.family import Asked
from leitstand.capture.families.paths import deployment_of, family_of, is_known
from leitstand.capture.gateway import answers, notices
from leitstand.capture.gateway.answers import Answer, DeclinedError
from leitstand.capture.gateway.arrival import Arrival, is_understood
from leitstand.capture.gateway.body import ClientGoneError, decoded, read_body
from leitstand.capture.gateway.budget import ByteBudget, Held
from leitstand.capture.gateway.callers import Caller, Callers
from leitstand.capture.gateway.config import GatewayConfig, UnknownPaths
from leitstand.capture.gateway.headers import request_headers
from leitstand.capture.gateway.live import is_live
from leitstand.capture.gateway.old_http import GatheringSend
from leitstand.capture.gateway.onward import Onward, OnwardRequest
from leitstand.capture.gateway.relay import Relay, send_answer
from leitstand.capture.gateway.routing import Routes
from leitstand.capture.gateway.tokens import TokenError, looks_like_token
from leitstand.capture.gateway.tokens_setup import tokens_of
from leitstand.capture.preflight import Decision, PreflightCheck
from leitstand.capture.presented_keys import RawHeaders, presented_key
from leitstand.capture.recorder import Recorder
from leitstand.schemas.clock import Clock, utc_now
from leitstand.schemas.vocabulary import Action, Channel

_log = logging.getLogger(__name__)
_LONGEST_USER = 512
_PATIENCE_S = 30.0
"""How long a large request waits for room."""
_QUICKLY_JUDGED_BYTES = 32 * 1024
"""Above it judging a prompt would hold up others: it goes to a thread."""


class RequestCount(Protocol):
    """The gateway's own count of what has to be recorded; the proof of completeness compares it."""

    def request_began(self) -> None:
        """Count one, before it is passed on."""
        ...

    def request_ended(self) -> None:
        """Count one that is over, recorded or not."""
        ...


class Gateway:
    """Answers every path but ``/healthz``."""

    def __init__(
        self,
        config: GatewayConfig,
        recorder: Recorder,
        onward: Onward,
        clock: Clock,
        timer: Callable[[], float],
        preflight: PreflightCheck | None = None,
        requests: RequestCount | None = None,
    ) -> None:
        """Resolve the configuration. Raises GatewayConfigError."""
        self._config = config
        self._callers = Callers(config)
        self._tokens = tokens_of(config.oidc, onward, timer)
        self._routes = Routes(config)
        self._budget = ByteBudget(config.requests_in_flight_bytes, _PATIENCE_S)
        self._preflight = preflight
        self._requests = requests
        self._recorder = recorder
        self._onward = onward
        self._clock = clock
        self._timer = timer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["http_version"] == "1.0":
            send = GatheringSend(send)
        watched = _WatchedSend(send)
        try:
            await self._handle(scope, receive, watched)
        except ClientGoneError:
            return
        except DeclinedError as declined:
            await send_answer(send, declined.answer)
        except Exception as error:
            # Only the class: a message or a trace of a library might show what it choked on.
            _log.error("gateway failed: %s", type(error).__name__)  # see above
            if not watched.started:
                await send_answer(send, answers.failed())

    async def _handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises DeclinedError before anything was sent."""
        if not _raw_path(scope).startswith(b"/"):
            # RFC 9112 §3.2 knows "*" too, and a parser takes "*@elsewhere/": behind an upstream's
            # address that would be another host, and get our key.
            raise DeclinedError(answers.malformed())
        if is_live(scope):
            raise DeclinedError(answers.not_captured())
        caller = await self._caller(scope["headers"])
        limit = self._config.largest_request_bytes
        with self._budget.holding() as held:
            body = await read_body(receive, scope["headers"], limit, held)
            arrival = self._arrival(scope, caller, body, held)
            if not arrival.route.upstream.base:
                raise DeclinedError(answers.no_upstream())
            try:
                await self._pass_or_stop(arrival, receive, send)
            except RefusedError as error:
                _log.warning("refused: %s", error.reason.value)
                raise DeclinedError(answers.refused(error.reason)) from None

    async def _caller(self, headers: RawHeaders) -> Caller:
        """Return who is calling: known by a key, else by a token. Raises DeclinedError."""
        caller = self._callers.find(headers)
        if caller is not None:
            return caller
        key = presented_key(headers)
        if self._tokens is None or key is None or not looks_like_token(key):
            raise DeclinedError(answers.unknown_caller())
        try:
            return await self._tokens.find(key)
        except TokenError as error:
            raise DeclinedError(answers.token_refused(error.problem)) from None

    async def _pass_or_stop(self, arrival: Arrival, receive: Receive, send: Send) -> None:
        """Raises RefusedError before anything was sent."""
        recorded = self._is_recorded(arrival)
        decision = await self._decided(arrival)
        exchange = self._exchange(arrival, decision) if recorded else None
        with self._counted(recorded):
            stopped = self._stopped(arrival, decision)
            if stopped is not None:
                await self._record_stopped(exchange, stopped.status)
                await send_answer(send, stopped)
                return
            said = notices.headers(decision, arrival.languages) if _warns(decision) else []
            relay = Relay(self._onward, self._recorder, exchange, receive, send, said)
            await relay.run(self._request(arrival))

    @contextmanager
    def _counted(self, recorded: bool) -> Generator[None]:
        """Count a request that has to be recorded, apart from its record."""
        if self._requests is None or not recorded:
            yield
            return
        self._requests.request_began()
        try:
            yield
        finally:
            self._requests.request_ended()

    def _arrival(self, scope: Scope, caller: Caller, body: bytes, held: Held) -> Arrival:
        headers = HttpRequest(scope).headers
        family = family_of(scope["path"])
        plain = decoded(body, headers.get("content-encoding", ""), held)
        asked = Asked() if plain is None else family.asked(plain, headers.get("content-type", ""))
        model = asked.model or deployment_of(scope["path"])
        route = self._routes.find(caller, scope["path"], model)
        return Arrival(
            scope=scope,
            caller=caller,
            route=route,
            body=body,
            family=family,
            asked=asked,
            readable=plain is not None and is_understood(asked, plain),
            model=model,
            application=self._callers.application(caller, scope["headers"], route.application),
            user=self._callers.user(caller, scope["headers"]),
            languages=headers.get("accept-language", ""),
            occurred_at=self._clock(),
        )

    def _is_recorded(self, arrival: Arrival) -> bool:
        """Say whether it will be recorded. Raises RefusedError where it would have to be."""
        if not arrival.asks_a_model:
            return False
        return self._recorder.check(arrival.application) is not Basis.SUSPENDED

    async def _decided(self, arrival: Arrival) -> Decision | None:
        if self._preflight is None or not arrival.asks_a_model:
            return None
        question = arrival.question()
        if len(arrival.body) <= _QUICKLY_JUDGED_BYTES:
            return self._preflight.decide(question)
        return await asyncio.to_thread(self._preflight.decide, question)

    def _stopped(self, arrival: Arrival, decision: Decision | None) -> Answer | None:
        """Return the answer to a request that stays in the house."""
        if decision is not None and decision.blocks:
            return notices.blocked(decision, arrival.languages)
        refuses = self._config.unknown_paths is UnknownPaths.REFUSE
        if refuses and arrival.asks_a_model and not is_known(arrival.scope["path"]):
            return answers.unknown_path()
        return None

    async def _record_stopped(self, exchange: Exchange | None, status: int) -> None:
        if exchange is not None:
            exchange.begin(status, "", None)
            observed = exchange.observed(Ending.STOPPED)
            await self._recorder.record_async(observed, exchange.event_id)

    def _exchange(self, arrival: Arrival, decision: Decision | None) -> Exchange:
        headers = HttpRequest(arrival.scope).headers
        user = arrival.user
        request = Request(
            event_id=self._recorder.new_id(),
            occurred_at=arrival.occurred_at,
            channel=Channel.GATEWAY,
            application=arrival.application,
            user=user[:_LONGEST_USER] if user else None,
            client=client_of(headers.get("user-agent")),
            provider=arrival.route.upstream.provider,
            family=arrival.family,
            asked=arrival.asked,
            model=arrival.model,
            preflight=decision.preflight if decision else None,
            size=len(arrival.body),
            readable=arrival.readable,
        )
        return Exchange(request, self._timer)

    def _request(self, arrival: Arrival) -> OnwardRequest:
        scope, upstream = arrival.scope, arrival.route.upstream
        return OnwardRequest(
            method=scope["method"],
            url=upstream.url(_raw_path(scope), scope["query_string"]),
            headers=request_headers(
                scope["headers"], arrival.caller, upstream, self._config.user_header
            ),
            body=arrival.body,
            proxy=upstream.proxy,
        )


def _raw_path(scope: Scope) -> bytes:
    """Return the path as the client spelled it."""
    path: bytes = scope.get("raw_path") or scope["path"].encode()
    return path


def _warns(decision: Decision | None) -> TypeGuard[Decision]:
    return decision is not None and decision.preflight.action is Action.WARNED


def build(
    config: GatewayConfig,
    recorder: Recorder,
    *,
    preflight: PreflightCheck | None = None,
    requests: RequestCount | None = None,
    clock: Clock = utc_now,
    timer: Callable[[], float] = time.perf_counter,
) -> ASGIApp:
    """Return the application. Raises GatewayConfigError."""
    onward = Onward(config.read_timeout_s)
    gateway = Gateway(config, recorder, onward, clock, timer, preflight, requests)

    return _Application(gateway, onward)


class _Application:
    """The gateway and its health, without a framework between: that took a tenth of the time."""

    def __init__(self, gateway: Gateway, onward: Onward) -> None:
        self._gateway = gateway
        self._onward = onward

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["path"] == "/healthz":
            await send_answer(send, answers.healthy())
        else:
            await self._gateway(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        """Answer the server's start and end (ASGI's lifespan)."""
        while (await receive())["type"] == "lifespan.startup":
            await send({"type": "lifespan.startup.complete"})
        await self._onward.close()
        await send({"type": "lifespan.shutdown.complete"})


class _WatchedSend:
    """Knows whether an answer has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.started = False

    async def __call__(self, message: Message) -> None:
        self.started = True
        await self._send(message)
