"""Measures how long the line stands still when one of its processes dies.

``python -m tests.faults.recovery --times 5`` runs an installation as ``leitstand up`` does, kills a
process by ``kill -9``, asks through the gateway at once, and waits until that very question is a row
in ClickHouse: the supervisor's notice, the start, the return to the group and the work itself are
all in it. The last line is one JSON object: median and worst seconds by component.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from uuid import UUID

from clickhouse_connect.driver.exceptions import ClickHouseError
from tests.faults.installation import wait_until
from tests.faults.test_line_kills import Line, running

from leitstand.deploy import clickhouse
from leitstand.deploy.demo import callers
from leitstand.deploy.demo.live import LiveTown
from leitstand.deploy.demo.prompts import load

COMPONENTS = ("assess", "sink", "cases", "gateway", "endpoint", "kafka")


def ask(line: Line) -> UUID:
    """Ask through the gateway until it answers; return the event id."""
    return asyncio.run(_ask(line))


async def _ask(line: Line) -> UUID:
    there = line.installation
    settings = there.settings
    town = LiveTown(
        there.town,
        f"http://{settings.host}:{settings.ports.gateway}/v1",
        callers.keys(there.home, there.town),
        random=random.Random(1),  # noqa: S311 - repeatable, no secret
    )
    try:
        (sent,) = await town.ask_all(town.plan([load()[0]]), lambda _more: None)
    finally:
        await town.close()
    return sent.event_id


def is_row(line: Line, event: UUID) -> bool:
    """Say whether an event has arrived; no while ClickHouse is away."""
    there = line.installation
    query = "SELECT count() FROM assessments_current WHERE event_id = {event:UUID}"
    try:
        client = clickhouse.connect(there.home, there.settings, clickhouse.Account.ANALYST)
        found = client.query(query, parameters={"event": event}).result_rows
        client.close()
    except (ClickHouseError, OSError):
        return False
    return bool(found[0][0])


def measure(line: Line, component: str) -> float:
    """Kill one process; return the seconds until a question asked right then is a row."""
    wait_until(line.is_healthy, "everything is healthy")
    beforehand = ask(line)
    wait_until(lambda: is_row(line, beforehand), "an event arrives while nothing is wrong")
    begun = time.monotonic()
    line.kill(component)
    event = ask(line)
    wait_until(lambda: is_row(line, event), f"an event arrives after {component} died")
    return time.monotonic() - begun


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    times = parser.parse_args(argv).times
    with tempfile.TemporaryDirectory() as directory, running(Path(directory) / "town") as line:
        found = {name: sorted(measure(line, name) for _ in range(times)) for name in COMPONENTS}
    figures = {
        name: {"median_s": round(median(took), 2), "worst_s": round(took[-1], 2)}
        for name, took in found.items()
    }
    sys.stdout.write(json.dumps(figures) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
