"""Re-assessment: past uses judged again under the newest release, as long as they may be opened.

Nothing is remembered besides the rows. A row is judged again from the very record that it came
from, and only while its release is older than the present one; so a run that died anywhere is
started again and ends with the same rows, and a late redelivery of an old verdict never wins.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from leitstand.broker.ports import Outgoing, PastReader, Record
from leitstand.policy import DETECTOR_VERSION
from leitstand.schemas import topics
from leitstand.schemas.assessment import Assessment
from leitstand.schemas.dead_letter import DeadLetter
from leitstand.schemas.interaction import Interaction
from leitstand.schemas.vocabulary import DeadLetterReason, NotChecked, Verdict
from leitstand.streams.assess import AssessContext, assess_record, outgoing
from leitstand.streams.errors import RefusedError
from leitstand.streams.reading import NEWEST, read_envelope


class Stays(StrEnum):
    """Why a use keeps the verdict that it has, or goes on without one."""

    EXEMPT = "exempt"
    """Recorded as exempt: a later correction must not tell of a person after the fact."""
    NOT_IN_KAFKA = "not_in_kafka"
    """The row is there, the record that it came from is not any more."""
    OTHER_DETECTORS = "other_detectors"
    """Judged in this release already, by other detectors: a newer release is needed."""
    DEAD_LETTER = "dead_letter"
    """Never became a row: replaying the dead letter judges it."""
    NO_ROW = "no_row"
    """Neither row nor dead letter: still on its way, or its row has expired."""


Why = Stays | DeadLetterReason
"""A reason of ours, or the one for which the record is refused today (its key was destroyed)."""
StaysAs = Callable[[UUID, Why], None]
"""Told of each use that is not judged again."""


class Effect(StrEnum):
    """What judging again means for one rule and one use."""

    STILL = "still"
    """Opens a case, as before."""
    NEWLY = "newly"
    NO_LONGER = "no_longer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Which uses: those that occurred from ``begin`` to before ``end``."""

    begin: datetime
    end: datetime
    application: str | None = None
    """``None``: all of them."""

    def covers(self, interaction: Interaction) -> bool:
        """Say whether a use belongs to it."""
        asked = self.application in {None, interaction.application}
        return asked and self.begin <= interaction.occurred_at < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class PastRow:
    """What has to be known of a row before it is judged again."""

    release: int
    detector_version: str
    producer: str
    sequence: int
    source_offset: int
    """-1 where nobody said."""
    usage_day: date
    pseudonym: str | None
    verdict: Verdict
    not_checked: NotChecked
    rules: frozenset[str]
    """Those that open a case."""


class PastRows(Protocol):
    """The rows as they stand."""

    def of(self, uses: Sequence[Interaction]) -> Mapping[UUID, PastRow]:
        """Return the newest row of each of these uses that has one."""
        ...

    def dead(self, uses: Sequence[Interaction]) -> frozenset[UUID]:
        """Return which of these are dead letters."""
        ...

    def older(self, scope: Scope, release: int) -> Iterable[UUID]:
        """Return the uses whose row is of an older release."""
        ...


@dataclass(slots=True, kw_only=True)
class Tally:
    """What came of it, as sums; by verdict and rule they may be told where enough people are behind."""

    judged: int = 0
    before: int = 0
    """Judged in this release or a newer one already."""
    stays: Counter[Why] = field(default_factory=Counter[Why])
    verdicts: Counter[tuple[Verdict, Verdict]] = field(
        default_factory=Counter[tuple[Verdict, Verdict]]
    )
    """Uses by their verdict before and now."""
    rules: Counter[tuple[str, Effect]] = field(default_factory=Counter[tuple[str, Effect]])
    pseudonyms: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set[str]))
    """Of those whose uses were judged again, by epoch."""
    days: set[date] = field(default_factory=set[date])
    """Days of use whose figures have to be computed anew."""

    @property
    def people(self) -> int:
        """How many people they were, at least: with each epoch everybody has another pseudonym."""
        return max(map(len, self.pseudonyms.values()), default=0)


