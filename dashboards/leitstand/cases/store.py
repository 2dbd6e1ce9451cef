"""The case register of one tenant: the only door to it."""

import builtins
from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime

import sqlalchemy as sa

from leitstand.cases import rows
from leitstand.cases.arriving import concerns, rounds_of, take_in
from leitstand.cases.chain import is_intact
from leitstand.cases.counting import CHANGES, next_value
from leitstand.cases.database import Database
from leitstand.cases.errors import CaseNotFoundError
from leitstand.cases.gaps import (
    Gap,
    Settled,
    Verdict,
    gaps_of_case,
    mark_resent,
    open_gaps,
    settle,
)
from leitstand.cases.model import Actor, Arrival, Case, CaseFile, Change, Changes
from leitstand.cases.proofs import (
    ProofStand,
    ProvenHour,
    keep_hours,
    keep_stand,
    proven_hours,
    read_stand,
)
from leitstand.cases.tables import case_events, case_log, cases, counters
from leitstand.cases.timeline import Request, take_step
from leitstand.cases.unchecked import count_unchecked
from leitstand.cases.vocabulary import CloseReason, Kind, State, Step
from leitstand.schemas.assessment import Assessment
from leitstand.schemas.clock import Clock, utc_now
from leitstand.schemas.vocabulary import NotChecked, Route


