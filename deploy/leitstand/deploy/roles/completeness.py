"""Role ``completeness``: proves without end that nothing was lost; what is missing becomes a case."""

import logging
import signal
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from leitstand.deploy import logs
from leitstand.deploy.command import Exit
from leitstand.deploy.heartbeat import Heartbeat, is_alive
from leitstand.deploy.role import Role
from leitstand.deploy.settings import Home, Settings

if TYPE_CHECKING:
    from leitstand.cases import CaseStore, Gap, ProofStand
    from leitstand.deploy.completeness import Plan, Proving
    from leitstand.schemas.clock import Clock
    from leitstand.streams.completeness import Mark, Proof, Waiting
    from leitstand.streams.completeness.prover import Report

LOG = logging.getLogger(__name__)
NAME = "completeness"
LOOK_S = 2.0
"""How often marks are moved on."""
PROVE_S = 10.0
"""How often there is a proof: with marks and sink far below the 60 s in which a gap is a case."""
PATIENCE = timedelta(seconds=30)
"""A mark that is under way for longer is told of: somebody is behind or away."""
RESENT_AT_MOST = 50_000
"""Records of one gap that are sent again without a person; more is a disaster, which a person leads."""


def run(home: Home, settings: Settings, instance: int) -> int:
    """Prove until SIGTERM."""
    from leitstand.cases import CaseStore, migrate
    from leitstand.deploy.completeness import Plan, proving, requests_of
    from leitstand.schemas.clock import utc_now

    logs.configure()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    url = home.case_store_url(settings)
    migrate(url)
    store = CaseStore(url, tenant=settings.tenant)
    try:
        with proving(home, settings, utc_now) as made, Heartbeat(home, NAME, instance) as heart:
            watch = Watch(
                proving=made,
                store=store,
                plan=Plan(monotonic=time.monotonic),
                resend=lambda gap: resend(home, settings, gap),
                requests=lambda now: requests_of(home, now),
                clock=utc_now,
            )
            heart.ready()
            watch.run(stop)
    finally:
        store.dispose()
    return Exit.OK


@dataclass(slots=True, kw_only=True)
class Watch:
    """Looks, proves, opens and closes cases, asks for what is missing."""

    proving: "Proving"
    store: "CaseStore"
    plan: "Plan"
    resend: "Callable[[Gap], bool]"
    """Sends the numbers of a gap again; returns whether that was possible."""
    requests: "Callable[[datetime], list[Proof]]" = lambda _now: []
    """What the gateways of this disk counted."""
    clock: "Clock"
    monotonic: Callable[[], float] = time.monotonic
    _mark: "Mark | None" = None
    """The newest that came through since the last proof."""
    _away: "dict[str, datetime]" = field(default_factory=dict)
    """Since when a part does not answer."""

    def run(self, stop: threading.Event) -> None:
        """Look every two seconds, prove every ten; a case store that is away is waited for."""
        from leitstand.cases import StoreUnavailableError

        proved = -PROVE_S
        while not stop.is_set():
            self.look()
            if self.monotonic() - proved >= PROVE_S:
                proved = self.monotonic()
                try:
                    self.turn()
                except StoreUnavailableError as error:
                    LOG.warning("waiting: %s", error)
            stop.wait(LOOK_S)

    def look(self) -> None:
        """Move the marks on."""
        with self._asking("kafka"):
            self._mark = self.proving.marks.look() or self._mark

    def turn(self) -> None:
        """Prove up to the newest mark, if there is a new one, and keep what came of it.

        Raises StoreUnavailableError of the case store; the same is proven again then.
        """
        mark, report = self._mark, None
        if mark is not None:
            with self._asking("kafka", "clickhouse"):
                report = self._prove(mark)
        if mark is None or report is None:
            self.store.keep_proof(self._stand(None), [])
        else:
            self._follow(mark, report)
            self._mark = None
        self._send_again()

    def _prove(self, mark: "Mark") -> "Report":
        began = self.monotonic()
        report = self.proving.prover.turn(mark, self._since(mark))
        report = replace(report, proofs=(*report.proofs, *self.requests(mark.at)))
        self.plan.took(self.monotonic() - began)
        return report

    def _follow(self, mark: "Mark", report: "Report") -> None:
        from leitstand.deploy.completeness import hours_of, verdict_of

        settled = self.store.settle_gaps(lambda gaps: verdict_of(report, gaps))
        self.store.keep_proof(self._stand(mark), hours_of(report))
        for number in settled.opened:
            LOG.error("something is missing: case %s", number)
        for number in settled.closed:
            LOG.info("what was missing arrived: case %s", number)

    @contextmanager
    def _asking(self, *roles: str) -> Generator[None]:
        """Note who does not answer, and since when; when all goes well these roles are there."""
        from leitstand.broker.ports import BrokerError
        from leitstand.streams.errors import StoreUnavailableError

        try:
            yield
        except (BrokerError, StoreUnavailableError) as error:
            role = "kafka" if isinstance(error, BrokerError) else "clickhouse"
            self._away.setdefault(role, self.clock())
            LOG.warning("cannot be proven now, %s is away: %s", role, error)
        else:
            for role in roles:
                self._away.pop(role, None)

    def _since(self, mark: "Mark") -> datetime:
        from leitstand.streams.completeness.prover import EPOCH

        stand = self.store.proof_stand()
        since = self.plan.since(mark.at, stand.proven_until if stand else None, EPOCH)
        return min([since, *(gap.hour for gap in self.store.open_gaps())])

    def _send_again(self) -> None:
        """Ask this disk for what is missing, once."""
        asked = [gap for gap in self.store.open_gaps() if gap.resent_at is None]
        if resent := [gap for gap in asked if self.resend(gap)]:
            LOG.info("sent again: %d records", sum(gap.count for gap in resent))
            self.store.note_resent(resent)

    def _stand(self, mark: "Mark | None") -> "ProofStand":
        from leitstand.cases import ProofStand

        waiting = self._waiting()
        return ProofStand(
            proven_until=mark.at if mark else None,
            mark=msgspec.to_builtins(mark) if mark else None,
            looked_at=self.clock(),
            waits_for=waiting.role if waiting else None,
            waits_since=waiting.since if waiting else None,
        )

    def _waiting(self) -> "Waiting | None":
        """Return who keeps the proof from going on, if it is for long enough to be told."""
        from leitstand.streams.completeness import Waiting

        for role, since in self._away.items():
            return Waiting(role=role, since=since)
        waiting = self.proving.marks.waiting()
        late = waiting is not None and self.clock() - waiting.since > PATIENCE
        return waiting if late else None


def resend(home: Home, settings: Settings, gap: "Gap") -> bool:
    """Send the numbers of a producer of this disk again; say whether they were sent."""
    from leitstand.broker.kafka import KafkaProducer
    from leitstand.broker.ports import BrokerError
    from leitstand.deploy.completeness import sent_from
    from leitstand.outbox import resend as send_again

    if gap.subject not in sent_from(home) or gap.count > RESENT_AT_MOST:
        return False
    producer = KafkaProducer(settings.kafka_servers)
    try:
        found = send_again(home.outbox, producer, name=gap.subject, first=gap.first, last=gap.last)
    except BrokerError:
        return False
    finally:
        producer.close()
    return found.resent > 0


ROLE = Role(
    name=NAME,
    after=("kafka", "endpoint"),
    run=run,
    healthy=lambda home, _settings, instance: is_alive(home, NAME, instance),
)
