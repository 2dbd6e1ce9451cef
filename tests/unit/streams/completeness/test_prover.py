"""The proof finds every loss, exactly, and never one that is none."""

from datetime import timedelta

import hypothesis.strategies as st
import pytest
from hypothesis import given
from tests.unit.streams.completeness.house import (
    LOSSES,
    NOON,
    PARTITIONS,
    PRODUCER,
    Fate,
    House,
    missing,
)

from leitstand.schemas import topics
from leitstand.schemas.dead_letter import Blob
from leitstand.schemas.vocabulary import LossCause, ProofState
from leitstand.streams.completeness import Mark
from leitstand.streams.completeness.rows import Numbered
from leitstand.streams.dead_letters import id_of

FATES = st.lists(st.sampled_from(Fate), max_size=40)


def truth(
    house: House, topic: str, lost: frozenset[Fate], fates: list[Fate]
) -> set[tuple[int, int]]:
    """Return partition and offset of every record of a topic that leads nowhere."""
    events = {f"event-{number}".encode() for number, fate in enumerate(fates, 1) if fate in lost}
    return {
        (partition, record.offset)
        for partition in range(PARTITIONS)
        for record in house.records[topic, partition]
        if record.key in events
    }


@given(fates=FATES)
def test_every_loss_is_named_and_nothing_else(fates: list[Fate]) -> None:
    """Offsets of both topics and numbers of the producer, whatever else happened beside it."""
    house = House()
    for fate in fates:
        house.send(fate)
    report = house.prove()
    for topic, lost in (
        (topics.INTERACTIONS, frozenset({Fate.LOST_IN_ASSESS, Fate.LOST_IN_SINK})),
        (topics.ASSESSMENTS, frozenset({Fate.LOST_IN_SINK})),
    ):
        found = {(p, n) for p in range(PARTITIONS) for n in missing(report, f"{topic}/{p}")}
        assert found == truth(house, topic, lost, fates)
    numbers = {number for number, fate in enumerate(fates, 1) if fate in LOSSES}
    assert missing(report, PRODUCER) == numbers


@given(fates=FATES, later=FATES)
def test_what_arrives_late_is_no_gap_any_more(fates: list[Fate], later: list[Fate]) -> None:
    """The same prover sees what is sent again, and finds no other gap for it."""
    house = House()
    for fate in fates:
        house.send(fate)
    prover = house.prover()
    prover.turn(house.mark(), NOON - timedelta(days=1))
    for number, fate in enumerate(fates, 1):
        if fate in LOSSES:
            house.sequence = number - 1
            house.send(Fate.STORED)
    house.sequence = len(fates)
    for fate in later:
        house.send(fate if fate not in LOSSES else Fate.STORED)
    report = prover.turn(house.mark(), NOON - timedelta(days=1))
    assert [proof for proof in report.proofs if proof.missing] == []
    assert all(proof.state is ProofState.COMPLETE for proof in report.proofs)


@given(fates=FATES, young=FATES)
def test_what_is_younger_than_the_mark_is_never_a_gap(fates: list[Fate], young: list[Fate]) -> None:
    """It is on its way, however it ends: load and parts that are down make no false alarm."""
    house = House()
    for fate in fates:
        house.send(fate)
    mark = house.mark()
    before = house.prove()
    for fate in young:
        house.send(fate)
    after = house.prover().turn(mark, NOON - timedelta(days=1))
    for subject in {proof.subject for proof in (*before.proofs, *after.proofs)}:
        assert missing(after, subject) == missing(before, subject)


def test_what_is_no_event_and_was_refused_again_after_a_replay_is_no_gap() -> None:
    """Its letter tells of the newer place only, and its key in Kafka is not the letter's id."""
    house, at = House(), NOON - timedelta(hours=2)
    refused = [house._append(topics.INTERACTIONS, "odd-0", {}, at, at) for _ in range(2)]
    partition, newer = refused[1]
    record = house.records[topics.INTERACTIONS, partition][newer]
    letter = id_of(Blob(key=record.key, headers=record.headers, value=record.value))
    house.letters.append((letter, topics.INTERACTIONS, partition, newer))
    assert letter.startswith("sha256:")
    assert missing(house.prove(), f"{topics.INTERACTIONS}/{partition}") == set()


@given(fates=FATES)
def test_every_number_is_accounted_for_or_missing(fates: list[Fate]) -> None:
    """Seen, excused, waiting, unread and missing add up to what was expected."""
    house = House()
    for fate in fates:
        house.send(fate)
    report = house.prove()
    for proof in report.proofs:
        parts = proof.seen + proof.excused + proof.waiting + proof.unread + len(proof.lost)
        assert parts == proof.expected
    accounted = sum(len(numbers) for numbers in report.accounted.values())
    assert accounted == sum(proof.expected - len(proof.lost) for proof in report.proofs)


