"""Replay: byte for byte to where it came from, seen before it is sent, or a clear word why not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from leitstand.broker.memory import MemoryBroker
from leitstand.broker.ports import Outgoing, Record, RecordRefusedError
from leitstand.schemas import topics
from leitstand.schemas.vocabulary import DeadLetterReason
from leitstand.streams.dead_letters import DeadLetters, outgoing
from leitstand.streams.letters import Letter, LetterState
from leitstand.streams.replay import PORTION, PORTION_BYTES, Attempt, Obstacle, Replayer, portions
from leitstand.vault import DayKeys, Opener, VaultPaths

ODD = Outgoing(
    topic=topics.INTERACTIONS,
    key=b"\xff",
    value=b"{\x00 Frau Muster",
    headers=(("ce_tenant", b"musterdorf"), ("odd", b"\x00\xff"), ("odd", b"again")),
)


@dataclass
class Bench:
    """A broker with refused records, and what sends them again."""

    broker: MemoryBroker
    letters: DeadLetters
    opener: Opener

    def refuse(self, sent: Outgoing) -> Letter:
        """Append a record, refuse it as a worker does, and return what the table says of it."""
        self.broker.producer().send_all([sent])
        record = next(r for r in reversed(self.broker.records(sent.topic)) if r.value == sent.value)
        letter = self.letters.of(record, DeadLetterReason.NO_POLICY)
        self.broker.producer().send_all([outgoing(letter)])
        place = next(
            r
            for r in reversed(self.broker.records(topics.DEAD_LETTERS))
            if r.key == letter.id.encode()
        )
        return Letter(
            tenant=letter.tenant,
            id=letter.id,
            reason=letter.reason.value,
            refused_by=letter.refused_by,
            topic=letter.topic,
            partition=letter.partition,
            offset=letter.offset,
            refused_at=letter.refused_at,
            size=letter.size,
            sealed=letter.sealed is not None,
            k_partition=place.partition,
            k_offset=place.offset,
            replayed_at=None,
            replays=0,
            state=LetterState.OPEN,
        )

    def replay(self, *letters: Letter, dry: bool = False) -> list[Attempt]:
        return list(self.replayer.replay(letters, dry=dry))

    @property
    def replayer(self) -> Replayer:
        return Replayer(
            reader=self.broker.reader(),
            opener=self.opener,
            producer=self.broker.producer(),
            witness=self._witness,
        )

    def _witness(self, letter: Letter) -> Outgoing:
        return Outgoing(topic=topics.ACCESSES, key=letter.id.encode(), value=b"replayed")

    def in_topic(self, topic: str) -> Sequence[Record]:
        return self.broker.records(topic)


@pytest.fixture
def bench(town: Any, letters: DeadLetters) -> Bench:
    broker = MemoryBroker(dict.fromkeys(topics.load_all(), 3))
    return Bench(broker=broker, letters=letters, opener=town.opener)


def same(record: Record) -> tuple[object, ...]:
    return record.topic, record.partition, record.key, record.value, record.headers


@pytest.mark.parametrize(
    "topic", [topics.INTERACTIONS, topics.ASSESSMENTS, topics.ACCESSES, topics.DEAD_LETTERS]
)
def test_the_record_stands_there_again_byte_for_byte(bench: Bench, topic: str) -> None:
    """Key, headers in their order, value, and by its key the same partition."""
    letter = bench.refuse(replace(ODD, topic=topic))
    (attempt,) = bench.replay(letter)
    assert attempt.obstacle is None
    first, second = [r for r in bench.in_topic(topic) if r.key == ODD.key]
    assert same(first) == same(second)


def test_a_record_too_large_to_be_sealed_comes_from_its_own_topic(bench: Bench) -> None:
    """The letter holds no bytes, so Kafka is asked where the letter says."""
    letter = bench.refuse(replace(ODD, value=b"x" * 6_100_000))
    assert not letter.sealed
    (attempt,) = bench.replay(letter)
    assert attempt.obstacle is None
    assert len(bench.in_topic(topics.INTERACTIONS)) == 2


def gone(bench: Bench, letter: Letter) -> Letter:
    return msgspec.structs.replace(letter, k_offset=999, offset=999)


def another_record(bench: Bench, letter: Letter) -> Letter:
    bench.broker.producer().send_all([replace(ODD, value=b"another")])
    return msgspec.structs.replace(letter, k_offset=999, offset=letter.offset + 1)


def another_letter(bench: Bench, letter: Letter) -> Letter:
    other = bench.refuse(replace(ODD, value=b"another"))
    return msgspec.structs.replace(
        letter, k_offset=other.k_offset, k_partition=other.k_partition, offset=999
    )


def settled(_bench: Bench, letter: Letter) -> Letter:
    return msgspec.structs.replace(letter, state=LetterState.SETTLED)


def of_register(_bench: Bench, letter: Letter) -> Letter:
    return msgspec.structs.replace(letter, topic=topics.REGISTER)


def out_of_time(_bench: Bench, letter: Letter) -> Letter:
    return msgspec.structs.replace(letter, reason=DeadLetterReason.TIME_OUT_OF_RANGE.value)


def content_destroyed(_bench: Bench, letter: Letter) -> Letter:
    return msgspec.structs.replace(letter, reason=DeadLetterReason.KEY_DESTROYED.value)


Spoil = Callable[[Bench, Letter], Letter]
SPOILT: list[tuple[Spoil, Obstacle]] = [
    (gone, Obstacle.NOT_KEPT),
    (another_record, Obstacle.NOT_KEPT),
    (another_letter, Obstacle.SEAL_BROKEN),
    (settled, Obstacle.SETTLED),
    (of_register, Obstacle.REGISTER),
    (out_of_time, Obstacle.TIME),
    (content_destroyed, Obstacle.CONTENT_DESTROYED),
]


@pytest.mark.parametrize(("spoil", "obstacle"), SPOILT, ids=[s.__name__ for s, _ in SPOILT])
def test_what_cannot_be_sent_again_says_why(bench: Bench, spoil: Spoil, obstacle: Obstacle) -> None:
    """And neither a record nor an access event is sent; its neighbour is."""
    letter, good = bench.refuse(ODD), bench.refuse(replace(ODD, value=b"good"))
    bad = spoil(bench, letter)
    before = len(bench.in_topic(topics.INTERACTIONS))
    assert [one.obstacle for one in bench.replay(bad, good)] == [obstacle, None]
    assert len(bench.in_topic(topics.INTERACTIONS)) == before + 1
    assert [r.key for r in bench.in_topic(topics.ACCESSES)] == [good.id.encode()]


def test_a_destroyed_key_ends_it_once_kafka_forgot_the_record(
    bench: Bench, paths: VaultPaths
) -> None:
    """The law's end of readability: neither the letter nor anything else brings it back."""
    letter = bench.refuse(ODD)
    destroy_all(paths, bench)
    (attempt,) = bench.replay(msgspec.structs.replace(letter, offset=999))
    assert attempt.obstacle is Obstacle.KEY_DESTROYED


