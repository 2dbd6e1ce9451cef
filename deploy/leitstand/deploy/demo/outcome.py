"""What a run of the demo has to answer for, measured where the reader would look."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from leitstand.deploy.demo.history import Sent
from leitstand.schemas.vocabulary import Category
from leitstand.streams.accounting import AccountingReport, Database

_FINDINGS = """
SELECT event_id, finding_categories
FROM assessments_current
WHERE tenant = {tenant:String} AND notEmpty(finding_categories)
"""
_FLAGGED_AFTER = """
SELECT event_id, toUnixTimestamp64Milli(recorded_at), toUnixTimestamp64Milli(assessed_at)
FROM assessments_current
WHERE tenant = {tenant:String} AND channel = 'gateway'
"""


class Milliseconds(msgspec.Struct, frozen=True, kw_only=True):
    """Median and 99th percentile; ``None`` where nothing was measured."""

    p50: float | None
    p99: float | None
    count: int


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """The one object that ``leitstand demo --once --json`` prints."""

    run: str
    """Name of the run: the id of its data directory."""
    sent: int
    """Interactions that the outbox acknowledged in this run."""
    rows: int
    dead_letters: int
    missing: int
    """Acknowledged and neither row nor dead letter; must be 0."""
    surplus: int
    doubled: int
    planted: int
    """Interactions in which the plan hid something that must be found."""
    flagged: int
    missed: int
    """Planted and not, or not wholly, found; must be 0."""
    missed_prompts: Sequence[str]
    """Their ids."""
    false_alarms: Sequence[str]
    """Prompt ids with a category that was found and is not in the label: ``id: category``."""
    cases: int
    flag_ms: Milliseconds
    """Broker time of the assessment minus ``recorded_at``, live traffic."""
    visible_ms: Milliseconds
    """Arrival at an open page minus ``recorded_at``."""
    verified: bool
    """Whether the published figures equal a recomputation from the assessments."""
    seconds: Mapping[str, float]
    """By phase."""

    @property
    def accounted_for(self) -> bool:
        """Whether every event is one row or one dead letter."""
        return not (self.missing or self.surplus or self.doubled)


def findings_of(database: Database, tenant: str) -> dict[UUID, frozenset[Category]]:
    """Return the categories found in each event in which anything was found."""
    rows = database.query(_FINDINGS, parameters={"tenant": tenant}).result_rows
    return {event: frozenset(map(Category, categories)) for event, categories in rows}


def recorded_and_flagged(database: Database, tenant: str) -> dict[UUID, tuple[int, int]]:
    """Return ``recorded_at`` and the broker time of the assessment of each live event, in Unix ms."""
    rows = database.query(_FLAGGED_AFTER, parameters={"tenant": tenant}).result_rows
    return {event: (recorded, assessed) for event, recorded, assessed in rows}


def missed(sent: Iterable[Sent], found: Mapping[UUID, frozenset[Category]]) -> list[str]:
    """Return the prompts in which something that was planted was not found."""
    nothing: frozenset[Category] = frozenset()
    return [s.use.prompt.id for s in sent if not s.use.expected <= found.get(s.event_id, nothing)]


def false_alarms(sent: Iterable[Sent], found: Mapping[UUID, frozenset[Category]]) -> list[str]:
    """Return each (prompt, category) that was found and not planted, once, in order."""
    nothing: frozenset[Category] = frozenset()
    alarms = {
        f"{s.use.prompt.id}: {category.value}"
        for s in sent
        for category in found.get(s.event_id, nothing) - s.use.expected - {*s.use.prompt.also}
    }
    return sorted(alarms)


def spread(milliseconds: Iterable[float]) -> Milliseconds:
    """Return the percentiles of what was measured (nearest rank)."""
    ordered = sorted(milliseconds)
    if not ordered:
        return Milliseconds(p50=None, p99=None, count=0)
    return Milliseconds(p50=_at(ordered, 0.50), p99=_at(ordered, 0.99), count=len(ordered))


def _at(ordered: Sequence[float], share: float) -> float:
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 1)


def assemble(
    *,
    run: str,
    report: AccountingReport,
    sent: Sequence[Sent],
    found: Mapping[UUID, frozenset[Category]],
    timed: Mapping[UUID, tuple[int, int]],
    arrivals: Mapping[UUID, datetime],
    cases: int,
    verified: bool,
    seconds: Mapping[str, float],
) -> Outcome:
    """Put the answer together."""
    planted = [s for s in sent if s.use.expected]
    lost = missed(planted, found)
    seen = (
        at.timestamp() * 1000 - timed[event][0] for event, at in arrivals.items() if event in timed
    )
    return Outcome(
        run=run,
        sent=report.sent,
        rows=report.rows,
        dead_letters=report.dead_letters,
        missing=len(report.missing),
        surplus=len(report.surplus),
        doubled=len(report.doubled),
        planted=len(planted),
        flagged=len(planted) - len(lost),
        missed=len(lost),
        missed_prompts=sorted(set(lost)),
        false_alarms=false_alarms(sent, found),
        cases=cases,
        flag_ms=spread(flagged - recorded for recorded, flagged in timed.values()),
        visible_ms=spread(seen),
        verified=verified,
        seconds=seconds,
    )
