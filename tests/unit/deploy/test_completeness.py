"""The command and the role around the proof: what follows from it, and when to look how far back."""

import argparse
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from leitstand.cases import Filling, Gap
from leitstand.deploy.command import Exit, UserError
from leitstand.deploy.commands.completeness import (
    Outcome,
    as_document,
    as_text,
    period_of,
    report_in,
)
from leitstand.deploy.completeness import RECENT, Plan, hours_of, requests_proof, verdict_of
from leitstand.outbox import Passed
from leitstand.schemas import topics
from leitstand.schemas.vocabulary import LossCause, ProofState
from leitstand.streams.completeness import Mark, Missing, Proof, Spans
from leitstand.streams.completeness.prover import EPOCH, Report
from leitstand.streams.completeness.provider import Compared, Reported

NOW = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
HOUR = datetime(2026, 11, 23, 12, tzinfo=UTC)
MARK = Mark(at=NOW, ends={}, sent={})
HERE = "gateway.0199c3f1a2b4-9f3a"


def proof(subject: str, *missing: tuple[int, int], state: ProofState | None = None) -> Proof:
    lost = sum(last - first + 1 for first, last in missing)
    return Proof(
        subject=subject,
        hour=HOUR,
        expected=100,
        seen=100 - lost,
        excused=0,
        waiting=0,
        unread=0,
        missing=tuple(
            Missing(first=first, last=last, cause=LossCause.NOT_STORED) for first, last in missing
        ),
        state=state or (ProofState.GAP if missing else ProofState.COMPLETE),
    )


def gap(subject: str, first: int, last: int) -> Gap:
    return Gap(
        id=1,
        subject=subject,
        first=first,
        last=last,
        cause=LossCause.NOT_STORED,
        hour=HOUR,
        found_at=NOW,
        resent_at=None,
        arrived_at=None,
    )


def report(*proofs: Proof, **accounted: Spans) -> Report:
    return Report(mark=MARK, proofs=proofs, accounted=accounted)


def test_only_what_is_new_is_a_loss() -> None:
    """What stands in an open gap is known already."""
    verdict = verdict_of(report(proof("t", (3, 9))), [gap("t", 5, 6)])
    assert [(loss.first, loss.last) for loss in verdict.losses] == [(3, 4), (7, 9)]
    assert verdict.filled == ()


def test_only_what_was_looked_at_has_arrived() -> None:
    """A gap of an hour that this proof did not reach stays as it is."""
    known = gap("t", 5, 9)
    verdict = verdict_of(report(t=Spans.of([(1, 6)])), [known])
    assert verdict.filled == (Filling(gap=known, arrived=((5, 6),), rest=((7, 9),)),)
    assert verdict_of(report(other=Spans.of([(1, 9)])), [known]).filled == ()


def test_a_cause_that_is_known_later_takes_the_place_of_the_first() -> None:
    """A row can vanish between two questions of one proof."""
    known = msgspec.structs.replace(proof("t", (3, 9)).missing[0], cause=LossCause.NOT_ASSESSED)
    later = msgspec.structs.replace(proof("t", (3, 9)), missing=(known,))
    verdict = verdict_of(report(later), [gap("t", 5, 6), gap("other", 5, 6)])
    assert verdict.explained == ((gap("t", 5, 6), LossCause.NOT_ASSESSED),)


def test_what_is_kept_are_numbers() -> None:
    """How many were expected, seen and missed."""
    (hour,) = hours_of(report(proof("t", (3, 9))))
    assert (hour.expected, hour.seen, hour.missing, hour.state) == (100, 93, 7, ProofState.GAP)


@pytest.mark.parametrize(
    ("begun", "under_way", "recorded", "missing", "state"),
    [
        (5, 0, 5, [], ProofState.COMPLETE),
        (5, 2, 3, [], ProofState.ON_ITS_WAY),
        (5, 2, 5, [], ProofState.ON_ITS_WAY),
        (5, 0, 3, [(1, 2)], ProofState.GAP),
        (5, 2, 1, [(1, 2)], ProofState.GAP),
    ],
)
def test_requests_that_were_never_recorded_are_missing(
    begun: int, under_way: int, recorded: int, missing: list[tuple[int, int]], state: ProofState
) -> None:
    """What the gateway counted, less what is under way, has to be recorded."""
    passed = Passed(producer=HERE, begun=begun, under_way=under_way, recorded=recorded)
    found = requests_proof(passed, NOW)
    assert [(one.first, one.last) for one in found.missing] == missing
    assert (found.state, found.expected) == (state, begun)
    assert {one.cause for one in found.missing} <= {LossCause.NOT_RECORDED}


