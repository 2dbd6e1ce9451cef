"""The case store: opening, folding, working on cases, telling what changed."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, StatementError

from leitstand.cases import (
    Actor,
    Arrival,
    CaseNotFoundError,
    CasesError,
    CaseStore,
    CloseReason,
    IncompleteStepError,
    Kind,
    RoleRefusedError,
    State,
    Step,
    StepRefusedError,
    StoreOutdatedError,
    StoreUnavailableError,
    migrate,
    require_current,
)
from leitstand.cases.tables import metadata
from leitstand.schemas.assessment import Assessment, Finding
from leitstand.schemas.vocabulary import Confidence, DataClass, Role, Route, Severity

Finds = Callable[..., Finding]
Assesses = Callable[..., Assessment]

DSB = Actor(account="dsb", role=Role.DSB)
DEPUTY = Actor(account="vertretung", role=Role.DSB_DEPUTY)
SECURITY = Actor(account="sicherheit", role=Role.SECURITY)
TRAINING = Actor(account="schulung", role=Role.TRAINING)


def opened(store: CaseStore, assessment: Assessment) -> str:
    (number,) = store.open_from(assessment, 0, 0)
    return number


# Opening and folding.


def test_a_finding_opens_a_case(store: CaseStore, found: Finds, assessed: Assesses) -> None:
    """The first finding gets the first number of its year and waits for somebody."""
    number = opened(store, assessed(found(count=2)))
    case = store.get(number).case
    assert number == "PF-2026-0001"
    assert case.state is State.DETECTED
    assert case.assigned_to is None
    assert (case.events, case.findings) == (1, 2)


def test_the_same_event_counts_once(store: CaseStore, found: Finds, assessed: Assesses) -> None:
    """A redelivery changes nothing at all, not even the change number."""
    seen = assessed(found())
    number = opened(store, seen)
    before = store.get(number)
    assert store.open_from(seen, 1, 7) == ()
    assert store.get(number) == before
    assert store.changes_since(before.case.change).cases == ()


def test_repeats_fold_into_one_case(
    store: CaseStore, hands: list[datetime], found: Finds, assessed: Assesses
) -> None:
    """Count, first and last seen and the gravest severity tell the repeats."""
    early, late = hands[0] - timedelta(hours=1), hands[0] + timedelta(hours=1)
    number = opened(store, assessed(found(confidence=Confidence.MEDIUM)))
    for moment in (late, early):
        opened(store, assessed(found(severity=Severity.CRITICAL), occurred_at=moment))
    case = store.get(number).case
    assert len(store.list()) == 1
    assert (case.events, case.first_seen, case.last_seen) == (3, early, late)
    assert (case.severity, case.confidence) == (Severity.CRITICAL, Confidence.HIGH)


def test_numbers_run_per_kind_and_year(store: CaseStore, found: Finds, assessed: Assesses) -> None:
    """Only what has to be examined counts as a Prüffall; a new year begins again."""
    low = found(confidence=Confidence.LOW, opens_case=False)
    invitation = found(rule="training", data_class=DataClass.CONDUCT, route=Route.TRAINING)
    numbers = store.open_from(assessed(found(), low, invitation), 0, 0)
    next_year = assessed(found(), usage_day=datetime(2027, 1, 4).date())  # noqa: DTZ001 - a day
    assert numbers == ("PF-2026-0001", "UT-2026-0001", "EL-2026-0001")
    assert opened(store, next_year) == "PF-2027-0001"
    assert opened(store, assessed(found(), department="bauen")) == "PF-2026-0002"


def test_a_number_is_not_wasted_on_a_repeat(
    store: CaseStore, found: Finds, assessed: Assesses
) -> None:
    """The series of numbers has no gap that somebody would have to explain."""
    arrivals = [
        Arrival(assessment=assessed(found(), department=department), k_partition=0, k_offset=offset)
        for offset, department in enumerate(["kita", "bauen", "kita", "bauen", "soziales"])
    ]
    store.open_all(arrivals)
    store.open_all(arrivals)
    assert sorted(case.number for case in store.list()) == [
        "PF-2026-0001",
        "PF-2026-0002",
        "PF-2026-0003",
    ]


def test_tenants_do_not_meet(store: CaseStore, url: str, found: Finds, assessed: Assesses) -> None:
    """A store opens nothing for, and shows nothing of, another tenant in the same database."""
    foreign = assessed(found(), tenant="beispielstadt")
    other = CaseStore(url, tenant="beispielstadt")
    assert store.open_from(foreign, 0, 0) == ()
    assert opened(other, foreign) == "PF-2026-0001"
    assert store.list() == ()
    with pytest.raises(CaseNotFoundError):
        store.get("PF-2026-0001")
    other.dispose()


def test_a_batch_is_all_or_nothing(store: CaseStore, found: Finds, assessed: Assesses) -> None:
    """What fails in the middle leaves no half of a batch behind."""
    good = Arrival(assessment=assessed(found()), k_partition=0, k_offset=0)
    bad = Arrival(
        assessment=assessed(found(), occurred_at=datetime(2026, 3, 16)),  # noqa: DTZ001 - the fault
        k_partition=0,
        k_offset=1,
    )
    with pytest.raises(StatementError):
        store.open_all([good, bad])
    assert store.list() == ()
    assert store.latest_change() == 0


def test_a_newer_verdict_renews_the_evidence_and_an_older_does_not(
    store: CaseStore, found: Finds, assessed: Assesses
) -> None:
    """Re-assessment replaces what was said about an event; a late old verdict never wins."""
    first = assessed(found())
    number = opened(store, first)
    for release, shape in ((3, "AA99"), (2, "aa")):
        again = assessed(found(shape=shape), event_id=first.event_id, release=release)
        store.open_from(again, 0, 0)
    (evidence,) = store.get(number).evidence
    assert (evidence.release, evidence.findings[0].shape) == (3, "AA99")
    assert store.get(number).case.events == 1


def test_seen_again_after_closing_waits_for_somebody_again(
    store: CaseStore, found: Finds, assessed: Assesses
) -> None:
    """Nothing new hides behind a closed case."""
    number = opened(store, assessed(found()))
    store.take(number, DSB)
    store.close(number, DSB, reason=CloseReason.FALSE_ALARM, comment="Musterdaten")
    opened(store, assessed(found()))
    file = store.get(number)
    assert (file.case.state, file.case.assigned_to, file.case.close_reason) == (
        State.DETECTED,
        None,
        None,
    )
    assert [linked.entry.step for linked in file.timeline][-1] is Step.RECUR
    assert file.intact


# Working on cases.


def test_a_case_from_open_to_reopened(
    store: CaseStore, hands: list[datetime], found: Finds, assessed: Assesses
) -> None:
    """Every step is an entry of the timeline, and the chain holds."""
    number = opened(store, assessed(found()))
    hands[0] += timedelta(hours=1)
    assert store.take(number, DSB).assigned_to == "dsb"
    assert store.take_over(number, DEPUTY).assigned_to == "vertretung"
    store.note(number, DEPUTY, comment="Rückfrage gestellt")
    closed = store.close(number, DEPUTY, reason=CloseReason.PERMITTED, comment=" erlaubt ")
    assert (closed.state, closed.closed_at) == (State.CLOSED, hands[0])
    reopened = store.reopen(number, DSB, comment="neue Erkenntnis")
    assert (reopened.state, reopened.assigned_to, reopened.close_reason, reopened.closed_at) == (
        State.TRIAGE,
        "dsb",
        None,
        None,
    )
    file = store.get(number)
    assert [linked.entry.step for linked in file.timeline] == [
        Step.OPEN,
        Step.TAKE,
        Step.TAKE_OVER,
        Step.NOTE,
        Step.CLOSE,
        Step.REOPEN,
    ]
    assert file.timeline[4].entry.comment == "erlaubt"
    assert file.intact


def test_the_second_who_takes_is_refused(
    store: CaseStore, found: Finds, assessed: Assesses
) -> None:
    """Two people at the same button: one gets it, the other learns that."""
    number = opened(store, assessed(found()))
    store.take(number, DSB)
    with pytest.raises(StepRefusedError):
        store.take(number, DEPUTY)
    assert store.get(number).case.assigned_to == "dsb"


Act = Callable[[CaseStore, str], object]


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (lambda s, n: s.take("PF-2026-9999", DSB), CaseNotFoundError),
        (lambda s, n: s.take_over(n, DSB), StepRefusedError),
        (lambda s, n: s.reopen(n, DSB, comment="x"), StepRefusedError),
        (
            lambda s, n: s.close(n, DSB, reason=CloseReason.PERMITTED, comment="x"),
            StepRefusedError,
        ),
        (lambda s, n: s.take(n, SECURITY), RoleRefusedError),
        (lambda s, n: s.take(n, TRAINING), RoleRefusedError),
        (lambda s, n: s.take(n, Actor(account="x", role=Role.SYSTEM)), RoleRefusedError),
        (lambda s, n: s.note(n, DSB, comment="  "), IncompleteStepError),
    ],
    ids=[
        "unknown",
        "take over a new one",
        "reopen a new one",
        "close a new one",
        "security",
        "training",
        "machine",
        "empty note",
    ],
)
def test_a_refused_step_changes_nothing(
    store: CaseStore, found: Finds, assessed: Assesses, act: Act, error: type[CasesError]
) -> None:
    """Whatever is refused leaves case, timeline and change number as they were."""
    number = opened(store, assessed(found()))
    before = store.get(number), store.latest_change()
    with pytest.raises(error):
        act(store, number)
    assert (store.get(number), store.latest_change()) == before


@pytest.mark.parametrize(
    ("reason", "comment"),
    [(CloseReason.FALSE_ALARM, ""), (CloseReason.FALSE_ALARM, " \n"), (CloseReason.INVITED, "x")],
)
def test_closing_needs_a_fitting_reason_and_a_comment(
    store: CaseStore, found: Finds, assessed: Assesses, reason: CloseReason, comment: str
) -> None:
    """An invitation's reason does not close a Prüffall, and nobody closes without a word."""
    number = opened(store, assessed(found()))
    store.take(number, DSB)
    with pytest.raises(IncompleteStepError):
        store.close(number, DSB, reason=reason, comment=comment)


