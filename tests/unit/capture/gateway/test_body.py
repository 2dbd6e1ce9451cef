"""A request is read whole, and one that stops coming keeps nobody's room for ever."""

import asyncio
from typing import Any

import pytest

from leitstand.capture.gateway.answers import DeclinedError
from leitstand.capture.gateway.body import ClientGoneError, read_body
from leitstand.capture.gateway.budget import SMALL_BYTES, ByteBudget

LARGE = b"x" * (SMALL_BYTES + 1)


class Client:
    """Sends these messages, and then nothing."""

    def __init__(self, *messages: dict[str, Any]) -> None:
        self._messages = list(messages)

    async def __call__(self) -> dict[str, Any]:
        if not self._messages:
            await asyncio.Event().wait()
        return self._messages.pop(0)


def piece(body: bytes, *, more: bool) -> dict[str, Any]:
    return {"type": "http.request", "body": body, "more_body": more}


async def read(client: Client, budget: ByteBudget) -> bytes:
    length = (b"content-length", str(3 * len(LARGE)).encode())
    with budget.holding() as held:
        return await read_body(client, [length], 10 * len(LARGE), held, silence_s=0.01)


@pytest.mark.parametrize("pieces", [(), (LARGE,), (LARGE, LARGE)])
def test_a_stalled_upload_gives_its_room_back(pieces: tuple[bytes, ...]) -> None:
    """Wherever it stops; the client may try again."""
    budget = ByteBudget(10 * len(LARGE), patience_s=1)
    client = Client(*(piece(one, more=True) for one in pieces))
    with pytest.raises(DeclinedError) as caught:
        asyncio.run(read(client, budget))
    assert (caught.value.answer.status, budget.used) == (408, 0)


def test_a_body_in_pieces_is_whole() -> None:
    """As it was sent."""
    budget = ByteBudget(10 * len(LARGE), patience_s=1)
    client = Client(piece(LARGE, more=True), piece(b"", more=True), piece(b"end", more=False))
    assert asyncio.run(read(client, budget)) == LARGE + b"end"


def test_a_client_that_hangs_up_asked_nothing() -> None:
    """Nothing happened."""
    budget = ByteBudget(10 * len(LARGE), patience_s=1)
    client = Client(piece(LARGE, more=True), {"type": "http.disconnect"})
    with pytest.raises(ClientGoneError):
        asyncio.run(read(client, budget))
    assert budget.used == 0
