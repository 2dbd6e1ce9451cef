"""Promise P1 for the outbox: Kafka is away, processes die at random, and nothing is lost.

Writers record with the real recorder (sealing included), drains look for a broker that is not there,
and both are killed at random. Then the broker comes, drains are killed further, and the topic is
compared with what the writers told and with what is on disk, by event id and bytes. ``LEITSTAND_FAULTS=long``
is 1,000,000 events and 200 kills while the broker is away (``LEITSTAND_FAULT_EVENTS`` makes it fewer).
"""

import hashlib
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import msgspec
import pytest

from leitstand.broker.kafka import KafkaConsumer, KafkaReader
from leitstand.broker.ports import BrokerError, Record
from leitstand.deploy import servers
from leitstand.deploy.roles import kafka
from leitstand.deploy.settings import Home, Settings
from leitstand.outbox import acknowledged, status
from leitstand.schemas.clock import utc_now
from leitstand.schemas.topics import INTERACTIONS, load_all
from leitstand.vault import DayKeys

LONG = os.environ.get("LEITSTAND_FAULTS", "short") != "short"
EVENTS = int(os.environ.get("LEITSTAND_FAULT_EVENTS", "1000000" if LONG else "20000"))
KILLS_AWAY, KILLS_DRAINING = (200, 20) if LONG else (9, 3)
WRITERS, DRAINS = (3, 2) if LONG else (2, 1)
LIMIT_S = 1800.0 if LONG else 300.0
"""Longest wait for anything; a machine that is busy elsewhere needs long."""
WRITER = Path(__file__).with_name("outbox_writer.py")
DRAIN = """
import pathlib, sys, threading
from leitstand.broker.kafka import KafkaProducer
from leitstand.outbox import Drain
Drain(pathlib.Path(sys.argv[1]), KafkaProducer(sys.argv[2])).run(threading.Event())
"""


class _Place(msgspec.Struct):
    producer: str
    sequence: int


class _Open(msgspec.Struct):
    capture: _Place


class _Value(msgspec.Struct):
    """What of an event says where it stood in the outbox."""

    open: _Open