class Reassessment:
    """One run. Keeps about 200 bytes for each use of the scope, to tell what was never met."""

    def __init__(
        self, scope: Scope, context: AssessContext, rows: PastRows, stays_as: StaysAs
    ) -> None:
        self.tally = Tally()
        self._scope = scope
        self._context = context
        self._release = context.view.release.number
        self._rows = rows
        self._stays_as = stays_as
        self._met: set[UUID] = set()

    def run(
        self,
        past: PastReader,
        send: Callable[[Sequence[Outgoing]], object],
        before_batch: Callable[[int], object],
    ) -> Tally:
        """Judge everything in scope that stands in Kafka; return the sums.

        ``send`` returns when what it was given is durable. ``before_batch`` is told the number of
        records read so far and may take its time. Raises what both raise, BrokerUnavailableError,
        and as :meth:`take` does; what was sent before stays.
        """
        read = 0
        for batch in past.read_since(topics.INTERACTIONS, self._scope.begin - NEWEST):
            before_batch(read)
            send(self.take(batch))
            read += len(batch)
        return self.finish()

    def take(self, records: Sequence[Record]) -> list[Outgoing]:
        """Judge what of these may be judged again; return what has to be sent, in their order.

        Raises VaultError or OSError where keys of this installation cannot be read, and the errors
        of the rows.
        """
        uses = [use for record in records if (use := self._in_scope(record)) is not None]
        rows = self._rows.of([interaction for _, interaction in uses])
        self._without_row([use for _, use in uses if use.event_id not in rows])
        judged = [
            self._again(record, use, rows[use.event_id])
            for record, use in uses
            if use.event_id in rows
        ]
        return [made for made in judged if made is not None]

    def finish(self) -> Tally:
        """Account for the rows whose record was never met; return the sums."""
        for event_id in self._rows.older(self._scope, self._release):
            if event_id not in self._met:
                self._stay(event_id, Stays.NOT_IN_KAFKA)
        return self.tally

    def _in_scope(self, record: Record) -> tuple[Record, Interaction] | None:
        """Read the open part; what cannot be read never was a row."""
        try:
            interaction = read_envelope(record, self._context.tenant).interaction
        except RefusedError:
            return None
        return (record, interaction) if self._scope.covers(interaction) else None

    def _without_row(self, uses: Sequence[Interaction]) -> None:
        dead = self._rows.dead(uses) if uses else frozenset[UUID]()
        for event_id in {use.event_id for use in uses}:
            self._stay(event_id, Stays.DEAD_LETTER if event_id in dead else Stays.NO_ROW)

    def _again(self, record: Record, use: Interaction, row: PastRow) -> Outgoing | None:
        # An event that was told in two parts has two records. The row is made from the later one,
        # and the earlier must not take its place under a newer release.
        if (row.producer, row.sequence) != (use.capture.producer, use.capture.sequence):
            return None
        if use.event_id in self._met:
            return None
        self._met.add(use.event_id)
        outcome = self._outcome(record, row)
        if isinstance(outcome, Assessment):
            self._count(row, outcome)
            source = record.offset if row.source_offset < 0 else row.source_offset
            return outgoing(outcome, source)
        if outcome is None:
            self.tally.before += 1
        else:
            self._stay(use.event_id, outcome)
        return None

    def _outcome(self, record: Record, row: PastRow) -> Assessment | Why | None:
        """Return the new verdict, why there is none, or ``None`` where it stands already."""
        if row.release > self._release:
            return None
        if row.release == self._release:
            same = row.detector_version == DETECTOR_VERSION
            return None if same else Stays.OTHER_DETECTORS
        if row.not_checked is NotChecked.EXEMPT:
            return Stays.EXEMPT
        outcome = assess_record(record, self._context)
        return outcome.reason if isinstance(outcome, DeadLetter) else outcome

    def _stay(self, event_id: UUID, why: Why) -> None:
        self.tally.stays[why] += 1
        self._stays_as(event_id, why)

    def _count(self, row: PastRow, now: Assessment) -> None:
        tally, rules = self.tally, case_rules(now)
        tally.judged += 1
        tally.verdicts[row.verdict, now.verdict] += 1
        tally.rules.update((rule, Effect.STILL) for rule in row.rules & rules)
        tally.rules.update((rule, Effect.NEWLY) for rule in rules - row.rules)
        tally.rules.update((rule, Effect.NO_LONGER) for rule in row.rules - rules)
        tally.days |= {row.usage_day, now.usage_day}
        if row.pseudonym is not None:
            tally.pseudonyms[now.key_epoch].add(row.pseudonym)


def case_rules(assessment: Assessment) -> frozenset[str]:
    """Return the rules of which a finding opens a case."""
    return frozenset(finding.rule for finding in assessment.findings if finding.opens_case)