def test_invitations_belong_to_the_training_coordination(
    store: CaseStore, found: Finds, assessed: Assesses
) -> None:
    """An attempt without training is no matter of the DSB."""
    number = opened(store, assessed(found(route=Route.TRAINING)))
    with pytest.raises(RoleRefusedError):
        store.take(number, DSB)
    store.take(number, TRAINING)
    closed = store.close(number, TRAINING, reason=CloseReason.INVITED, comment="eingeladen")
    assert closed.state is State.CLOSED


# Lists and changes.


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({}, ["PF-2026-0002", "PF-2026-0001"]),
        ({"newest_first": False}, ["PF-2026-0001", "PF-2026-0002"]),
        ({"limit": 1}, ["PF-2026-0002"]),
        ({"limit": 1, "offset": 1}, ["PF-2026-0001"]),
        ({"states": [State.TRIAGE]}, ["PF-2026-0001"]),
        ({"routes": [Route.SECURITY]}, ["PF-2026-0002"]),
        ({"routes": []}, []),
        ({"department": "kita"}, ["PF-2026-0001"]),
        ({"application": "chat", "rule": "credentials"}, ["PF-2026-0002"]),
        ({"kinds": [Kind.UNCERTAIN]}, ["UT-2026-0001"]),
    ],
)
def test_lists_are_filtered(
    store: CaseStore,
    hands: list[datetime],
    found: Finds,
    assessed: Assesses,
    wanted: dict[str, Any],
    expected: list[str],
) -> None:
    """Filters combine; order is that of detection."""
    low = found(confidence=Confidence.LOW, opens_case=False)
    store.take(opened(store, assessed(found())), DSB)
    later = hands[0] + timedelta(minutes=1)
    secret = found(rule="credentials", route=Route.SECURITY)
    store.open_from(assessed(secret, low, department="bauen", recorded_at=later), 0, 0)
    assert [case.number for case in store.list(**wanted)] == expected


