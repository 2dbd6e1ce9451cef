"""Sending again what is kept: exactly what was asked for, and an account of the rest."""

from collections.abc import Callable
from pathlib import Path

import pytest

from leitstand.broker.memory import MemoryBroker
from leitstand.broker.ports import BrokerUnavailableError, Outgoing
from leitstand.outbox import Drain, Outbox, SequenceRange, UnknownProducerError, resend, status

Open = Callable[..., Outbox]


def numbered(sequence: int) -> Outgoing:
    return Outgoing(topic="t", key=b"k", value=f"{sequence:04d}".encode())


def sized(size: int) -> Callable[[int], Outgoing]:
    return lambda _: Outgoing(topic="t", key=b"k", value=b"0" * size)


def arrived(broker: MemoryBroker) -> list[int]:
    return [int(record.value or b"-1") for record in broker.records("t")]


@pytest.fixture
def producer(open_outbox: Open, broker: MemoryBroker, tmp_path: Path) -> str:
    """Return the name of a producer of which ten records are sent and two wait."""
    outbox = open_outbox(segment_bytes=100)
    for _ in range(10):
        outbox.append(numbered)
    drain = Drain(tmp_path, broker.producer())
    while drain.step():
        pass
    drain.close()
    for _ in range(2):
        outbox.append(numbered)
    return outbox.producer


@pytest.mark.parametrize(
    ("first", "last", "sent", "waiting"),
    [
        (None, None, range(1, 11), 2),
        (4, None, range(4, 11), 2),
        (None, 4, range(1, 5), 0),
        (4, 7, range(4, 8), 0),
        (1, 1, range(1, 2), 0),
        (10, 11, range(10, 11), 1),
        (11, 12, range(0), 2),
        (5, 99, range(5, 11), 2),
        (50, 99, range(0), 0),
    ],
)
def test_what_was_asked_for_arrives_again(
    producer: str,
    broker: MemoryBroker,
    tmp_path: Path,
    first: int | None,
    last: int | None,
    sent: range,
    waiting: int,
) -> None:
    """In order; what never was sent is left to the drain."""
    told: list[int] = []
    found = resend(
        tmp_path,
        broker.producer(),
        name=producer,
        first=first,
        last=last,
        progress=lambda _, sequence: told.append(sequence),
    )
    assert arrived(broker) == [*range(1, 11), *sent]
    assert (found.resent, found.waiting, found.missing) == (len(sent), waiting, ())
    assert told[-1:] == list(sent[-1:])
    assert status(tmp_path).waiting == 2


def test_all_producers(open_outbox: Open, broker: MemoryBroker, tmp_path: Path) -> None:
    """Without a name everything that is kept."""
    for name in "ab":
        open_outbox(name).append(numbered)
    drain = Drain(tmp_path, broker.producer())
    while drain.step():
        pass
    drain.close()
    assert resend(tmp_path, broker.producer()).resent == 2
    assert arrived(broker) == [1, 1, 1, 1]


def test_what_is_gone_is_told(producer: str, broker: MemoryBroker, tmp_path: Path) -> None:
    """Deleted after its day: missing where it was asked for by number, else nobody's question."""
    oldest, following, *_ = sorted(tmp_path.glob("*/*.seg"))
    oldest.unlink()
    begin = int(following.stem)
    gone = SequenceRange(producer=producer, first=1, last=begin - 1)
    assert resend(tmp_path, broker.producer(), name=producer, first=1).missing == (gone,)
    found = resend(tmp_path, broker.producer(), name=producer)
    assert (found.resent, found.missing) == (11 - begin, ())


def test_what_the_broker_never_takes_is_counted(open_outbox: Open, tmp_path: Path) -> None:
    """Records that were set aside are tried again; when the broker takes them now, all is well."""
    small, large = MemoryBroker({"t": 1}, max_record_bytes=100), MemoryBroker({"t": 1})
    outbox = open_outbox()
    outbox.append(numbered)
    outbox.append(sized(200))
    drain = Drain(tmp_path, small.producer())
    while drain.step():
        pass
    drain.close()
    again = resend(tmp_path, small.producer())
    assert (again.resent, again.refused, again.missing) == (1, 1, ())
    assert resend(tmp_path, large.producer()).resent == 2


def test_what_was_set_aside_is_kept_longer(open_outbox: Open, tmp_path: Path) -> None:
    """Also when its segment is gone after a day it can be sent, when the broker takes it now."""
    small, large = MemoryBroker({"t": 1}, max_record_bytes=100), MemoryBroker({"t": 1})
    outbox = open_outbox(segment_bytes=100)
    for size in (200, 4, 200, 4):
        outbox.append(sized(size))
    outbox.close()
    drain = Drain(tmp_path, small.producer())
    while drain.step():
        pass
    drain.close()
    for path in sorted(tmp_path.glob("*/*.seg"))[:-1]:
        path.unlink()
    found = resend(tmp_path, large.producer())
    assert (found.resent, found.refused, found.missing) == (3, 0, ())
    assert [len(record.value or b"") for record in large.records("t")] == [200, 200, 4]


def test_an_unknown_producer(tmp_path: Path, broker: MemoryBroker) -> None:
    """Is no empty success."""
    with pytest.raises(UnknownProducerError):
        resend(tmp_path, broker.producer(), name="p.0")


def test_a_broker_that_is_away(producer: str, broker: MemoryBroker, tmp_path: Path) -> None:
    """Is said at once: somebody waits for the answer."""
    broker.set_available(False)
    with pytest.raises(BrokerUnavailableError):
        resend(tmp_path, broker.producer(), name=producer)
