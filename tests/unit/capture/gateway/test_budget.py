"""How many bytes are in the house at a time."""

import asyncio
import json
from contextlib import suppress

import pytest

from leitstand.capture.gateway.answers import DeclinedError
from leitstand.capture.gateway.budget import SMALL_BYTES, ByteBudget

MIB = 1024 * 1024


def test_what_fits_passes_and_comes_back() -> None:
    """Bytes are held inside, and given back at the end, also after a fault."""

    async def use() -> None:
        budget = ByteBudget(10 * MIB, 0)
        with suppress(ZeroDivisionError), budget.holding() as held:
            await held.declare(4 * MIB)
            assert budget.used == 4 * MIB
            raise ZeroDivisionError
        assert budget.used == 0

    asyncio.run(use())


def test_who_finds_no_room_is_told_when_to_come_back() -> None:
    """503 with Retry-After, and nothing is held."""

    async def use() -> None:
        budget = ByteBudget(10 * MIB, 0.01)
        with budget.holding() as first, budget.holding() as second:
            await first.declare(8 * MIB)
            with pytest.raises(DeclinedError) as declined:
                await second.declare(4 * MIB)
            answer = declined.value.answer
            assert answer.status == 503
            assert json.loads(answer.body)["error"]["code"] == "gateway_busy"
            assert (b"retry-after", b"5") in answer.headers
            with pytest.raises(DeclinedError):
                second.grow(4 * MIB)
        assert budget.used == 0

    asyncio.run(use())


def test_small_ones_always_pass() -> None:
    """However full it is."""

    async def use() -> None:
        budget = ByteBudget(MIB, 0)
        with budget.holding() as first, budget.holding() as second:
            await first.declare(MIB)
            await second.declare(SMALL_BYTES)
            second.grow(SMALL_BYTES)

    asyncio.run(use())


def test_one_that_is_larger_than_everything_passes_alone() -> None:
    """Its own limit is another one; it does not wait for ever."""

    async def use() -> None:
        budget = ByteBudget(MIB, 0)
        with budget.holding() as held:
            await held.declare(5 * MIB)
        assert budget.used == 0

    asyncio.run(use())


def test_a_body_that_grows_holds_what_it_is() -> None:
    """Without a length beforehand it is counted as it comes, and what was declared counts once."""

    async def use() -> None:
        budget = ByteBudget(10 * MIB, 0)
        with budget.holding() as held:
            await held.declare(MIB)
            held.grow(MIB)
            assert budget.used == MIB
            held.grow(3 * MIB)
            assert budget.used == 3 * MIB

    asyncio.run(use())


def test_room_goes_round_in_order() -> None:
    """Who waits first comes first; one who gives up leaves the room to the next."""
    order: list[int] = []

    async def one(budget: ByteBudget, number: int, size: int) -> None:
        with budget.holding() as held:
            await held.declare(size)
            order.append(number)
            await asyncio.sleep(0)

    async def use() -> None:
        budget = ByteBudget(10 * MIB, 60)
        with budget.holding() as first:
            await first.declare(10 * MIB)
            tasks = [asyncio.ensure_future(one(budget, n, 6 * MIB)) for n in range(4)]
            await asyncio.sleep(0)
            tasks[1].cancel()
            await asyncio.sleep(0)
        await asyncio.gather(*tasks, return_exceptions=True)
        assert budget.used == 0

    asyncio.run(use())
    assert order == [0, 2, 3]


def test_giving_up_at_the_moment_of_getting_in() -> None:
    """Room that was given to somebody who has left is not lost."""

    async def use() -> None:
        budget = ByteBudget(10 * MIB, 60)
        with budget.holding() as first:
            await first.declare(10 * MIB)
            waiting = asyncio.ensure_future(budget.take(MIB))
            await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        if not waiting.cancelled():
            return  # It had come in: whoever took it holds it.
        assert budget.used == 0

    asyncio.run(use())
