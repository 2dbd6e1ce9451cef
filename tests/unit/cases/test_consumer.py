"""From the broker to the register: nothing lost, nothing twice, whatever is away or dies."""

import logging
from collections.abc import Callable

import msgspec
import pytest

from leitstand.broker.memory import MemoryBroker
from leitstand.broker.ports import BrokerUnavailableError, Outgoing
from leitstand.cases import CaseStore, Kind, StoreUnavailableError
from leitstand.cases.consumer import CaseOpener
from leitstand.schemas.assessment import Assessment, Finding
from leitstand.schemas.examples import load_all
from leitstand.schemas.topics import ASSESSMENTS

Finds = Callable[..., Finding]
Assesses = Callable[..., Assessment]


class Killed(BaseException):
    """The process died here."""


@pytest.fixture
def broker() -> MemoryBroker:
    return MemoryBroker({ASSESSMENTS: 2})


@pytest.fixture
def feed(broker: MemoryBroker) -> Callable[[Assessment], None]:
    def send(assessment: Assessment) -> None:
        key, value = str(assessment.event_id).encode(), msgspec.json.encode(assessment)
        broker.producer().send_all([Outgoing(topic=ASSESSMENTS, key=key, value=value)])

    return send


def opener(broker: MemoryBroker, store: CaseStore) -> CaseOpener:
    return CaseOpener(broker.consumer("cases", [ASSESSMENTS]), store)


def events(store: CaseStore) -> int:
    return sum(case.events for case in store.list())


def test_findings_become_cases(
    broker: MemoryBroker,
    store: CaseStore,
    feed: Callable[[Assessment], None],
    found: Finds,
    assessed: Assesses,
) -> None:
    """Among ordinary uses, those with findings open cases, with their place in Kafka."""
    for n in range(20):
        feed(assessed(*([found()] if n % 5 == 0 else [])))
    assert opener(broker, store).turn(timeout_s=0) == 20
    (case,) = store.list()
    places = {(e.k_partition, e.k_offset) for e in store.get(case.number).evidence}
    assert case.events == len(places) == 4


def test_what_is_no_assessment_is_passed_over_by_its_place(
    broker: MemoryBroker,
    store: CaseStore,
    feed: Callable[[Assessment], None],
    found: Finds,
    assessed: Assesses,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Poison does not stop the line, and its content is not in the log."""
    for value in (b"{geheim", b"", None, b"\xff\xfe", b'{"tenant": "geheim"}'):
        broker.append(Outgoing(topic=ASSESSMENTS, key=b"k", value=value))
    feed(assessed(found()))
    with caplog.at_level(logging.DEBUG):
        opener(broker, store).turn(timeout_s=0)
    assert events(store) == 1
    assert len(caplog.records) == 5
    assert "geheim" not in caplog.text


@pytest.mark.parametrize(
    ("headers", "value"),
    [
        ((("ce_type", b"leitstand.assessments.v2"),), None),
        ((), b'{"odd":' + b"[" * 100_000),
    ],
)
def test_another_version_and_a_bomb_are_passed_over(
    broker: MemoryBroker,
    store: CaseStore,
    found: Finds,
    assessed: Assesses,
    headers: tuple[tuple[str, bytes], ...],
    value: bytes | None,
) -> None:
    """What the sink makes a dead letter of opens no case here."""
    readable = msgspec.json.encode(assessed(found()))
    broker.append(Outgoing(topic=ASSESSMENTS, key=b"k", value=value or readable, headers=headers))
    assert opener(broker, store).turn(timeout_s=0) == 1
    assert store.list() == ()


@pytest.mark.parametrize("moment", ["before the transaction", "after the transaction"])
def test_killed_around_the_transaction_nothing_is_lost_or_doubled(
    broker: MemoryBroker,
    store: CaseStore,
    feed: Callable[[Assessment], None],
    found: Finds,
    assessed: Assesses,
    monkeypatch: pytest.MonkeyPatch,
    moment: str,
) -> None:
    """The next process begins at the last commit and meets what it knows already."""
    for _ in range(3):
        feed(assessed(found()))
    consumer = broker.consumer("cases", [ASSESSMENTS])
    target, name = (store, "open_all") if moment.startswith("before") else (consumer, "commit")

    def die(_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(target, name, die)
        with pytest.raises(Killed):
            CaseOpener(consumer, store).turn(timeout_s=0)
    consumer.close()
    opener(broker, store).turn(timeout_s=0)
    assert events(store) == 3
    assert store.broken_timelines() == ()


@pytest.mark.parametrize("error", [BrokerUnavailableError, StoreUnavailableError])
def test_it_waits_while_something_is_away(
    broker: MemoryBroker,
    store: CaseStore,
    feed: Callable[[Assessment], None],
    found: Finds,
    assessed: Assesses,
    monkeypatch: pytest.MonkeyPatch,
    error: type[Exception],
) -> None:
    """After each pause it goes back to the last commit and tries the same again."""
    feed(assessed(found()))
    pauses: list[float] = []
    turns: list[int] = []
    real = store.open_all

    def open_all(arrivals: object) -> tuple[str, ...]:
        if len(pauses) < 3:
            raise error
        return real(arrivals)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "open_all", open_all)
    opener(broker, store).run(
        stop=lambda: bool(events(store)) or len(turns) > 9,
        alive=lambda: turns.append(1),
        pause=pauses.append,
    )
    assert (len(pauses), len(turns)) == (3, 1)
    assert events(store) == 1


def test_every_example_of_the_topic_is_understood(
    broker: MemoryBroker, store: CaseStore, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing that the contracts allow is passed over; violation and low confidence open a case."""
    examples = [example for example in load_all() if example.topic == ASSESSMENTS]
    for example in examples:
        broker.append(Outgoing(topic=ASSESSMENTS, key=example.key, value=example.value))
    opener(broker, store).turn(timeout_s=0)
    assert caplog.records == []
    assert {case.kind for case in store.list(kinds=tuple(Kind))} == set(Kind) - {Kind.GAP}
