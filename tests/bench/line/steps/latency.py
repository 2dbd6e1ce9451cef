"""Intended moment → durable → flagged → queryable → visible, at a rate that leaves the machine idle."""

import threading
import time
from bisect import bisect_left
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from tests.bench.line.histogram import Histogram
from tests.bench.line.installation import Line, wait_until
from tests.bench.line.scale import Scale

from leitstand.dashboards.accounts import create_demo
from leitstand.deploy.clickhouse import Account
from leitstand.deploy.demo.page_watch import PageWatch
from leitstand.deploy.roles.web import accounts_file

RATE = 1_000.0
WARM_S = 2.0
"""The first events pay for connections and caches; they are sent and not counted."""
LOOK_S = 0.02
"""Pause between two looks into ClickHouse: what is queryable is known to so much and a query's time."""
_NEWEST = """
SELECT k_partition, max(k_offset) FROM assessments
WHERE occurred_at >= {begun:DateTime64(3, 'UTC')} GROUP BY k_partition
"""
"""Of the table, whose parts the view shows from the same moment on: a view that puts versions together
would cost a tenth of the machine at so many looks a second."""
_ROWS = """
SELECT event_id, k_partition, k_offset, toUnixTimestamp64Milli(occurred_at),
    toUnixTimestamp64Milli(assessed_at)
FROM assessments_current WHERE occurred_at >= {counted:DateTime64(3, 'UTC')}
"""
Row = dict[str, Any]


@dataclass(slots=True)
class Sightings:
    """When each partition's newest queryable row was first seen, ascending."""

    offsets: dict[int, list[int]] = field(default_factory=dict[int, list[int]])
    seen_at: dict[int, list[float]] = field(default_factory=dict[int, list[float]])
    """Unix seconds, beside ``offsets``."""

    def note(self, partition: int, offset: int, at: float) -> None:
        """Remember a look's answer if it shows anything new."""
        offsets = self.offsets.setdefault(partition, [])
        if not offsets or offset > offsets[-1]:
            offsets.append(offset)
            self.seen_at.setdefault(partition, []).append(at)

    def first_seen(self, partition: int, offset: int) -> float | None:
        """Return when the row of that offset was there; ``None`` if no look saw it."""
        offsets = self.offsets.get(partition, [])
        place = bisect_left(offsets, offset)
        return self.seen_at[partition][place] if place < len(offsets) else None


def run(line: Line, scale: Scale) -> Row:
    """Send at the rate of the goals with a page open; return latencies in milliseconds."""
    events = round(RATE * (scale.latency_s + WARM_S))
    with _page(line) as page, line.load(events=events, rate=RATE) as load:
        idle = {name: round(usage.resident) for name, usage in line.meters.now().items()}
        begun = datetime.now().astimezone()
        with _looking(line, begun) as looks, line.meters.cost() as cost:
            load.go()
            said = load.result()
            line.settle()
            looks.catch_up()
            time.sleep(1.0)
        arrivals = page.arrivals()
    counted = datetime.fromtimestamp(said["begun"] + WARM_S).astimezone()
    return {
        "rate": RATE,
        "durable": Histogram(map(tuple, said["durable"])).as_row(),
        **_latencies(line, counted, looks.sightings, arrivals),
        "view_ms": _view_ms(line),
        "looks_per_s": round(looks.number / cost.seconds, 1),
        "cpu_us": cost.per_event(events),
        "idle_mib": idle,
    }


def _latencies(
    line: Line, counted: datetime, sightings: Sightings, arrivals: Mapping[UUID, datetime]
) -> Row:
    flagged, queryable, visible = Histogram(), Histogram(), Histogram()
    for event, partition, offset, intended_ms, assessed_ms in line.query(_ROWS, counted=counted):
        flagged.record((assessed_ms - intended_ms) * 1000)
        seen = sightings.first_seen(partition, offset)
        if seen is not None:
            queryable.record(round(seen * 1e6) - intended_ms * 1000)
        if event in arrivals:
            visible.record(round(arrivals[event].timestamp() * 1e6) - intended_ms * 1000)
    found = {"flagged": flagged, "queryable": queryable, "visible": visible}
    return {name: histogram.as_row() for name, histogram in found.items()} | {
        "pairs": {name: histogram.pairs() for name, histogram in found.items()}
    }


def _view_ms(line: Line) -> float:
    """Return how long a query of the view takes over everything that is there."""
    begun = time.perf_counter()
    line.query("SELECT count(), countIf(verdict = 'violation') FROM assessments_current")
    return round((time.perf_counter() - begun) * 1000, 1)


@contextmanager
def _page(line: Line) -> Generator[PageWatch]:
    """Keep the page of the data-protection officer open."""
    password = create_demo(accounts_file(line.home), [])
    line.only(assess=1, sink=1, cases=1, web=1)
    settings = line.installation.settings
    page = PageWatch(f"http://{settings.host}:{settings.ports.web}", "dsb", password)
    try:
        if not page.start():
            message = "the page does not open"
            raise TimeoutError(message)
        yield page
    finally:
        page.close()


class _Looks:
    """Asks again and again, over a connection of its own, what is queryable."""

    def __init__(self, line: Line, begun: datetime) -> None:
        self.sightings = Sightings()
        self.number = 0
        self._line = line
        self._begun = begun
        self.stop = threading.Event()

    def catch_up(self) -> None:
        """Return when a look was begun and ended after this moment."""
        enough = self.number + 2
        wait_until(lambda: self.number >= enough, "somebody looks")

    def run(self) -> None:
        """Look until told to stop."""
        client = self._line.client(Account.ANALYST)
        while not self.stop.wait(LOOK_S):
            answer: Sequence[tuple[int, int]] = client.query(
                _NEWEST, parameters={"begun": self._begun}
            ).result_rows
            now = time.time()
            self.number += 1
            for partition, offset in answer:
                self.sightings.note(partition, offset, now)
        client.close()


@contextmanager
def _looking(line: Line, begun: datetime) -> Generator[_Looks]:
    looks = _Looks(line, begun)
    thread = threading.Thread(target=looks.run, name="looks", daemon=True)
    thread.start()
    try:
        yield looks
    finally:
        looks.stop.set()
        thread.join()
