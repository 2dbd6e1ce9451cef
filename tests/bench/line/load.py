"""The load generator: one capturing process, as a gateway is one, that meets its intended moments.

    python -m tests.bench.line.load --data DIR --rate R --events N

Real capture: ``Recorder`` seals, the outbox syncs, its drain takes everything to Kafka. Prints
``ready``, waits for a line on standard input, sends, waits until Kafka has all of it, and prints one
JSON object. A rate of 0 sends everything at once: a backlog.
"""

import argparse
import json
import sys
import threading
import time
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.bench.line.events import Uses
from tests.bench.line.histogram import Histogram
from tests.bench.line.pace import Pace

with warnings.catch_warnings():
    # kafka-python 3.0.12 reads its files by deprecated functions.
    warnings.simplefilter("ignore", DeprecationWarning)
    from leitstand.broker.kafka import KafkaProducer

from leitstand.capture import Recorder
from leitstand.capture.register_gate import RegisterGate
from leitstand.deploy.demo.installation import Installation, prepare
from leitstand.deploy.process import die_with_parent
from leitstand.deploy.settings import Home
from leitstand.outbox import Drain, Outbox, status
from leitstand.schemas.clock import utc_now
from leitstand.vault import PublicKeys, Sealer, VaultPaths

NAME = "load"
LARGEST_BATCH = 1000
TICK_S = 0.001
"""Looks this often for what is due."""


def run(installation: Installation, pace: Pace) -> dict[str, object]:
    """Send everything; return what a report needs to know of it."""
    uses = Uses(installation.town)
    with _recording(installation) as recorder:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        begun = time.time()
        durable = send(recorder, uses, pace, begun)
        took = time.time() - begun
        _wait_until_sent(installation.home.outbox)
    return {
        "begun": begun,
        "recorded_s": took,
        "sent_s": time.time() - begun,
        "durable": durable.pairs(),
    }


def send(recorder: Recorder, uses: Uses, pace: Pace, begun: float) -> Histogram:
    """Record each event as soon as it is due; return intended moment → durable.

    What falls due while a sync is under way shares the next one, as requests of a gateway do.
    """
    durable = Histogram()
    start, done = datetime.fromtimestamp(begun, UTC), 0
    while done < pace.events:
        upto = min(pace.due(time.time() - begun), done + LARGEST_BATCH)
        if upto == done:
            time.sleep(TICK_S)
            continue
        recorder.record_all([uses.use(n, _moment(start, pace, n)) for n in range(done, upto)])
        now = time.time() - begun
        for number in range(done, upto):
            durable.record(round((now - pace.intended_s(number)) * 1e6))
        done = upto
    return durable


def _moment(start: datetime, pace: Pace, number: int) -> datetime:
    return start + timedelta(seconds=pace.intended_s(number))


@contextmanager
def _recording(installation: Installation) -> Generator[Recorder]:
    """Capture as a gateway does: outbox and drain in one process."""
    home, settings = installation.home, installation.settings
    gate = RegisterGate(home.data / NAME / "register.json")
    gate.learn(installation.view(), utc_now())
    drain = Drain(home.outbox, KafkaProducer(settings.kafka_servers))
    outbox = Outbox(home.outbox, NAME, on_commit=drain.wake)
    stop = threading.Event()
    draining = threading.Thread(target=drain.run, args=(stop,), name="drain")
    draining.start()
    keys = PublicKeys(VaultPaths(home.vault).public)
    try:
        yield Recorder(
            tenant=settings.tenant,
            outbox=outbox,
            sealer=Sealer(keys, settings.tenant, utc_now),
            agreement_gate=gate,
        )
    finally:
        outbox.close()
        stop.set()
        draining.join()


def _wait_until_sent(directory: Path) -> None:
    while status(directory).waiting:
        time.sleep(0.1)


def main() -> None:
    """Prepare, wait for the word, send, report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--rate", type=float, required=True)
    parser.add_argument("--events", type=int, required=True)
    given = parser.parse_args()
    die_with_parent()
    installation = prepare(Home(given.data))
    found = run(installation, Pace(rate=given.rate, events=given.events))
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main()
