"""How many bytes of requests the process holds at a time: memory is bounded by it, not by luck.

A request is read whole before it is judged and recorded. Small ones always pass, so that nobody's
question waits behind somebody's films; of the large ones those that find no room wait in their
order, and are turned away when it takes too long.
"""

import asyncio
from collections import deque
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

from leitstand.capture.gateway import answers
from leitstand.capture.gateway.answers import DeclinedError

SMALL_BYTES = 64 * 1024
RETRY_AFTER_S = 5


@dataclass(frozen=True, slots=True)
class _Waiting:
    count: int
    room: "asyncio.Future[None]"


class Held:
    """What one request holds."""

    def __init__(self, budget: "ByteBudget") -> None:
        self._budget = budget
        self.bytes = 0

    async def declare(self, count: int) -> None:
        """Hold so much, when there is room. Raises DeclinedError when none comes free in time."""
        if count > SMALL_BYTES:
            await self._budget.take(count)
            self.bytes += count

    def grow(self, size: int) -> None:
        """Hold at least so much, at once: waiting with a part in hand could wait for ever.

        Raises DeclinedError.
        """
        more = size - self.bytes
        if size > SMALL_BYTES and more > 0:
            self._budget.take_at_once(more)
            self.bytes += more


class ByteBudget:
    """For one event loop."""

    def __init__(self, limit: int, patience_s: float) -> None:
        self._limit = limit
        self._patience_s = patience_s
        self._used = 0
        self._waiting: deque[_Waiting] = deque()

    @property
    def used(self) -> int:
        """Bytes that are held now, but for those of small requests."""
        return self._used

    @contextmanager
    def holding(self) -> Generator[Held]:
        """Give what a request holds back when it is over."""
        held = Held(self)
        try:
            yield held
        finally:
            self._give(held.bytes)

    async def take(self, count: int) -> None:
        """Take bytes, after those who came before. Raises DeclinedError."""
        if not self._waiting and self._fits(count):
            self._used += count
            return
        waiting = _Waiting(count, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        try:
            await asyncio.wait_for(waiting.room, self._patience_s)
        except TimeoutError:
            self._leave(waiting)
            raise DeclinedError(answers.busy(RETRY_AFTER_S)) from None
        except asyncio.CancelledError:
            self._leave(waiting)
            raise

    def take_at_once(self, count: int) -> None:
        """Take bytes now. Raises DeclinedError."""
        if not self._fits(count):
            raise DeclinedError(answers.busy(RETRY_AFTER_S))
        self._used += count

    def _fits(self, count: int) -> bool:
        # What is larger than the whole budget passes alone: its own limit is another one.
        return self._used + count <= self._limit or self._used == 0

    def _leave(self, waiting: _Waiting) -> None:
        """Let go of a place in the queue; room that came too late goes back."""
        if waiting in self._waiting:
            self._waiting.remove(waiting)
            self._admit()
        else:
            self._give(waiting.count)

    def _give(self, count: int) -> None:
        if count:
            self._used -= count
            self._admit()

    def _admit(self) -> None:
        while self._waiting and self._fits(self._waiting[0].count):
            first = self._waiting.popleft()
            self._used += first.count
            if not first.room.done():
                first.room.set_result(None)
