"""Re-assessment of an installation: what it needs, that it gives way, and what it came to."""

import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol, TextIO
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from leitstand.broker.kafka import KafkaProducer, KafkaReader
from leitstand.deploy.clickhouse import Account, connect
from leitstand.deploy.replaying import Stack
from leitstand.deploy.roles.assess import build_context
from leitstand.deploy.settings import Home, Settings
from leitstand.deploy.watermark import KafkaPositions, Stage, Watermark
from leitstand.policy import DETECTOR_VERSION, prepare
from leitstand.register import RegisterReader, RegisterView
from leitstand.register.days import end_of, start_of
from leitstand.schemas import topics
from leitstand.schemas.clock import Clock, utc_now
from leitstand.streams import groups
from leitstand.streams.past_rows import ClickHousePastRows, Version
from leitstand.streams.reassess import Reassessment, Scope, Tally, Why

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

    from leitstand.broker.ports import Outgoing

BEHIND = timedelta(seconds=10)
"""Live assessment that is further behind than this has the machine for itself."""
_ARRIVAL_LIMIT_S = 120.0


class Progress(Protocol):
    """Told how it goes on."""

    def read(self, records: int) -> None:
        """So many records were read so far."""
        ...

    def waiting(self) -> None:
        """Live assessment is behind; called about twice a second."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody wants to be judged again."""

    first: date
    last: date
    """Days of use, both included."""
    application: str | None
    dry_run: bool

    def scope(self, zone: ZoneInfo) -> Scope:
        """Return the moments that these days are."""
        return Scope(
            begin=start_of(self.first, zone),
            end=end_of(self.last, zone),
            application=self.application,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reassessed:
    """What a run came to."""

    release: int
    detector_version: str
    tally: Tally
    minimum_group: int
    """Sums by verdict and rule are told of at least so many people."""
    versions: tuple[Version, ...]
    """The rows of the scope as they stand afterwards; after a dry run, as they stood."""
    written: bool
    """Whether every new verdict is a row already."""


class Installation:
    """Connections to everything that a re-assessment needs; closes them with :meth:`close`."""

    def __init__(self, home: Home, settings: Settings) -> None:
        """Raises the driver's errors while ClickHouse is away; Kafka is asked later."""
        self._home = home
        self._settings = settings
        self._client: Client = connect(home, settings, Account.ANALYST)
        self.producer = KafkaProducer(settings.kafka_servers)
        self._past = KafkaReader(settings.kafka_servers)
        self.rows = ClickHousePastRows(self._client, settings.tenant)

    def view(self) -> RegisterView:
        """Return the newest whole release. Raises NoReleaseError, BrokerUnavailableError."""
        reader = RegisterReader(KafkaReader(self._settings.kafka_servers), self._settings.tenant)
        try:
            return reader.start()
        finally:
            reader.close()

    def reassess(
        self, asked: Asked, view: RegisterView, progress: Progress, listing: TextIO | None
    ) -> Reassessed:
        """Judge again, wait until the rows stand, and return what came of it.

        Raises BrokerUnavailableError, VaultError and the driver's errors; then what was judged
        stays, and the same again goes on from there.
        """
        scope = asked.scope(ZoneInfo(view.zone))
        context = build_context(self._home, self._settings, view)
        prepare()
        run = Reassessment(scope, context, self.rows, _lister(listing))
        with live_first(self._settings, progress.waiting) as give_way:

            def before_batch(read: int) -> None:
                progress.read(read)
                give_way()

            tally = run.run(self._past, self._send(asked), before_batch)
        written = asked.dry_run or not tally.judged or self._arrived()
        return Reassessed(
            release=view.release.number,
            detector_version=DETECTOR_VERSION,
            tally=tally,
            minimum_group=Stack(self._client, self._settings.tenant).house().minimum_group,
            versions=self.rows.versions(scope),
            written=written,
        )

    def close(self) -> None:
        """Give up all connections."""
        self.producer.close()
        self._past.close()
        self._client.close()

    def _send(self, asked: Asked) -> "Callable[[Sequence[Outgoing]], object]":
        return (lambda _: None) if asked.dry_run else self.producer.send_all

    def _arrived(self) -> bool:
        """Wait until the sink has passed what stands in Kafka now; False if it does not come by."""
        positions = KafkaPositions(self._settings.kafka_servers)
        mark = Watermark([Stage(group=groups.SINK, topic=topics.ASSESSMENTS)], positions, utc_now)
        deadline = time.monotonic() + _ARRIVAL_LIMIT_S
        try:
            while mark.known_until() is None and time.monotonic() < deadline:
                mark.look()
                time.sleep(0.2)
        finally:
            positions.close()
        return mark.known_until() is not None


def _lister(listing: TextIO | None) -> Callable[[UUID, Why], None]:
    """Return what writes one line for each use that is not judged again."""

    def write(event_id: UUID, why: Why) -> None:
        if listing is not None:
            line = {"event_id": event_id, "why": why}
            listing.write(msgspec.json.encode(line).decode() + "\n")

    return write


@contextmanager
def live_first(settings: Settings, waiting: Callable[[], None]) -> Generator[Callable[[], None]]:
    """Yield a function that returns as soon as live assessment is not behind."""
    positions = KafkaPositions(settings.kafka_servers)
    live = Watermark([Stage(group=groups.ASSESS, topic=topics.INTERACTIONS)], positions, utc_now)
    stop = threading.Event()
    looking = threading.Thread(target=live.run, args=[stop], name="live", daemon=True)
    try:
        live.look()
        looking.start()
        yield lambda: wait_while_behind(live.known_until, utc_now, lambda: pause(waiting))
    finally:
        stop.set()
        if looking.ident is not None:
            looking.join(timeout=5.0)
        positions.close()


def wait_while_behind(
    known_until: Callable[[], datetime | None], clock: Clock, pause: Callable[[], None]
) -> None:
    """Return when everything that arrived ``BEHIND`` ago is judged; ``None`` = nobody knows yet."""
    while (until := known_until()) is None or clock() - until > BEHIND:
        pause()


def pause(waiting: Callable[[], None]) -> None:
    """Tell, and wait half a second."""
    waiting()
    time.sleep(0.5)
