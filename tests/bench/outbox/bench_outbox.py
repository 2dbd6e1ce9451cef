"""What the outbox costs: appends from one caller, many threads, many tasks; draining to a real Kafka.

    .venv/bin/python tests/bench/outbox/bench_outbox.py [EVENTS]

Prints one JSON object. Processor time per event is what compares between machines that are busy
otherwise; events a second depend on who else computes. Events are of 1.4 kB and do not compress, as
sealed ones.
"""

import asyncio
import base64
import json
import resource
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from random import Random
from uuid import UUID

with warnings.catch_warnings():
    # kafka-python 3.0.12 reads its files by deprecated functions.
    warnings.simplefilter("ignore", DeprecationWarning)
    from leitstand.broker.kafka import KafkaProducer

from leitstand.broker.ports import Outgoing
from leitstand.deploy.servers import kafka_server
from leitstand.outbox import Drain, Outbox
from leitstand.schemas import cloudevents
from leitstand.schemas.clock import utc_now
from leitstand.schemas.topics import INTERACTIONS

THREADS, TASKS, BATCH = 32, 200, 1000
_VALUE_BYTES = 1050


class Events:
    """Builds events with values that do not compress and keys of their own."""

    def __init__(self) -> None:
        self._random = Random(1)  # noqa: S311 # repeatable
        self._values = [base64.b64encode(self._random.randbytes(_VALUE_BYTES)) for _ in range(64)]

    def __call__(self, sequence: int) -> Outgoing:
        event_id = UUID(int=self._random.getrandbits(128))
        return Outgoing(
            topic=INTERACTIONS,
            key=str(event_id).encode(),
            value=self._values[sequence % len(self._values)],
            headers=cloudevents.headers(
                event_id=event_id,
                source="/leitstand/musterstadt/gateway.0199c3f1a2b4-9f3a",
                event_type=INTERACTIONS,
                time=utc_now(),
                tenant="musterstadt",
            ),
        )


class Figures(dict[str, dict[str, float]]):
    """Events a second, and processor time an event, by what was measured."""

    @contextmanager
    def measured(self, name: str, events: int) -> Generator[None]:
        """Measure what happens inside."""
        wall, processor = time.perf_counter(), _processor_s()
        yield
        took, used = time.perf_counter() - wall, _processor_s() - processor
        self[name] = {
            "events_per_s": round(events / took),
            "cpu_us_per_event": round(used / events * 1e6, 1),
            "events_per_cpu_s": round(events / used),
        }


def _processor_s() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def append_in_batches(outbox: Outbox, build: Events, events: int) -> None:
    for _ in range(events // BATCH):
        outbox.append_all([build] * BATCH)


def append_from_threads(outbox: Outbox, build: Events, events: int) -> None:
    with ThreadPoolExecutor(THREADS) as pool:
        for _ in pool.map(outbox.append, [build] * events):
            pass


def append_from_tasks(outbox: Outbox, build: Events, events: int) -> None:
    async def one_task() -> None:
        for _ in range(events // TASKS):
            await outbox.append_async(build)

    async def all_tasks() -> None:
        await asyncio.gather(*(one_task() for _ in range(TASKS)))

    asyncio.run(all_tasks())


APPENDS: dict[str, Callable[[Outbox, Events, int], None]] = {
    "append_all": append_in_batches,
    "append, 32 threads": append_from_threads,
    "append_async, 200 tasks": append_from_tasks,
}


def bench_appends(directory: Path, events: int, figures: Figures) -> None:
    for name, append in APPENDS.items():
        outbox = Outbox(directory, "bench")
        with figures.measured(name, events):
            append(outbox, Events(), events)
        outbox.close()


def bench_drain(directory: Path, servers: str, events: int, figures: Figures) -> None:
    """Send everything that the appends left."""
    drain = Drain(directory, KafkaProducer(servers))
    with figures.measured("drain to Kafka", events):
        while drain.step():
            pass
    drain.close()


def main(events: int) -> None:
    """Measure and print."""
    figures = Figures()
    with tempfile.TemporaryDirectory() as name, kafka_server(Path(name) / "kafka") as kafka:
        outbox = Path(name) / "outbox"
        bench_appends(outbox, events, figures)
        bench_drain(outbox, kafka.servers, events * len(APPENDS), figures)
    sys.stdout.write(json.dumps({"events": events, **figures}, indent=2) + "\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