def test_counts_say_how_many_stand_where(
    store: CaseStore, found: Finds, assessed: Assesses
) -> None:
    """Empty lists are zeros, and routes that a role may not see are not counted."""
    store.take(opened(store, assessed(found())), DSB)
    opened(store, assessed(found(rule="credentials", route=Route.SECURITY)))
    counts = store.counts()
    assert counts[Kind.FINDING, State.TRIAGE] == 1
    assert counts[Kind.FINDING, State.DETECTED] == 1
    assert counts[Kind.UNCERTAIN, State.CLOSED] == 0
    assert sum(store.counts([Route.SECURITY]).values()) == 1


def test_changes_name_the_cases_and_their_new_events(
    store: CaseStore, found: Finds, assessed: Assesses
) -> None:
    """A live page asks with the last number and gets each change, once."""
    first, second = assessed(found()), assessed(found())
    number = opened(store, first)
    seen = store.changes_since(0)
    assert [change.new_events for change in seen.cases] == [(first.event_id,)]
    opened(store, second)
    store.take(number, DSB)
    (change,) = store.changes_since(seen.number).cases
    assert change.case.state is State.TRIAGE
    assert change.new_events == (second.event_id,)
    assert store.changes_since(store.latest_change()).cases == ()


def test_writers_of_several_threads_do_not_lose_each_other(
    store: CaseStore, url: str, found: Finds, assessed: Assesses
) -> None:
    """Two consumers at once open one case together and count every event once."""
    other = CaseStore(url, tenant="musterstadt")
    arrivals = [Arrival(assessment=assessed(found()), k_partition=0, k_offset=n) for n in range(40)]
    threads = [
        threading.Thread(target=lambda s=s: [s.open_all([a]) for a in arrivals])
        for s in (store, other)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (case,) = store.list()
    assert case.events == 40
    assert store.broken_timelines() == ()
    other.dispose()


# What protects the past.


def test_an_entry_cannot_be_changed_by_sql(
    store: CaseStore, url: str, found: Finds, assessed: Assesses
) -> None:
    """The database itself refuses to rewrite the timeline."""
    opened(store, assessed(found()))
    engine = sa.create_engine(url)
    with pytest.raises(DBAPIError, match="append-only"), engine.begin() as connection:
        connection.execute(sa.text("UPDATE case_log SET account = 'x'"))
    engine.dispose()


def test_an_error_of_the_database_carries_no_remark(
    store: CaseStore, url: str, found: Finds, assessed: Assesses
) -> None:
    """What people wrote must not get into a log by way of an error."""
    number = opened(store, assessed(found()))
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        refuse = "BEFORE INSERT ON case_log BEGIN SELECT RAISE(ABORT, 'no'); END"
        connection.execute(sa.text(f"CREATE TRIGGER broken {refuse}"))
    engine.dispose()
    with pytest.raises(DBAPIError) as raised:
        store.note(number, DSB, comment="geheim")
    assert "geheim" not in str(raised.value)


@pytest.mark.parametrize(
    "forgery",
    [
        "DELETE FROM case_log WHERE sequence = 2",
        "DROP TRIGGER case_log_append_only; UPDATE case_log SET account = 'x' WHERE sequence = 2",
        "DROP TRIGGER case_log_append_only; UPDATE case_log SET at = '2026-01-01 00:00:00.000000'",
    ],
)
def test_a_forged_timeline_is_found(
    store: CaseStore, url: str, found: Finds, assessed: Assesses, forgery: str
) -> None:
    """Who goes past the trigger is found by the chain."""
    number = opened(store, assessed(found()))
    store.take(number, DSB)
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for statement in forgery.split(";"):
            connection.execute(sa.text(statement))
    engine.dispose()
    assert store.broken_timelines() == (number,)
    assert not store.get(number).intact


def test_the_migrations_make_the_tables_that_the_code_expects(url: str) -> None:
    """Both descriptions of the tables are one."""
    from alembic.autogenerate import compare_metadata
    from alembic.runtime.migration import MigrationContext

    migrate(url)
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_migrations_go_back_and_forth(url: str) -> None:
    """Back to nothing, and forward again."""
    migrate(url)
    migrate(url)
    require_current(url)
    migrate(url, "base")
    with pytest.raises(StoreOutdatedError):
        require_current(url)
    migrate(url)
    require_current(url)


def test_a_store_without_tables_is_unavailable_not_empty(url: str) -> None:
    """A page must be able to tell "no case" from "no register"."""
    store = CaseStore(url, tenant="musterstadt")
    with pytest.raises(StoreUnavailableError):
        store.list()
    store.dispose()
