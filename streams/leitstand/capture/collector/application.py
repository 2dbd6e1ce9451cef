"""The collector as an ASGI application."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from leitstand.capture.agreement import AgreementGate
from leitstand.capture.collector import answers, bodies, cloudevents, openapi
from leitstand.capture.collector.bodies import Body
from leitstand.capture.collector.config import CollectorConfig
from leitstand.capture.collector.counts import Counts
from leitstand.capture.collector.events import EventReader
from leitstand.capture.collector.intake import Arrival, Intake
from leitstand.capture.collector.otlp import wire
from leitstand.capture.collector.otlp.joining import Joining
from leitstand.capture.collector.otlp.receiving import Receiver
from leitstand.capture.collector.otlp.service import Otlp, Signal
from leitstand.capture.collector.otlp.wire import Encoding
from leitstand.capture.collector.problems import Kind, RejectedError
from leitstand.capture.collector.producers import Producers, SendingProgram
from leitstand.capture.collector.sealed_event import SealedEvents
from leitstand.capture.errors import RefusedError
from leitstand.capture.recorder import Recorder
from leitstand.outbox import Outbox
from leitstand.schemas.clock import Clock, utc_now
from leitstand.vault import PublicKeys

_log = logging.getLogger(__name__)

_AT_WORK = 2
"""Requests that are unpacked at once; others wait as they came."""

T = TypeVar("T")
Handler = Callable[[Request, SendingProgram], Awaitable[Response]]
AsEndpoint = Callable[[Request], Awaitable[Response]]


class Collector:
    """Answers deliveries."""

    def __init__(
        self,
        config: CollectorConfig,
        intake: Intake,
        events: EventReader,
        otlp: Otlp,
        counts: Counts,
    ) -> None:
        self._limits = config.limits
        self._producers = Producers(config)
        self._intake = intake
        self._events = events
        self._otlp = otlp
        self._counts = counts
        self._under_way = 0
        self._turns = asyncio.Semaphore(_AT_WORK)

    def routes(self) -> list[Route]:
        """Return where what is delivered."""
        deliveries: dict[str, Handler] = {
            "/events": self._take_events,
            "/v1/traces": self._signal(self._otlp.traces),
            "/v1/logs": self._signal(self._otlp.logs),
            "/v1/metrics": self._signal(self._otlp.metrics),
        }
        return [
            Route(path, self._endpoint(handler), methods=["POST"])
            for path, handler in deliveries.items()
        ]

    def _endpoint(self, handler: Handler) -> AsEndpoint:
        async def endpoint(request: Request) -> Response:
            try:
                return await self._guarded(request, handler)
            except RejectedError as error:
                self._count(error)
                return answers.problem(error, request)
            except ClientDisconnect:
                return Response(status_code=400)  # Nobody reads it.
            except Exception as error:
                # Only the class: a message might show what a library choked on.
                _log.error("collector failed: %s", type(error).__name__)
                return answers.problem(RejectedError(Kind.FAILED), request)

        return endpoint

    async def _guarded(self, request: Request, handler: Handler) -> Response:
        headers: list[tuple[bytes, bytes]] = request.scope["headers"]
        if sum(len(name) + len(value) for name, value in headers) > self._limits.header_bytes:
            raise RejectedError(Kind.HEADERS_TOO_LARGE)
        program = self._producers.find(headers)
        if program is None:
            raise RejectedError(Kind.UNKNOWN_KEY)
        if self._under_way >= self._limits.requests_at_once:
            raise RejectedError(Kind.TOO_BUSY)
        self._under_way += 1
        try:
            return await handler(request, program)
        except RefusedError as error:
            raise RejectedError(Kind.NOT_RECORDED, reason=error.reason.value) from None
        finally:
            self._under_way -= 1

    async def _worked(self, work: Callable[[], T]) -> T:
        """Do it in a thread, when its turn has come: what is unpacked and decoded takes memory."""
        async with self._turns:
            return await asyncio.to_thread(work)

    def _count(self, error: RejectedError) -> None:
        self._counts.add("refused" if error.status in (429, 503) else "rejected")
        if error.kind is Kind.NOT_RECORDED:
            _log.warning("refused: %s", error.reason)

    async def _take_events(self, request: Request, program: SendingProgram) -> Response:
        mode = cloudevents.mode_of(request.headers.get("content-type", ""), request.headers)
        body = await bodies.receive(request, self._limits)
        arrivals = await self._worked(lambda: self._read_and_take(mode, request, body, program))
        return JSONResponse({"ids": [str(a.event_id) for a in arrivals]}, status_code=202)

    def _read_and_take(
        self, mode: cloudevents.Mode, request: Request, body: Body, program: SendingProgram
    ) -> list[Arrival]:
        events = cloudevents.read(mode, request.headers, body.content(), self._limits.events)
        arrivals = self._events.read(events, program)
        taken = self._intake.take_all_or_none(arrivals)
        self._counts.add("recorded", taken.recorded)
        self._counts.add("forwarded", taken.forwarded)
        return arrivals

    def _signal(self, take: Signal) -> Handler:
        async def handler(request: Request, program: SendingProgram) -> Response:
            encoding = wire.encoding_of(request.headers.get("content-type", ""))
            body = await bodies.receive(request, self._limits)
            answer = await self._worked(lambda: take(encoding, body.content(), program))
            return Response(answer, media_type=_media_type(encoding))

        return handler


def _media_type(encoding: Encoding) -> str:
    return encoding.value


def build(
    config: CollectorConfig,
    *,
    tenant: str,
    recorder: Recorder,
    outbox: Outbox,
    agreement_gate: AgreementGate,
    public_keys: PublicKeys,
    clock: Clock = utc_now,
) -> Starlette:
    """Return the application; ``outbox`` and ``agreement_gate`` are the recorder's."""
    counts = Counts()
    intake = Intake(recorder, outbox, agreement_gate, clock)
    receiver = Receiver(intake, Joining(config.join, clock))
    otlp = Otlp(receiver=receiver, counts=counts, most=config.limits.events)
    events = EventReader(SealedEvents(tenant, public_keys))
    collector = Collector(config, intake, events, otlp, counts)
    document = openapi.document()

    async def healthy(_request: Request) -> JSONResponse:
        return JSONResponse({"status": "ok", "counts": counts.document()})

    async def described(_request: Request) -> JSONResponse:
        return JSONResponse(document)

    return Starlette(
        routes=[
            *collector.routes(),
            Route("/healthz", healthy),
            Route("/openapi.json", described),
        ],
        exception_handlers={HTTPException: _no_route},
    )


async def _no_route(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    allowed = (error.headers or {}) if isinstance(error, HTTPException) else {}
    kind = Kind.METHOD_NOT_ALLOWED if status == 405 else Kind.NOT_FOUND
    answer = answers.problem(RejectedError(kind), request)
    answer.headers.update(dict(allowed))
    return answer