_decoder = msgspec.json.Decoder(_Value)


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Poll until it holds. Fails with ``what`` after a generous limit."""
    deadline = time.monotonic() + LIMIT_S
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"never happened: {what}")
        time.sleep(0.02)


class Writer:
    """One share of the events, recorded by as many processes as its kills make necessary."""

    def __init__(self, house: "House", share: int, seed: int) -> None:
        self._house = house
        self._share = share
        self._seed = seed
        self._process: subprocess.Popen[bytes] | None = None
        self.told = 0
        """Ids that were acknowledged to us."""
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def kill(self) -> bool:
        """End the process without a word of warning; return whether there was one."""
        process = self._process
        if process is None or process.poll() is not None:
            return False
        process.kill()
        return True

    @property
    def done(self) -> bool:
        return self.told >= self._share

    def _run(self) -> None:
        while not self.done and not self._house.ending.is_set():
            self._seed += 10
            command = [str(WRITER), str(self._house.home.outbox), str(self._house.home.vault)]
            with subprocess.Popen(  # noqa: S603 # our own program
                [sys.executable, *command, str(self._share - self.told), str(self._seed)],
                stdout=subprocess.PIPE,
            ) as process:
                self._process = process
                assert process.stdout is not None
                for line in process.stdout:
                    self._house.tell(line)
                    self.told += 1


class DrainProcess:
    """A drain that is started again whenever it was killed, as a supervisor does."""

    def __init__(self, house: "House") -> None:
        self._house = house
        self._process = self._start()

    def kill(self) -> bool:
        """End it without a word of warning and start the next."""
        self._process.kill()
        self._process.wait()
        self._process = self._start()
        return True

    def end(self) -> None:
        self._process.kill()
        self._process.wait()

    def _start(self) -> "subprocess.Popen[bytes]":
        arguments = [str(self._house.home.outbox), self._house.settings.kafka_servers]
        command = [sys.executable, "-W", "ignore", "-c", DRAIN, *arguments]
        return subprocess.Popen(  # noqa: S603 # our own program
            command, stderr=subprocess.DEVNULL
        )


@dataclass(kw_only=True)
class House:
    """An installation without a broker, and the oracle."""

    home: Home
    settings: Settings
    ending: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def oracle(self) -> Path:
        return self.home.data / "oracle"

    def tell(self, line: bytes) -> None:
        """Note an acknowledged id, outside of any process that may be killed."""
        with self._lock, self.oracle.open("ab") as file:
            file.write(line)

    def told(self) -> list[bytes]:
        return self.oracle.read_bytes().split()


@dataclass(kw_only=True)
class Found:
    """What the topic holds."""

    events: dict[bytes, bytes] = field(default_factory=dict)
    """Digest of the record by event id."""
    doubled: int = 0
    """Records that came again, the same byte for byte."""
    altered: int = 0
    """Records that came again with other bytes: must not be."""
    out_of_order: int = 0
    """First arrivals behind a later one of their producer in their partition: must not be."""
    _last: dict[tuple[str, int], int] = field(default_factory=dict)

    def add(self, record: Record) -> None:
        key, digest = record.key or b"", digest_of(record)
        known = self.events.setdefault(key, digest)
        if known is not digest:
            self.doubled += known == digest
            self.altered += known != digest
            return
        place = _decoder.decode(record.value or b"").open.capture
        before = self._last.get((place.producer, record.partition), 0)
        self.out_of_order += place.sequence <= before
        self._last[place.producer, record.partition] = place.sequence


def digest_of(record: Record) -> bytes:
    whole = msgspec.msgpack.encode((record.key, record.headers, record.value))
    return hashlib.blake2b(whole, digest_size=16).digest()


def read_topic(bootstrap: str) -> Found:
    """Read the whole topic, a portion at a time: it may not fit into memory."""
    reader = KafkaReader(bootstrap)
    left = sum(reader.end_offsets(INTERACTIONS).values())
    reader.close()
    found = Found()
    consumer = KafkaConsumer(bootstrap, "oracle", [INTERACTIONS])
    deadline = time.monotonic() + LIMIT_S
    while left > 0 and time.monotonic() < deadline:
        for record in consumer.poll(max_records=10_000, timeout_s=1.0):
            found.add(record)
            left -= 1
    consumer.close()
    assert left == 0
    return found


def moments(random: Random, kills: int, total: int) -> Iterator[int]:
    """Yield when to kill, as numbers of events."""
    yield from sorted(random.randrange(total) for _ in range(kills))


def kill_while_away(house: House, random: Random, drains: list[DrainProcess]) -> Counter[str]:
    """Let the writers record everything while they and the drains are killed."""
    shares = [EVENTS // WRITERS] * (WRITERS - 1)
    shares.append(EVENTS - sum(shares))
    writers = [Writer(house, share, 1000 * n) for n, share in enumerate(shares)]
    kills: Counter[str] = Counter()
    for moment in moments(random, KILLS_AWAY, EVENTS):
        wait_until(lambda at=moment: sum(w.told for w in writers) >= at, f"{moment} events")  # type: ignore[misc] # bound here
        kills[kill_one(random, writers, drains)] += 1
    wait_until(lambda: all(writer.done for writer in writers), "all is recorded")
    return kills


def kill_one(random: Random, writers: list[Writer], drains: list[DrainProcess]) -> str:
    """Kill a process, mostly a writer, and say which kind it was."""
    while any(not writer.done for writer in writers):
        victims: list[Writer | DrainProcess] = [*writers * 3, *drains]
        victim = random.choice(victims)
        if victim.kill():
            return type(victim).__name__
        time.sleep(0.01)  # That writer is just being started again.
    random.choice(drains).kill()
    return DrainProcess.__name__


def kill_while_draining(house: House, random: Random, drains: list[DrainProcess]) -> int:
    """Let the drains send everything while they are killed."""
    reader = KafkaReader(house.settings.kafka_servers)
    for moment in moments(random, KILLS_DRAINING, EVENTS):
        wait_until(lambda at=moment: arrived(reader) >= at, f"{moment} arrived")  # type: ignore[misc] # bound here
        random.choice(drains).kill()
    reader.close()
    wait_until(lambda: status(house.home.outbox).waiting == 0, "all is sent")
    return KILLS_DRAINING


def arrived(reader: KafkaReader) -> int:
    try:
        return sum(reader.end_offsets(INTERACTIONS).values())
    except BrokerError:
        return 0


def test_nothing_is_lost_and_nothing_altered(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Every acknowledged event is on the topic; what is there twice is the same byte for byte."""
    from leitstand.broker.admin import ensure_topics

    random = Random(EVENTS)  # noqa: S311 # repeatable
    home, settings = servers.new_installation(tmp_path / "house")
    house = House(home=home, settings=settings)
    DayKeys.create(home.vault, settings.tenant, utc_now().date(), 3)
    with ExitStack() as ending:
        ending.callback(house.ending.set)
        drains = [DrainProcess(house) for _ in range(DRAINS)]
        for drain in drains:
            ending.callback(drain.end)
        begun = time.monotonic()
        kills = kill_while_away(house, random, drains)
        written_s = time.monotonic() - begun
        assert status(home.outbox).sent == 0
        ending.enter_context(servers.running(home, settings, kafka.ROLE))
        begun = time.monotonic()
        ensure_topics(settings.kafka_servers, load_all().values(), settings.partitions, 1)
        kills["DrainProcess, draining"] = kill_while_draining(house, random, drains)
        drained_s = time.monotonic() - begun
        found = read_topic(settings.kafka_servers)
    told, on_disk = house.told(), [key for _, key in acknowledged(home.outbox)]
    figures = {
        "acknowledged": len(told),
        "written_per_s": round(len(told) / written_s),
        "drained_per_s": round(len(on_disk) / drained_s),
        "kills": dict(kills),
        "lost": len(set(told) - found.events.keys()),
        "doubled": found.doubled,
        "altered": found.altered,
        "durable_but_not_told": len(on_disk) - len(told),
    }
    record_property("figures", figures)
    sys.stdout.write(f"{figures}\n")
    assert len(set(told)) == len(told) == EVENTS
    assert figures["lost"] == 0
    assert len(set(on_disk)) == len(on_disk)
    assert found.events.keys() == set(on_disk)
    assert (found.altered, found.out_of_order) == (0, 0)
    assert (status(home.outbox).damaged, status(home.outbox).set_aside) == (0, 0)
