"""Gaps of the record are cases: opened by the proof, closed by what arrives."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest

from leitstand.cases import (
    Actor,
    CaseStore,
    CloseReason,
    Filling,
    Gap,
    Kind,
    Loss,
    ProofStand,
    ProvenHour,
    Settled,
    State,
    Step,
    Verdict,
)
from leitstand.schemas.vocabulary import LossCause, ProofState, Role, Route

DSB = Actor(account="dsb", role=Role.DSB)
HOUR = datetime.fromisoformat("2026-03-16T07:00:00Z")


def loss(first: int, last: int, subject: str = "leitstand.interactions.v1/0") -> Loss:
    return Loss(subject=subject, first=first, last=last, cause=LossCause.NOT_STORED, hour=HOUR)


def misses(*losses: Loss) -> Callable[[Sequence[Gap]], Verdict]:
    return lambda _open: Verdict(losses=losses)


def arrives(numbers: Sequence[tuple[int, int]]) -> Callable[[Sequence[Gap]], Verdict]:
    """Return a decision by which these spans of the only open gap came, and the rest did not."""

    def decide(gaps: Sequence[Gap]) -> Verdict:
        (gap,) = gaps
        came = {n for first, last in numbers for n in range(first, last + 1)}
        rest = tuple((n, n) for n in range(gap.first, gap.last + 1) if n not in came)
        return Verdict(filled=(Filling(gap=gap, arrived=tuple(numbers), rest=rest),))

    return decide


def test_a_loss_opens_a_case_of_the_dsb(store: CaseStore) -> None:
    """With its place in words of no language, and nobody's department."""
    settled = store.settle_gaps(misses(loss(4711, 4713), loss(9, 9, "gateway.1")))
    assert settled == Settled(opened=("LK-2026-0001",))
    file = store.get("LK-2026-0001")
    assert (file.case.kind, file.case.route) == (Kind.GAP, Route.DSB)
    assert (file.case.department, file.case.events) == ("unknown", 2)
    assert file.timeline[0].entry.comment == "leitstand.interactions.v1/0: 4711-4713\ngateway.1: 9"
    assert [(gap.subject, gap.count) for gap in store.gaps_of("LK-2026-0001")] == [
        ("gateway.1", 1),
        ("leitstand.interactions.v1/0", 3),
    ]


def test_nothing_to_say_changes_nothing(store: CaseStore) -> None:
    """A proof without a gap writes no change number."""
    assert store.settle_gaps(misses()) == Settled()
    assert store.latest_change() == 0


def test_losses_of_one_day_are_one_case(store: CaseStore, hands: list[datetime]) -> None:
    """One cause tears holes in many places; the next day has a case of its own."""
    store.settle_gaps(misses(loss(1, 1)))
    assert store.settle_gaps(misses(loss(5, 6))) == Settled()
    hands[0] += timedelta(days=1)
    assert store.settle_gaps(misses(loss(8, 8))) == Settled(opened=("LK-2026-0002",))
    assert store.get("LK-2026-0001").case.events == 2


def test_what_arrives_late_closes_it(store: CaseStore) -> None:
    """By the machine, with an entry in the timeline; part of it is not enough."""
    store.settle_gaps(misses(loss(1, 3)))
    assert store.settle_gaps(arrives([(1, 1), (3, 3)])) == Settled()
    assert [(gap.first, gap.last) for gap in store.open_gaps()] == [(2, 2)]
    assert store.settle_gaps(arrives([(2, 2)])) == Settled(closed=("LK-2026-0001",))
    file = store.get("LK-2026-0001")
    assert (file.case.state, file.case.close_reason) == (State.CLOSED, CloseReason.ARRIVED)
    assert (file.timeline[-1].entry.step, file.timeline[-1].entry.role) == (
        Step.ARRIVE,
        Role.SYSTEM,
    )
    assert file.intact
    assert store.open_gaps() == []


def test_a_case_that_somebody_examines_is_closed_as_well(store: CaseStore) -> None:
    """Nobody has to go on looking for what is there."""
    store.settle_gaps(misses(loss(1, 1)))
    store.take("LK-2026-0001", DSB)
    assert store.settle_gaps(arrives([(1, 1)])).closed == ("LK-2026-0001",)


def test_what_a_person_gave_up_is_not_opened_again_by_the_same_gap(store: CaseStore) -> None:
    """But by another one of the same day."""
    store.settle_gaps(misses(loss(1, 1)))
    store.take("LK-2026-0001", DSB)
    store.close("LK-2026-0001", DSB, reason=CloseReason.LOST, comment="Platte defekt")
    assert [gap.first for gap in store.open_gaps()] == [1]
    assert store.settle_gaps(misses(loss(2, 2))).opened == ("LK-2026-0001",)
    assert store.get("LK-2026-0001").timeline[-1].entry.step is Step.RECUR


def test_nobody_but_the_machine_lets_something_arrive(store: CaseStore) -> None:
    """The page has no such button, and the store no such door."""
    from leitstand.cases import RoleRefusedError

    store.settle_gaps(misses(loss(1, 1)))
    with pytest.raises(RoleRefusedError):
        store.step("LK-2026-0001", DSB, Step.ARRIVE, reason=CloseReason.ARRIVED)


def test_it_remembers_what_was_asked_for_again(store: CaseStore, hands: list[datetime]) -> None:
    """So that a number that cannot come is not sent over and over."""
    store.settle_gaps(misses(loss(1, 2)))
    store.note_resent(store.open_gaps())
    assert [gap.resent_at for gap in store.open_gaps()] == [hands[0]]


def proven(hour: datetime, missing: int, state: ProofState) -> ProvenHour:
    return ProvenHour(
        subject="t/0",
        hour=hour,
        expected=5,
        seen=5 - missing,
        excused=0,
        missing=missing,
        state=state,
    )


def stand(at: datetime | None, looked: datetime, waits_for: str | None = None) -> ProofStand:
    return ProofStand(
        proven_until=at,
        mark={"t": {"0": 5}} if at else None,
        looked_at=looked,
        waits_for=waits_for,
        waits_since=looked if waits_for else None,
    )


def test_an_hour_keeps_its_last_proof(store: CaseStore) -> None:
    """A later one takes the place of an earlier one."""
    assert store.proof_stand() is None
    store.keep_proof(stand(HOUR, HOUR), [proven(HOUR, 1, ProofState.GAP)])
    again = proven(HOUR, 0, ProofState.COMPLETE)
    store.keep_proof(stand(HOUR, HOUR), [again])
    assert store.proven_hours(HOUR) == [again]
    assert store.proven_hours(HOUR + timedelta(hours=1)) == []


def test_while_it_waits_it_keeps_what_it_knew(store: CaseStore) -> None:
    """Until when everything was proven stays true while a part is away."""
    store.keep_proof(stand(HOUR, HOUR), [])
    later = HOUR + timedelta(minutes=5)
    store.keep_proof(stand(None, later, "sink"), [])
    found = store.proof_stand()
    assert found is not None
    assert (found.proven_until, found.mark) == (HOUR, {"t": {"0": 5}})
    assert (found.looked_at, found.waits_for, found.waits_since) == (later, "sink", later)
