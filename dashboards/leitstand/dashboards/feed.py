"""The case register as it changes: one poll per process, however many pages are open."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.concurrency import run_in_threadpool

from leitstand.cases.errors import StoreUnavailableError
from leitstand.cases.model import Changes
from leitstand.cases.store import CaseStore
from leitstand.schemas.clock import Clock

POLL_SECONDS = 0.2
BEAT_SECONDS = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulse:
    """What a live page hears: changes, or only that nothing changed until now."""

    changes: Changes | None
    known_until: datetime | None
    """Until when the register is known to be complete; ``None`` = not known."""


class Feed:
    """Watches the register while somebody listens.

    ``known_until`` says until when the register is complete: the moment at which its writer last
    was at the end of the assessments. A register that can be read is not yet a register that is
    being written.
    """

    def __init__(
        self, cases: CaseStore, known_until: Callable[[], datetime | None], clock: Clock
    ) -> None:
        self._cases = cases
        self._known_until = known_until
        self._clock = clock
        self._listeners: set[asyncio.Event] = set()
        self._poller: asyncio.Task[None] | None = None

    def known_until(self) -> datetime | None:
        """Return until when the register is known to be complete."""
        return self._known_until()

    def latest(self) -> int:
        """Return the present change number."""
        return self._cases.latest_change()

    async def pulses(self, since: int) -> AsyncIterator[Pulse]:
        """Tell of every change after ``since``, and at least every ten seconds how current we are.

        A register that does not answer is told as ``known_until=None``; it is asked again.
        """
        woken = self._listen()
        try:
            while True:
                woken.clear()
                pulse = await run_in_threadpool(self._pulse, since)
                if pulse.changes is not None:
                    since = pulse.changes.number
                yield pulse
                await _wait(woken, BEAT_SECONDS)
        finally:
            self._listeners.discard(woken)

    def _pulse(self, since: int) -> Pulse:
        try:
            changes = self._cases.changes_since(since)
            known_until = self._known_until()
        except StoreUnavailableError:
            return Pulse(changes=None, known_until=None)
        return Pulse(changes=changes if changes.cases else None, known_until=known_until)

    def _listen(self) -> asyncio.Event:
        woken = asyncio.Event()
        self._listeners.add(woken)
        if self._poller is None or self._poller.done():
            self._poller = asyncio.create_task(self._poll())
        return woken

    async def _poll(self) -> None:
        """Wake the listeners whenever the change number moves; end when nobody listens."""
        seen = -1
        while self._listeners:
            number = await run_in_threadpool(self._number, seen)
            if number != seen:
                seen = number
                for woken in self._listeners:
                    woken.set()
            await asyncio.sleep(POLL_SECONDS)

    def _number(self, otherwise: int) -> int:
        try:
            return self._cases.latest_change()
        except StoreUnavailableError:
            return otherwise


async def _wait(woken: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await woken.wait()
    except TimeoutError:
        return