class CaseStore:
    """Opens, lists and changes cases. Safe for threads and for several processes.

    Every method may raise StoreUnavailableError. Run :func:`leitstand.cases.migrate` before.
    """

    def __init__(self, url: str, *, tenant: str, clock: Clock = utc_now) -> None:
        self._database = Database(url)
        self._tenant = tenant
        self._clock = clock

    def dispose(self) -> None:
        """Give up the connections."""
        self._database.close()

    # What the machine does.

    def open_from(self, assessment: Assessment, k_partition: int, k_offset: int) -> tuple[str, ...]:
        """Open or extend the cases that this assessment speaks for; see :meth:`open_all`."""
        arrival = Arrival(assessment=assessment, k_partition=k_partition, k_offset=k_offset)
        return self.open_all([arrival])

    def open_all(self, arrivals: Sequence[Arrival]) -> tuple[str, ...]:
        """Open or extend the cases of these assessments, all of them or none; durable on return.

        A newer verdict about a known event renews its evidence, or takes it back. Returns the numbers
        of the cases that it opened or extended. What was seen before changes nothing, and
        assessments of other tenants are passed over.
        """
        rounds = rounds_of(a for a in arrivals if a.assessment.tenant == self._tenant)
        with self._database.reading() as connection:
            if not concerns(connection, self._tenant, rounds):
                return ()
        now = self._clock()
        with self._database.writing() as connection:
            numbers = [
                number
                for arrived in rounds
                for number in take_in(connection, self._tenant, arrived, now=now)
            ]
        return tuple(dict.fromkeys(numbers))

    def settle_gaps(self, decide: Callable[[builtins.list[Gap]], Verdict]) -> Settled:
        """Let a proof decide about the gaps that are open now, in one transaction.

        ``decide`` is told the open gaps and may be called in vain; without anything to say nothing
        changes.
        """
        with self._database.writing() as connection:
            verdict = decide(open_gaps(connection, self._tenant))
            if verdict == Verdict():
                return Settled()
            change = next_value(connection, self._tenant, CHANGES)
            return settle(connection, self._tenant, verdict, self._clock(), change)

    def note_resent(self, gaps: Sequence[Gap]) -> None:
        """Note that these were asked for again now."""
        with self._database.writing() as connection:
            mark_resent(connection, [gap.id for gap in gaps], self._clock())

    def keep_proof(self, stand: ProofStand, hours: Sequence[ProvenHour]) -> None:
        """Keep how far the proof has come and what it proved."""
        with self._database.writing() as connection:
            keep_stand(connection, self._tenant, stand)
            keep_hours(connection, self._tenant, hours, self._clock())

    # What people see.

    def list(
        self,
        *,
        kinds: Collection[Kind] = (Kind.FINDING,),
        states: Collection[State] = tuple(State),
        routes: Collection[Route] = tuple(Route),
        department: str | None = None,
        application: str | None = None,
        rule: str | None = None,
        newest_first: bool = True,
        limit: int = 200,
        offset: int = 0,
    ) -> tuple[Case, ...]:
        """Return the cases that fit, by the moment of detection."""
        order = (cases.c.detected_at, cases.c.id)
        query = (
            sa.select(cases)
            .where(*self._which(kinds, states, routes))
            .order_by(*(column.desc() if newest_first else column.asc() for column in order))
            .limit(limit)
            .offset(offset)
        )
        exact = {"department": department, "application": application, "rule": rule}
        for name, value in exact.items():
            if value is not None:
                query = query.where(cases.c[name] == value)
        with self._database.reading() as connection:
            return tuple(rows.case_of(row) for row in connection.execute(query).mappings())

    def counts(self, routes: Collection[Route] = tuple(Route)) -> dict[tuple[Kind, State], int]:
        """Return how many cases stand in each list; every list has an entry."""
        query = (
            sa.select(cases.c.kind, cases.c.state, sa.func.count())
            .where(*self._which(tuple(Kind), tuple(State), routes))
            .group_by(cases.c.kind, cases.c.state)
        )
        counted = dict.fromkeys([(kind, state) for kind in Kind for state in State], 0)
        with self._database.reading() as connection:
            for kind, state, number in connection.execute(query):
                counted[Kind(kind), State(state)] = number
        return counted

    def unchecked(self, since: date) -> dict[NotChecked, int]:
        """Return how many uses since that day of use could not be checked, by reason."""
        with self._database.reading() as connection:
            return count_unchecked(connection, self._tenant, since)

    def open_gaps(self) -> builtins.list[Gap]:
        """Return what is missing now, whatever people decided about it."""
        with self._database.reading() as connection:
            return open_gaps(connection, self._tenant)

    def gaps_of(self, number: str) -> builtins.list[Gap]:
        """Return what a case of kind ``gap`` misses or missed; raises CaseNotFoundError."""
        with self._database.reading() as connection:
            return gaps_of_case(connection, self._row(connection, number)["id"])

    def proof_stand(self) -> ProofStand | None:
        """Return how far the proof has come; ``None`` where it never ran."""
        with self._database.reading() as connection:
            return read_stand(connection, self._tenant)

    def proven_hours(self, since: datetime) -> builtins.list[ProvenHour]:
        """Return the last proof of every partition and producer, hour by hour."""
        with self._database.reading() as connection:
            return proven_hours(connection, self._tenant, since)

    def get(self, number: str) -> CaseFile:
        """Return everything about one case; raises CaseNotFoundError."""
        with self._database.reading() as connection:
            row = self._row(connection, number)
            return _file_of(connection, row)

    def changes_since(self, number: int) -> Changes:
        """Return the cases that changed after this change number (0 = all), oldest change first."""
        with self._database.reading() as connection:
            latest = self._latest_change(connection)
            changed = connection.execute(
                sa.select(cases)
                .where(cases.c.tenant == self._tenant, cases.c.change > number)
                .order_by(cases.c.change, cases.c.id)
            ).mappings()
            return Changes(
                number=latest,
                cases=tuple(_change_of(connection, row, number) for row in changed.all()),
            )

    def latest_change(self) -> int:
        """Return the number of the latest change, 0 for an empty register; cheap enough to poll."""
        with self._database.reading() as connection:
            return self._latest_change(connection)

    def broken_timelines(self) -> tuple[str, ...]:
        """Return the numbers of the cases whose timeline was altered; empty = all hold."""
        with self._database.reading() as connection:
            query = sa.select(cases).where(cases.c.tenant == self._tenant).order_by(cases.c.id)
            files = [
                _file_of(connection, row) for row in connection.execute(query).mappings().all()
            ]
        return tuple(file.case.number for file in files if not file.intact)

    # What people do. All raise CaseNotFoundError, StepRefusedError, RoleRefusedError and
    # IncompleteStepError, and return the case as it is afterwards.

    def take(self, number: str, actor: Actor) -> Case:
        """Take charge of a new case."""
        return self.step(number, actor, Step.TAKE)

    def take_over(self, number: str, actor: Actor) -> Case:
        """Go on with a case that somebody else is in charge of."""
        return self.step(number, actor, Step.TAKE_OVER)

    def note(self, number: str, actor: Actor, *, comment: str) -> Case:
        """Add a remark to the timeline."""
        return self.step(number, actor, Step.NOTE, comment=comment)

    def close(self, number: str, actor: Actor, *, reason: CloseReason, comment: str) -> Case:
        """Close a case that is in triage."""
        return self.step(number, actor, Step.CLOSE, reason=reason, comment=comment)

    def reopen(self, number: str, actor: Actor, *, comment: str) -> Case:
        """Take a closed case up again."""
        return self.step(number, actor, Step.REOPEN, comment=comment)

    def step(
        self,
        number: str,
        actor: Actor,
        step: Step,
        *,
        reason: CloseReason | None = None,
        comment: str = "",
    ) -> Case:
        """Take any step of :mod:`leitstand.cases.workflow`, which says what it needs."""
        request = Request(
            step=step, actor=actor, at=self._clock(), reason=reason, comment=comment.strip()
        )
        with self._database.writing() as connection:
            change = next_value(connection, self._tenant, CHANGES)
            take_step(connection, self._row(connection, number), request, change)
            return rows.case_of(self._row(connection, number))

    def _row(self, connection: sa.Connection, number: str) -> sa.RowMapping:
        query = sa.select(cases).where(cases.c.tenant == self._tenant, cases.c.number == number)
        row = connection.execute(query).mappings().one_or_none()
        if row is None:
            message = "no such case"
            raise CaseNotFoundError(message)
        return row

    def _which(
        self, kinds: Collection[Kind], states: Collection[State], routes: Collection[Route]
    ) -> builtins.list[sa.ColumnElement[bool]]:
        return [
            cases.c.tenant == self._tenant,
            cases.c.kind.in_(kinds),
            cases.c.state.in_(states),
            cases.c.route.in_(routes),
        ]

    def _latest_change(self, connection: sa.Connection) -> int:
        query = sa.select(counters.c.value).where(
            counters.c.tenant == self._tenant, counters.c.name == CHANGES
        )
        return connection.execute(query).scalar_one_or_none() or 0


def _file_of(connection: sa.Connection, row: sa.RowMapping) -> CaseFile:
    evidence = connection.execute(
        sa.select(case_events)
        .where(case_events.c.case_id == row["id"])
        .order_by(case_events.c.occurred_at, case_events.c.event_id)
    ).mappings()
    log = connection.execute(
        sa.select(case_log).where(case_log.c.case_id == row["id"]).order_by(case_log.c.sequence)
    ).mappings()
    timeline = tuple(rows.entry_of(entry) for entry in log)
    return CaseFile(
        case=rows.case_of(row),
        evidence=tuple(rows.evidence_of(event) for event in evidence),
        timeline=timeline,
        intact=is_intact(timeline, row["log_head"]),
    )


def _change_of(connection: sa.Connection, row: sa.RowMapping, since: int) -> Change:
    new = connection.execute(
        sa.select(case_events.c.event_id)
        .where(case_events.c.case_id == row["id"], case_events.c.change > since)
        .order_by(case_events.c.change, case_events.c.event_id)
    ).scalars()
    return Change(case=rows.case_of(row), new_events=tuple(new))