def test_a_destroyed_key_of_the_letter_alone_is_no_end(bench: Bench, paths: VaultPaths) -> None:
    """What is sealed for 184 days outlives its letter: the record itself still stands in Kafka."""
    letter = bench.refuse(ODD)
    destroy_all(paths, bench)
    assert [one.obstacle for one in bench.replay(letter)] == [None]


def destroy_all(paths: VaultPaths, bench: Bench) -> None:
    keys = DayKeys(paths)
    for key_id in list(keys.living()):
        keys.destroy(key_id, bench.letters.clock() + timedelta(days=20))


def test_a_key_that_is_elsewhere_is_said_to_be(bench: Bench, tmp_path: Any) -> None:
    """Run on another machine than that of the opening keys."""
    letter = bench.refuse(ODD)
    bench.opener = Opener(tmp_path / "nothing-here")
    (attempt,) = bench.replay(msgspec.structs.replace(letter, offset=999))
    assert attempt.obstacle is Obstacle.KEY_ELSEWHERE


def test_it_is_written_down_before_it_is_sent(bench: Bench) -> None:
    """Where the access event cannot be sent, nothing is."""
    letter = bench.refuse(ODD)
    oversized = Outgoing(topic=topics.ACCESSES, key=b"", value=b"x" * 9_000_000)

    def witness(_letter: Letter) -> Outgoing:
        return oversized

    with pytest.raises(RecordRefusedError):
        list(replace(bench.replayer, witness=witness).replay([letter]))
    assert len(bench.in_topic(topics.INTERACTIONS)) == 1


def test_a_trial_sends_nothing(bench: Bench) -> None:
    """It says what would be sent, and leaves no trace."""
    letter = bench.refuse(ODD)
    assert [one.obstacle for one in bench.replay(letter, dry=True)] == [None]
    assert len(bench.in_topic(topics.INTERACTIONS)) == 1
    assert bench.in_topic(topics.ACCESSES) == []


def test_what_kafka_never_takes_is_named_and_its_neighbours_go(bench: Bench) -> None:
    """A limit that was lowered since hinders one record, not the rest."""
    large, small = bench.refuse(replace(ODD, value=b"x" * 90_000)), bench.refuse(ODD)
    bench.broker.max_record_bytes = 50_000
    found = {one.letter.id: one.obstacle for one in bench.replay(large, small)}
    assert found == {large.id: Obstacle.NOT_TAKEN, small.id: None}
    assert len([r for r in bench.in_topic(topics.INTERACTIONS) if r.value == ODD.value]) >= 2


@pytest.mark.parametrize(
    ("sizes", "cuts"),
    [
        ([], []),
        ([1] * (PORTION + 1), [PORTION, 1]),
        ([PORTION_BYTES, 1], [1, 1]),
        ([1, PORTION_BYTES * 2, 1], [1, 1, 1]),
        ([1, 1], [2]),
    ],
)
def test_no_portion_is_too_much_to_hold(bench: Bench, sizes: list[int], cuts: list[int]) -> None:
    """Neither in letters nor in bytes; a giant goes alone."""
    letter = bench.refuse(ODD)
    all_letters = [msgspec.structs.replace(letter, size=size) for size in sizes]
    assert [len(portion) for portion in portions(all_letters)] == cuts