@pytest.mark.parametrize(
    ("fate", "causes"),
    [
        (Fate.LOST_BEFORE, {PRODUCER: LossCause.NOT_IN_KAFKA}),
        (
            Fate.LOST_IN_ASSESS,
            {PRODUCER: LossCause.NOT_ASSESSED, f"{topics.INTERACTIONS}/1": LossCause.NOT_ASSESSED},
        ),
        (
            Fate.LOST_IN_SINK,
            {
                PRODUCER: LossCause.NOT_STORED,
                f"{topics.INTERACTIONS}/1": LossCause.NOT_STORED,
                f"{topics.ASSESSMENTS}/1": LossCause.NOT_STORED,
            },
        ),
    ],
)
def test_a_loss_says_where_it_happened(fate: Fate, causes: dict[str, LossCause]) -> None:
    """As far as Kafka still tells."""
    house = House()
    for one in (Fate.STORED, Fate.STORED, fate, Fate.STORED):
        house.send(one)
    report = house.prove()
    found = {p.subject: p.missing[0].cause for p in report.proofs if p.missing}
    assert found == causes


def test_each_suspect_is_read_once() -> None:
    """What Kafka told of a dead letter or a redelivery is remembered."""
    house = House()
    for fate in (Fate.REFUSED, Fate.TWICE, Fate.JUDGED_AGAIN, Fate.LOST_IN_SINK, Fate.STORED):
        house.send(fate)
    prover = house.prover()
    prover.turn(house.mark(), NOON - timedelta(days=1))
    read = house.reads
    prover.turn(house.mark(), NOON - timedelta(days=1))
    assert (read, house.reads) == (6, 6)


def test_a_row_that_vanishes_later_is_missed() -> None:
    """The same hours are proven again and again: what was there once may be gone now."""
    house = House()
    for _ in range(5):
        house.send(Fate.STORED)
    prover = house.prover()
    assert not any(p.missing for p in prover.turn(house.mark(), NOON - timedelta(days=1)).proofs)
    del house.rows[2]
    report = prover.turn(house.mark(), NOON - timedelta(days=1))
    assert missing(report, PRODUCER) == {3}
    assert missing(report, f"{topics.INTERACTIONS}/1") == {1}


def test_hours_are_those_of_the_broker() -> None:
    """A loss stands in the hour in which Kafka took the record."""
    house = House()
    for hours, fate in ((3, Fate.STORED), (2, Fate.LOST_IN_ASSESS), (1, Fate.STORED)):
        house.send(fate, at=NOON - timedelta(hours=hours))
        house.send(Fate.STORED, at=NOON - timedelta(hours=hours))
    of_one = [p for p in house.prove().proofs if p.subject == f"{topics.INTERACTIONS}/1"]
    assert [(p.hour.hour, p.expected, p.state) for p in of_one] == [
        (9, 1, ProofState.COMPLETE),
        (10, 1, ProofState.GAP),
        (11, 1, ProofState.COMPLETE),
    ]


def test_a_batch_on_its_way_from_elsewhere_waits_for_the_next_turn() -> None:
    """Of another machine's producer nobody knows what it has sent: one turn more has to see it."""
    house = House()
    for fate in (Fate.STORED, Fate.LOST_BEFORE, Fate.STORED):
        house.send(fate)
    prover, mark = house.prover(), house.mark()
    foreign = Mark(at=mark.at, ends=mark.ends, sent={})
    first, second = (prover.turn(foreign, NOON - timedelta(days=1)) for _ in range(2))
    assert (missing(first, PRODUCER), missing(second, PRODUCER)) == (set(), {2})


def test_a_producer_of_which_nothing_arrived_is_known_from_this_disk() -> None:
    """What is still kept of it is expected."""
    house = House()
    for _ in range(3):
        house.send(Fate.LOST_BEFORE)
    assert missing(house.prove(), PRODUCER) == {1, 2, 3}


def test_a_row_that_is_replaced_between_two_questions_is_no_gap() -> None:
    """An event told in two parts has two numbers, and one row as soon as ClickHouse has merged."""

    class Merging(House):
        merges = False

        def producers(self) -> list[Numbered]:
            if self.merges:
                del self.rows[1]
            return super().producers()

    house = Merging()
    for _ in range(3):
        house.send(Fate.STORED)
    prover = house.prover()
    prover.turn(house.mark(), NOON - timedelta(days=1))
    house.tell_again(2)
    prover.turn(house.mark(), NOON - timedelta(days=1))
    house.merges = True
    report = prover.turn(house.mark(), NOON - timedelta(days=1))
    assert [proof for proof in report.proofs if proof.missing] == []
