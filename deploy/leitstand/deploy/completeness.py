"""The proof of completeness of one installation: what it is connected to, and what follows from it."""

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from leitstand.cases import Filling, Gap, Loss, ProvenHour, Verdict
from leitstand.deploy.settings import Home, Settings
from leitstand.schemas import topics
from leitstand.schemas.vocabulary import LossCause
from leitstand.streams.completeness import Marks, Prover, Rows, Spans, prove
from leitstand.streams.completeness.hours import floor

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

    from leitstand.outbox import Passed
    from leitstand.schemas.clock import Clock
    from leitstand.streams.completeness import Proof
    from leitstand.streams.completeness.prover import Report

RECENT = timedelta(hours=24)
"""What is proven over and over: as far back as the outbox can send again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proving:
    """What a proof is made with."""

    marks: Marks
    prover: Prover


@contextmanager
def proving(home: Home, settings: Settings, clock: "Clock") -> Generator[Proving]:
    """Connect to Kafka and ClickHouse, each when it is first asked; give the connections up again."""
    from leitstand.broker.places import KafkaPlaces

    places, rows = KafkaPlaces(settings.kafka_servers), Warehouse(home, settings)
    try:
        yield Proving(
            marks=Marks(places, lambda: sent_from(home), clock), prover=Prover(places, Rows(rows))
        )
    finally:
        places.close()
        rows.close()


class Warehouse:
    """ClickHouse as the analyst sees it; connected at the first question, anew after a failure."""

    def __init__(self, home: Home, settings: Settings) -> None:
        self._home = home
        self._settings = settings
        self._client: Client | None = None

    def query(self, query: str, /, *, parameters: dict[str, Any]) -> Any:
        """Run a query. Raises StoreUnavailableError."""
        from clickhouse_connect.driver.exceptions import ClickHouseError

        from leitstand.deploy.clickhouse import Account, connect
        from leitstand.streams.errors import StoreUnavailableError

        try:
            if self._client is None:
                self._client = connect(self._home, self._settings, Account.ANALYST)
            # Parameters of the driver carry no types.
            return self._client.query(  # pyright: ignore[reportUnknownMemberType]
                query, parameters=parameters
            )
        except (ClickHouseError, OSError) as error:
            self.close()
            message = f"ClickHouse: {type(error).__name__}"
            raise StoreUnavailableError(message) from None

    def close(self) -> None:
        """Give up the connection."""
        client, self._client = self._client, None
        if client is not None:
            client.close()


def sent_from(home: Home) -> Mapping[str, tuple[int, int]]:
    """Return what each producer of this disk has sent of interactions: oldest kept, last sent."""
    from leitstand.outbox import progress

    return {
        one.producer: (one.first, one.done)
        for one in progress(home.outbox)
        if one.topic == topics.INTERACTIONS
    }


def requests_of(home: Home, now: datetime) -> "list[Proof]":
    """Return what the gateways of this disk counted against what they recorded."""
    from leitstand.outbox import passed

    return [requests_proof(one, now) for one in passed(home.outbox)]


def requests_proof(passed: "Passed", now: datetime) -> "Proof":
    """Numbers begin at 1 and say how many; which requests they were nobody knows."""
    lost = max(0, passed.begun - passed.under_way - passed.recorded)
    return prove(
        f"{passed.producer} requests",
        floor(now),
        expected=Spans.of([(1, passed.begun)]),
        seen=Spans.of([(lost + 1, passed.begun - passed.under_way)]),
        young=Spans.of([(passed.begun - passed.under_way + 1, passed.begun)]),
        causes={},
        otherwise=LossCause.NOT_RECORDED,
    )


def verdict_of(report: "Report", gaps: Sequence[Gap]) -> Verdict:
    """Return what a proof says about the gaps that are open: what came, and what is new."""
    known: dict[str, Spans] = {}
    for gap in gaps:
        known[gap.subject] = known.get(gap.subject, Spans()) | _numbers(gap)
    filled = (_filling(gap, report.accounted.get(gap.subject, Spans())) for gap in gaps)
    return Verdict(
        filled=tuple(one for one in filled if one.arrived),
        losses=tuple(
            loss
            for proof in report.proofs
            for loss in _losses(proof, known.get(proof.subject, Spans()))
        ),
        explained=tuple(_explained(report, gaps)),
    )


def hours_of(report: "Report") -> list[ProvenHour]:
    """Return what is kept of a proof: numbers of numbers."""
    return [
        ProvenHour(
            subject=proof.subject,
            hour=proof.hour,
            expected=proof.expected,
            seen=proof.seen,
            excused=proof.excused,
            missing=len(proof.lost),
            state=proof.state,
        )
        for proof in report.proofs
    ]


@dataclass(slots=True, kw_only=True)
class Plan:
    """How far back the next proof looks: always to the last one, to the last 24 hours as often as
    a twentieth of the time allows, and once an hour to everything that is kept.
    """

    monotonic: Callable[[], float]
    whole_every_s: float = 3600.0
    share: float = 0.05
    """Of the time, for proving again what was proven before."""
    _again_at: float = 0.0
    _whole_at: float = 0.0

    def since(self, now: datetime, proven_until: datetime | None, oldest: datetime) -> datetime:
        """Return the moment from which to prove; ``oldest`` stands for everything."""
        begin = proven_until or oldest
        at = self.monotonic()
        if at < self._again_at:
            return begin
        if self._whole_at and at >= self._whole_at:
            self._whole_at = at + self.whole_every_s
            return oldest
        self._whole_at = self._whole_at or at
        return min(begin, now - RECENT)

    def took(self, seconds: float) -> None:
        """Say how long the proof took."""
        self._again_at = self.monotonic() + seconds * (1 / self.share - 1)


def _filling(gap: Gap, accounted: Spans) -> Filling:
    numbers = _numbers(gap)
    return Filling(gap=gap, arrived=(numbers & accounted).spans, rest=(numbers - accounted).spans)


def _explained(report: "Report", gaps: Sequence[Gap]) -> Iterator[tuple[Gap, LossCause]]:
    """Yield the gaps of which more is known now: a row can vanish between two questions."""
    for gap in gaps:
        for proof in report.proofs:
            for missing in proof.missing if proof.subject == gap.subject else ():
                within = missing.first <= gap.first and gap.last <= missing.last
                if within and missing.cause is not gap.cause:
                    yield gap, missing.cause


def _losses(proof: "Proof", known: Spans) -> Iterator[Loss]:
    for missing in proof.missing:
        for first, last in (Spans.of([(missing.first, missing.last)]) - known).spans:
            yield Loss(
                subject=proof.subject,
                first=first,
                last=last,
                cause=missing.cause,
                hour=proof.hour,
            )


def _numbers(gap: Gap) -> Spans:
    return Spans.of([(gap.first, gap.last)])