class Watchmaker:
    """A clock of seconds that a test sets."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_a_proof_goes_back_a_day_as_often_as_it_is_cheap() -> None:
    """Proving again takes a twentieth of the time; between, what is new is proven."""
    clock = Watchmaker()
    plan = Plan(monotonic=clock)
    proven = NOW - timedelta(minutes=1)
    assert plan.since(NOW, None, EPOCH) == EPOCH
    plan.took(10.0)
    clock.seconds += 100
    assert plan.since(NOW, proven, EPOCH) == proven
    clock.seconds += 90
    assert plan.since(NOW, proven, EPOCH) == EPOCH
    plan.took(0.1)
    clock.seconds += 10
    assert plan.since(NOW, proven, EPOCH) == NOW - RECENT
    clock.seconds += 3600
    assert plan.since(NOW, proven, EPOCH) == EPOCH


def test_after_days_of_standing_still_it_begins_where_it_ended() -> None:
    """Nothing between is left out."""
    plan = Plan(monotonic=Watchmaker())
    proven = NOW - timedelta(days=5)
    assert plan.since(NOW, proven, EPOCH) == proven


@pytest.mark.parametrize(
    ("states", "code"),
    [
        ([], Exit.OK),
        ([ProofState.COMPLETE, ProofState.ON_ITS_WAY], Exit.OK),
        ([ProofState.COMPLETE, ProofState.NOT_PROVABLE], Exit.UNAVAILABLE),
        ([ProofState.GAP, ProofState.NOT_PROVABLE], Exit.NEGATIVE),
    ],
)
def test_the_exit_code_says_the_gravest(states: list[ProofState], code: Exit) -> None:
    """A gap weighs more than something that could not be looked at."""
    assert Outcome(mark=MARK, proofs=[proof("t", state=s) for s in states], here=()).exit is code


@pytest.mark.parametrize(
    ("subject", "remedy"),
    [
        (HERE, f"leitstand outbox resend --producer {HERE} --from 7 --to 9"),
        ("sdk.1", "on the machine of that producer: leitstand outbox resend --producer sdk.1"),
        (f"{topics.INTERACTIONS}/0", "the producer's numbers below"),
        (f"{topics.ACCESSES}/0", "leitstand outbox resend, for the producers that begin with web"),
        (f"{topics.REGISTER}/0", "set the sink back"),
    ],
)
def test_every_gap_has_a_remedy(subject: str, remedy: str) -> None:
    """In words and for machines: what brings it back."""
    found = [proof(subject, (7, 9))]
    outcome = Outcome(mark=MARK, proofs=found, here={HERE})
    text = "".join(as_text(outcome))
    assert f"missing: {subject} 7-9, in Kafka, and no row\n  {remedy}" in text
    document = as_document(outcome)
    assert document["complete"] is False
    assert remedy in str(document["hours"])


def test_the_table_has_a_line_for_each_hour_and_subject() -> None:
    """Expected, seen, deleted, state."""
    lines = list(as_text(Outcome(mark=MARK, proofs=[proof("b"), proof("a", (1, 2))], here=())))
    assert [line.split() for line in lines[1:3]] == [
        ["2026-11-23", "12:00", "a", "100", "98", "0", "gap", "(2)"],
        ["2026-11-23", "12:00", "b", "100", "100", "0", "complete"],
    ]


def test_a_period_is_the_last_day_unless_said_otherwise() -> None:
    """Times without a zone are UTC."""
    nothing = argparse.Namespace(since=None, until=None)
    assert period_of(nothing, NOW) == (NOW - timedelta(hours=24), NOW)
    some = argparse.Namespace(since="2026-11-23T08:00", until="2026-11-23T11:00+01:00")
    assert period_of(some, NOW) == (HOUR - timedelta(hours=4), HOUR - timedelta(hours=2))


@pytest.mark.parametrize(
    ("since", "until"), [("gestern", None), (None, "x"), ("2026-11-24T00:00", None)]
)
def test_a_period_that_is_none_is_explained(since: str | None, until: str | None) -> None:
    """With an example."""
    with pytest.raises(UserError) as error:
        period_of(argparse.Namespace(since=since, until=until), NOW)
    assert "2026-11-23T08:00Z" in error.value.remedy


def test_a_provider_that_counted_more_is_a_gap() -> None:
    """It stands in the table and decides the exit code."""
    reported = Reported(day=HOUR.date(), application="chat", requests=100)
    one = Compared(reported=reported, recorded=50, state=ProofState.GAP)
    outcome = Outcome(mark=MARK, proofs=[], here=(), compared=[one])
    assert outcome.exit is Exit.NEGATIVE
    line = next(line for line in as_text(outcome) if "provider" in line)
    assert line.split()[-3:] == ["100", "50", "gap"]
    assert as_document(outcome)["provider"] == [
        {
            "reported": {
                "day": "2026-11-23",
                "requests": 100,
                "application": "chat",
                "model": "",
            },
            "recorded": 50,
            "state": "gap",
        }
    ]


def test_a_report_that_cannot_be_read_is_explained(tmp_path: Path) -> None:
    """A missing file, and one of another shape."""
    assert report_in(None) == []
    with pytest.raises(UserError, match="cannot be read"):
        report_in(tmp_path / "usage.csv")
    (tmp_path / "usage.csv").write_text("a,b\n1,2\n")
    with pytest.raises(UserError) as error:
        report_in(tmp_path / "usage.csv")
    assert "day,application,model,requests" in error.value.remedy
