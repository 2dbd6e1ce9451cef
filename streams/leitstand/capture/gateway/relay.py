"""Passes one request on and its answer back, and has it recorded before the last byte leaves."""

import asyncio
import logging

from starlette.types import Receive, Send

from leitstand.capture.errors import Refusal, RefusedError
from leitstand.capture.exchange import Ending, Exchange
from leitstand.capture.gateway import answers
from leitstand.capture.gateway.answers import Answer
from leitstand.capture.gateway.headers import Headers, response_headers
from leitstand.capture.gateway.names import EVENT_HEADER
from leitstand.capture.gateway.onward import Onward, OnwardAnswer, OnwardError, OnwardRequest
from leitstand.capture.recorder import Recorder

_log = logging.getLogger(__name__)
_QUICKLY_RECORDED_BYTES = 256 * 1024
"""Above it counting tokens and encoding would hold up others: it goes to a thread."""
_EVENT_HEADER = EVENT_HEADER.lower().encode()


class Relay:
    """One request. ``exchange`` is None for one that is not recorded."""

    def __init__(
        self,
        onward: Onward,
        recorder: Recorder,
        exchange: Exchange | None,
        receive: Receive,
        send: Send,
        notices: Headers | None = None,
    ) -> None:
        """Take what to pass; ``notices`` are headers of ours for the answer."""
        self._notices = notices or []
        self._onward = onward
        self._recorder = recorder
        self._exchange = exchange
        self._receive = receive
        self._send = send
        self._head: tuple[int, Headers] | None = None
        """Status and headers, until they are sent."""
        self._recording: asyncio.Task[None] | None = None

    async def run(self, request: OnwardRequest) -> None:
        """Pass it on until the answer is through or either side is gone."""
        passing = asyncio.ensure_future(self._pass(request))
        leaving = asyncio.ensure_future(_until_gone(self._receive))
        try:
            await asyncio.wait({passing, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            leaving.cancel()
            passing.cancel()
            await asyncio.gather(passing, leaving, return_exceptions=True)
            # Whatever happened: what was seen is recorded, once.
            await self._record_quietly(Ending.ABANDONED)
        if not passing.cancelled():
            passing.result()

    async def _pass(self, request: OnwardRequest) -> None:
        try:
            answer = await self._onward.send(request)
        except OnwardError as error:
            _log.warning("upstream not reached: %s", error)
            await self._finish_with(answers.unreachable(), Ending.BROKEN)
            return
        try:
            self._begin(answer)
            await self._pass_body(answer)
        finally:
            answer.close()

    def _begin(self, answer: OnwardAnswer) -> None:
        headers = response_headers(answer.headers, answer.status) + self._notices
        self._head = answer.status, headers
        if self._exchange is not None:
            headers.append((_EVENT_HEADER, str(self._exchange.event_id).encode()))
            self._exchange.begin(
                answer.status,
                answer.header("content-type") or "",
                answer.header("content-encoding"),
            )

    async def _pass_body(self, answer: OnwardAnswer) -> None:
        held = b""
        try:
            async for piece in answer.pieces():
                if self._feed(piece):
                    # Not only when the upstream closes: some leave the connection open for long.
                    await self._record(Ending.ORDERLY)
                if self._leaves_at_once():
                    await self._send_piece(piece)
                else:
                    await self._send_piece(held)
                    held = piece
        except OnwardError as error:
            _log.warning("upstream broke off: %s", error)
            await self._break_off(held)
        except RefusedError as error:
            await self._refuse(error.reason)
        else:
            await self._finish(held)

    def _feed(self, piece: bytes) -> bool:
        """Look at a piece; return whether it holds the end of a stream. What comes later adds nothing."""
        if self._exchange is None or self._recording is not None:
            return False
        return self._exchange.feed(piece)

    def _leaves_at_once(self) -> bool:
        return self._exchange is None or self._exchange.streams

    async def _finish(self, held: bytes) -> None:
        """Record, then let the last piece go; without a record it does not go."""
        try:
            await self._record(Ending.ORDERLY)
        except RefusedError as error:
            await self._refuse(error.reason)
            return
        await self._send_head()
        await self._send({"type": "http.response.body", "body": held, "more_body": False})

    async def _finish_with(self, answer: Answer, ending: Ending) -> None:
        try:
            await self._record(ending)
        except RefusedError as error:
            answer = answers.refused(error.reason)
        await send_answer(self._send, answer)

    async def _break_off(self, held: bytes) -> None:
        """Let the client see what it would have seen: the pieces so far, and no end."""
        await self._record_quietly(Ending.BROKEN)
        if held or self._head is None:
            await self._send_piece(held)
        else:
            await send_answer(self._send, answers.unreachable())

    async def _refuse(self, reason: Refusal) -> None:
        # With the head on its way only the missing end can tell that something went wrong.
        if self._head is not None:
            await send_answer(self._send, answers.refused(reason))

    async def _record(self, ending: Ending) -> None:
        """Record once; also when the client hangs up meanwhile. Raises RefusedError."""
        if self._exchange is None:
            return
        if self._recording is None:
            self._recording = asyncio.ensure_future(self._write(self._exchange, ending))
        await asyncio.shield(self._recording)

    async def _record_quietly(self, ending: Ending) -> None:
        try:
            await self._record(ending)
        except RefusedError as error:
            _log.error("an interaction could not be recorded: %s", error.reason.value)

    async def _write(self, exchange: Exchange, ending: Ending) -> None:
        exchange.stop_the_clock()
        if exchange.size <= _QUICKLY_RECORDED_BYTES:
            await self._recorder.record_async(exchange.observed(ending), exchange.event_id)
        else:
            await asyncio.to_thread(self._write_in_a_thread, exchange, ending)

    def _write_in_a_thread(self, exchange: Exchange, ending: Ending) -> None:
        # Put together here, when it is its turn: many large ones that wait hold each text once.
        self._recorder.record(exchange.observed(ending), exchange.event_id)

    async def _send_head(self) -> None:
        if self._head is not None:
            (status, headers), self._head = self._head, None
            await self._send({"type": "http.response.start", "status": status, "headers": headers})

    async def _send_piece(self, piece: bytes) -> None:
        if piece:
            await self._send_head()
            await self._send({"type": "http.response.body", "body": piece, "more_body": True})


async def send_answer(send: Send, answer: Answer) -> None:
    """Send an answer of our own."""
    headers = list(answer.headers)
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body, "more_body": False})


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
