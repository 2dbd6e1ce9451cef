"""A body that stops coming keeps nobody's place for ever."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from starlette.requests import Request

from leitstand.capture.collector import bodies
from leitstand.capture.collector.config import LimitsConfig
from leitstand.capture.collector.problems import Kind, RejectedError

Receive = Callable[[], Awaitable[dict[str, object]]]


def request(receive: Receive) -> Request:
    scope = {"type": "http", "method": "POST", "path": "/events", "headers": []}
    return Request(scope, receive)


def sending(*pieces: bytes, then_stalls: bool) -> Receive:
    """Send these pieces, and then the end or nothing."""
    left = list(pieces)

    async def receive() -> dict[str, object]:
        if left:
            return {"type": "http.request", "body": left.pop(0), "more_body": True}
        if then_stalls:
            await asyncio.Event().wait()
        return {"type": "http.request", "body": b"", "more_body": False}

    return receive


@pytest.mark.parametrize("pieces", [(), (b"{",), (b"{", b"}")])
def test_a_stalled_body_is_given_up(pieces: tuple[bytes, ...]) -> None:
    """Wherever it stops."""
    stalled = request(sending(*pieces, then_stalls=True))
    with pytest.raises(RejectedError) as caught:
        asyncio.run(bodies.receive(stalled, LimitsConfig(silence_seconds=0.01)))
    assert caught.value.kind is Kind.TOO_SLOW


def test_a_body_in_pieces_is_whole() -> None:
    """As it was sent."""
    whole = request(sending(b"{", b"}", then_stalls=False))
    assert asyncio.run(bodies.receive(whole, LimitsConfig())).content() == b"{}"
