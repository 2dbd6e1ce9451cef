"""Every failpoint x every process that passes there x death, a failed step, a standstill.

One installation under live traffic; for each case the process is started with the fault, traffic
flows until it happens, the process is started again where it ended, and when everything has come to
rest the oracle looks at every store. ``LEITSTAND_FAULTS=long`` crosses everything with everything.
"""

import itertools
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

import httpx
import msgspec
import pytest
from tests.faults import oracle
from tests.faults.failpoint import DELAY_S, Act, Moment, load
from tests.faults.installation import Installation, observed, wait_until
from tests.faults.traffic import Traffic
from tests.faults.wired import Wired

from leitstand.schemas.clock import utc_now
from leitstand.schemas.interaction import Message
from leitstand.schemas.vocabulary import Where

LONG = os.environ.get("LEITSTAND_FAULTS", "short") != "short"
JOBS = ("pipelines", "writer")
Case = tuple[str, str, Moment, Act]


def cases() -> Iterator[Case]:
    """Yield process, failpoint, moment and act; neighbours share a process, so that starts are few."""
    for name, point in load().items():
        if not (LONG or point.short):
            continue
        moments: tuple[Moment, ...] = ("before", "after")
        # The short form takes one process each, and the moment at which more can be lost.
        for process in point.processes if LONG else point.processes[:1]:
            yield from (
                (process, name, moment, "kill") for moment in moments if LONG or moment == "after"
            )
            if LONG and point.error:
                yield from ((process, name, moment, "raise") for moment in moments)
            if LONG:
                yield process, name, "before", "delay"


class Feeder(threading.Thread):
    """Lets every process have something to do until it is told to stop."""

    def __init__(self, there: Installation, told: list[UUID]) -> None:
        super().__init__(daemon=True)
        self._there = there
        self._told = told
        self._stopping = threading.Event()

    def run(self) -> None:
        now = utc_now()
        planted = Message(where=Where.PROMPT, text="IBAN DE89 3704 0044 0532 0130 00")
        for number in itertools.count():
            if self._stopping.wait(0.2):
                return
            self._told += self._there.record(
                [
                    observed(),
                    observed(messages=(planted,), occurred_at=now - timedelta(days=number % 20)),
                    observed(occurred_at=now - timedelta(days=401)),
                ]
            )
            self._post_to_collector(number)

    def stop(self) -> None:
        self._stopping.set()
        self.join()

    def _post_to_collector(self, number: int) -> None:
        if "collector" not in self._there.processes:
            return
        settings = self._there.settings
        event = {
            "specversion": "1.0",
            "id": f"{time.monotonic_ns()}.{number}",
            "source": "/portal",
            "type": "leitstand.observed.v1",
            "time": utc_now().isoformat(),
            "data": {"operation": "chat", "messages": [{"where": "prompt", "text": "Guten Tag"}]},
        }
        try:
            answer = httpx.post(
                f"http://{settings.host}:{settings.ports.collector}/events",
                content=msgspec.json.encode(event),
                headers={"content-type": "application/cloudevents+json"},
                timeout=5,
            )
        except httpx.HTTPError:
            return
        if answer.status_code == httpx.codes.ACCEPTED:
            self._told += [UUID(each) for each in answer.json()["ids"]]


@pytest.mark.parametrize("case", list(cases()), ids="-".join)
def test_nothing_is_lost_and_nothing_twice(wired: Wired, case: Case, tmp_path: Path) -> None:
    """Whatever happens wherever, to whomever."""
    there, traffic = wired.there, wired.traffic
    process, point, moment, act = case
    mark = tmp_path / "mark"
    if process in there.processes and there.processes[process].poll() is None:
        there.kill(process)
    if process == "keeper":
        forget_a_key(there)
    options = ("--moment", moment, "--act", act, "--mark", str(mark))
    there.launch(process, through=("tests.faults.failpoint", point, *options, "--"))
    with fed(there, traffic):
        wait_until(mark.exists, f"{process} passes {point}")
        recover(there, process, act)
    wired.account()
    if process == "pipelines":
        oracle.check_figures(there)
    if process == "keeper":
        oracle.check_keys(there)


@contextmanager
def fed(there: Installation, traffic: Traffic) -> Iterator[None]:
    """Let everything flow meanwhile."""
    feeder = Feeder(there, traffic.told)
    feeder.start()
    traffic.flow()
    try:
        yield
    finally:
        traffic.hold()
        feeder.stop()


def recover(there: Installation, process: str, act: Act) -> None:
    """See that it died where it should have; start again what ended, as a supervisor would."""
    running = there.processes[process]
    if act == "kill":
        assert running.wait() == -signal.SIGKILL
    if act == "delay":
        time.sleep(DELAY_S)
    wait_until(partial(goes_on, there, process), f"{process} goes on")


def goes_on(there: Installation, process: str) -> bool:
    """Say whether it is well; start it where it has ended, unless it is a job of one run."""
    if there.processes[process].poll() is None:
        return there.is_healthy(process)
    if process in JOBS:
        return True
    there.launch(process)
    return False


def forget_a_key(there: Installation) -> None:
    """Take the newest day's keys away, so that the keeper has some to make."""
    for half in ("public", "private"):
        for newest in sorted((there.home.vault / half).rglob("*.standard.*"))[-1:]:
            newest.unlink()
