"""Judged again: what a newer release flags no longer leaves its case, and not without a trace."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leitstand.cases import Actor, Arrival, CaseStore, CloseReason, Kind, State, Step
from leitstand.schemas.assessment import Assessment, Finding
from leitstand.schemas.vocabulary import Confidence, Role, Verdict

Finds = Callable[..., Finding]
Assesses = Callable[..., Assessment]

DSB = Actor(account="dsb", role=Role.DSB)


def again(assessment: Assessment, *findings: Finding, **changes: Any) -> Assessment:
    """Return what the next release says about the same event."""
    verdict = Verdict.VIOLATION if findings else Verdict.ALLOWED
    changes = {"release": assessment.release + 1, "verdict": verdict} | changes
    return msgspec.structs.replace(assessment, findings=findings, **changes)


def steps(store: CaseStore, number: str) -> list[Step]:
    return [linked.entry.step for linked in store.get(number).timeline]


def arrived(store: CaseStore, assessments: Sequence[Assessment]) -> tuple[str, ...]:
    return store.open_all(
        [
            Arrival(assessment=assessment, k_partition=0, k_offset=offset)
            for offset, assessment in enumerate(assessments)
        ]
    )


def test_what_is_no_longer_flagged_leaves_the_count(
    store: CaseStore, found: Finds, assessed: Assesses
) -> None:
    """The case stays open with what is left; evidence and timeline say what happened."""
    first, second = assessed(found(count=2)), assessed(found(count=3))
    (number,) = arrived(store, [first, second])
    arrived(store, [again(first)])
    file = store.get(number)
    assert (file.case.events, file.case.findings) == (1, 3)
    assert file.case.state is State.DETECTED
    told = {e.event_id: (e.release, e.verdict, len(e.findings)) for e in file.evidence}
    assert told == {
        first.event_id: (2, Verdict.ALLOWED, 0),
        second.event_id: (1, Verdict.VIOLATION, 1),
    }
    assert steps(store, number) == [Step.OPEN, Step.REASSESS]
    assert file.intact


def test_a_case_of_which_nothing_is_left_does_not_vanish(
    store: CaseStore, found: Finds, assessed: Assesses
) -> None:
    """Only people close; what they see is that nothing of it is flagged any more."""
    uses = [assessed(found()) for _ in range(3)]
    (number,) = arrived(store, uses)
    store.take(number, DSB)
    for use in uses:
        arrived(store, [again(use)])
    file = store.get(number)
    assert (file.case.events, file.case.findings, file.case.state) == (0, 0, State.TRIAGE)
    assert len(file.evidence) == 3
    assert steps(store, number) == [Step.OPEN, Step.TAKE, Step.REASSESS]
    assert [case.number for case in store.list()] == [number]


def test_each_release_is_told_once(store: CaseStore, found: Finds, assessed: Assesses) -> None:
    """However many events and batches; another release is told again."""
    first, second, third = (assessed(found()) for _ in range(3))
    (number,) = arrived(store, [first, second, third])
    arrived(store, [again(first)])
    arrived(store, [again(second)])
    arrived(store, [again(third, release=9)])
    assert steps(store, number) == [Step.OPEN, Step.REASSESS, Step.REASSESS]


def test_a_late_old_verdict_does_not_bring_it_back(
    store: CaseStore, found: Finds, assessed: Assesses
) -> None:
    """Not even the change number moves."""
    use = assessed(found())
    (number,) = arrived(store, [use])
    arrived(store, [again(use)])
    before = store.get(number)
    assert arrived(store, [use]) == ()
    assert store.get(number) == before


def test_both_verdicts_in_one_batch_are_taken_one_after_the_other(
    store: CaseStore, found: Finds, assessed: Assesses
) -> None:
    """A consumer that is behind ends where one ends that was not."""
    use = assessed(found())
    (number,) = arrived(store, [use, again(use), use])
    assert store.get(number).case.events == 0
    assert steps(store, number) == [Step.OPEN, Step.REASSESS]


def test_flagged_again_it_counts_again(store: CaseStore, found: Finds, assessed: Assesses) -> None:
    """A correction of the correction; a case that was closed meanwhile waits for somebody."""
    use = assessed(found(count=2))
    (number,) = arrived(store, [use])
    arrived(store, [again(use)])
    store.take(number, DSB)
    store.close(number, DSB, reason=CloseReason.FALSE_ALARM, comment="Regel berichtigt")
    assert arrived(store, [again(use, found(count=2), release=3)]) == (number,)
    case = store.get(number).case
    assert (case.events, case.findings, case.state) == (1, 2, State.DETECTED)


def test_a_closed_case_is_told_and_stays_closed(
    store: CaseStore, found: Finds, assessed: Assesses
) -> None:
    """What people decided is not undone by the machine."""
    use = assessed(found())
    (number,) = arrived(store, [use])
    store.take(number, DSB)
    store.close(number, DSB, reason=CloseReason.POLICY_BREACH, comment="Gespräch geführt")
    arrived(store, [again(use)])
    assert store.get(number).case.state is State.CLOSED
    assert steps(store, number)[-1] is Step.REASSESS


def test_renewed_evidence_is_counted_anew(
    store: CaseStore, found: Finds, assessed: Assesses
) -> None:
    """More or fewer findings of the same event."""
    use = assessed(found(count=2))
    (number,) = arrived(store, [use])
    arrived(store, [again(use, found(count=5))])
    case = store.get(number).case
    assert (case.events, case.findings) == (1, 5)
    assert steps(store, number) == [Step.OPEN]


def test_an_event_moves_to_the_case_it_belongs_to_now(
    store: CaseStore, found: Finds, assessed: Assesses
) -> None:
    """Another department by a corrected register, or surer than before."""
    use = assessed(found(confidence=Confidence.LOW, opens_case=False))
    (uncertain,) = arrived(store, [use])
    (certain,) = arrived(store, [again(use, found())])
    (moved,) = arrived(store, [again(use, found(), release=3, department="bauen")])
    kinds = {case.number: (case.kind, case.events) for case in store.list(kinds=tuple(Kind))}
    assert kinds == {
        uncertain: (Kind.UNCERTAIN, 0),
        certain: (Kind.FINDING, 0),
        moved: (Kind.FINDING, 1),
    }


def test_another_tenant_takes_nothing_back(
    store: CaseStore, url: str, found: Finds, assessed: Assesses
) -> None:
    """The same event id elsewhere is another event."""
    use = assessed(found())
    (number,) = arrived(store, [use])
    arrived(store, [again(use, tenant="beispielstadt")])
    other = CaseStore(url, tenant="beispielstadt")
    arrived(other, [again(use, tenant="beispielstadt")])
    other.dispose()
    assert store.get(number).case.events == 1


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_whatever_is_read_twice_it_ends_with_the_newest(
    store: CaseStore, found: Finds, assessed: Assesses, data: st.DataObject
) -> None:
    """In batches of any size, after any step back: what is counted is what the newest say."""
    first = assessed()
    department = f"d-{first.event_id.int}"
    uses = [first, assessed(), assessed()]
    sent = [
        again(
            use,
            *([found()] if data.draw(st.booleans()) else []),
            release=release,
            department=department,
        )
        for release in (1, 2, 3)
        for use in uses
    ]
    begin = 0
    while begin < len(sent):
        size = data.draw(st.integers(1, len(sent) - begin))
        arrived(store, sent[begin : begin + size])
        begin += size - data.draw(st.integers(0, size - 1))
    flagged = sum(bool(newest.findings) for newest in sent[-len(uses) :])
    assert sum(case.events for case in store.list(department=department)) == flagged
    assert store.broken_timelines() == ()
