"""Draining: in order, at least once, for the living and the dead."""

import os
import shutil
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.broker.memory import MemoryBroker
from leitstand.broker.ports import BrokerUnavailableError, Outgoing
from leitstand.outbox import Drain, Limits, Outbox, acknowledged, cursor, status

Open = Callable[..., Outbox]
HARMED = 5


class Clock(Protocol):
    def advance(self, **span: float) -> None: ...
    def __call__(self) -> datetime: ...


def numbered(sequence: int) -> Outgoing:
    # One key: one partition, so that the broker keeps the order of all.
    return Outgoing(topic="t", key=b"k", value=f"{sequence:04d}".encode())


def sized(size: int) -> Callable[[int], Outgoing]:
    return lambda _: Outgoing(topic="t", key=b"k", value=b"x" * size)


def arrived(broker: MemoryBroker) -> list[int]:
    return [int(record.value or b"-1") for record in broker.records("t")]


def drain_all(drain: Drain) -> None:
    while drain.step():
        pass


def test_everything_arrives_in_order(
    open_outbox: Open, broker: MemoryBroker, tmp_path: Path
) -> None:
    """Over several segments and batches, once and in order."""
    outbox = open_outbox(segment_bytes=400)
    for _ in range(50):
        outbox.append(numbered)
    drain_all(Drain(tmp_path, broker.producer(), batch_records=7))
    assert arrived(broker) == list(range(1, 51))
    assert (status(tmp_path).waiting, status(tmp_path).sent) == (0, 50)


def test_it_goes_on_where_it_was(open_outbox: Open, broker: MemoryBroker, tmp_path: Path) -> None:
    """A new drain begins behind what the last one saw acknowledged."""
    outbox = open_outbox()
    for _ in range(3):
        first = Drain(tmp_path, broker.producer())
        outbox.append(numbered)
        drain_all(first)
        first.close()
    assert arrived(broker) == [1, 2, 3]


def test_a_broker_that_is_away_delays_only(
    open_outbox: Open, broker: MemoryBroker, tmp_path: Path
) -> None:
    """What could not be sent waits and leaves in order afterwards."""
    outbox = open_outbox()
    drain = Drain(tmp_path, broker.producer())
    outbox.append(numbered)
    broker.set_available(False)
    outbox.append(numbered)
    with pytest.raises(BrokerUnavailableError):
        drain.step()
    assert status(tmp_path).waiting == 2
    broker.set_available(True)
    drain_all(drain)
    assert arrived(broker) == [1, 2]


def test_a_dead_process_is_drained_by_the_living(
    open_outbox: Open, broker: MemoryBroker, tmp_path: Path
) -> None:
    """What a process left behind leaves with the next drain, and its folder is done."""
    dead, living = open_outbox("dead"), open_outbox("living")
    dead.append(numbered)
    dead.close()
    living.append(numbered)
    drain_all(Drain(tmp_path, broker.producer()))
    assert arrived(broker) == [1, 1]
    assert status(tmp_path).living == 1


def test_one_drain_per_folder(open_outbox: Open, broker: MemoryBroker, tmp_path: Path) -> None:
    """A second drain leaves a folder alone while the first holds it, and takes over after it."""
    open_outbox().append(numbered)
    first, second = Drain(tmp_path, broker.producer()), Drain(tmp_path, broker.producer())
    assert first.step()
    outbox = open_outbox("later")
    outbox.append(numbered)
    assert second.step()  # the new folder, which the first has not seen yet
    assert not second.step()
    first.close()
    drain_all(second)
    assert arrived(broker) == [1, 1]


def test_records_that_never_fit_are_set_aside(open_outbox: Open, tmp_path: Path) -> None:
    """One record that the broker refuses stops nobody else and is not thrown away."""
    broker = MemoryBroker({"t": 1}, max_record_bytes=100)
    outbox = open_outbox()
    for size in (10, 200, 10, 10):
        outbox.append(sized(size))
    drain_all(Drain(tmp_path, broker.producer()))
    assert {len(record.value or b"") for record in broker.records("t")} == {10}
    found = status(tmp_path)
    assert (found.sent, found.set_aside, found.waiting) == (3, 1, 0)


def cut(data: bytes, at: int) -> bytes:
    return data[:at]


def flip(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 0x10]) + data[at + 1 :]


@pytest.mark.parametrize("harm", [cut, flip])
def test_harm_to_one_record_costs_no_other(
    tmp_path: Path, harm: Callable[[bytes, int], bytes]
) -> None:
    """Whatever byte is flipped or wherever the file is torn, every whole record arrives."""
    outbox = Outbox(tmp_path, "p")
    outbox.append_all([numbered] * HARMED)
    outbox.close()
    (segment,) = tmp_path.glob("*/*.seg")
    whole = segment.read_bytes()
    for at in range(len(whole)):
        (segment.parent / "cursor").unlink(missing_ok=True)
        segment.write_bytes(harm(whole, at))
        check_harm(tmp_path, harm, at, len(whole))


def check_harm(directory: Path, harm: Callable[[bytes, int], bytes], at: int, length: int) -> None:
    broker = MemoryBroker({"t": 1})
    drain = Drain(directory, broker.producer())
    drain_all(drain)
    struck = at // (length // HARMED)
    lost = range(struck, HARMED) if harm is cut else [struck]
    assert arrived(broker) == [n + 1 for n in range(HARMED) if n not in lost]
    found = status(directory)
    assert found.sent == HARMED - len(lost)
    # The last record has no successor whose number tells that it is missing: its bytes do.
    assert found.damaged == (1 if harm is flip and struck < HARMED - 1 else 0)
    assert (found.torn_bytes > 0) == (
        (at % (length // HARMED) > 0) if harm is cut else struck == HARMED - 1
    )
    drain.close()


def test_sent_segments_stay_a_day(
    open_outbox: Open, broker: MemoryBroker, tmp_path: Path, clock: Clock
) -> None:
    """Sent records can be listed for 24 hours; then the files go, and a dead folder with them."""
    outbox = open_outbox(segment_bytes=100)
    for _ in range(4):
        outbox.append(numbered)
    outbox.close()
    drain = Drain(tmp_path, broker.producer(), clock=clock)
    drain_all(drain)
    clock.advance(hours=23)
    drain.tidy()
    assert len(list(acknowledged(tmp_path))) == 4
    clock.advance(hours=2)
    drain.tidy()
    assert list(tmp_path.iterdir()) == []


def test_waiting_segments_are_never_deleted(
    open_outbox: Open, broker: MemoryBroker, tmp_path: Path, clock: Clock
) -> None:
    """Days without a broker cost nothing."""
    outbox = open_outbox(segment_bytes=100)
    for _ in range(4):
        outbox.append(numbered)
    broker.set_available(False)
    drain = Drain(tmp_path, broker.producer(), clock=clock)
    with pytest.raises(BrokerUnavailableError):
        drain.step()
    clock.advance(days=30)
    drain.tidy()
    assert status(tmp_path).waiting == 4


def test_too_many_sent_bytes_go_earlier(
    open_outbox: Open, broker: MemoryBroker, tmp_path: Path, clock: Clock
) -> None:
    """The oldest sent segments make room before their day is over."""
    outbox = open_outbox(segment_bytes=100)
    for _ in range(10):
        outbox.append(numbered)
        clock.advance(seconds=1)
    limits = Limits(keep_sent_bytes=300)
    drain = Drain(tmp_path, broker.producer(), clock=clock, limits=limits)
    drain_all(drain)
    drain.tidy()
    kept = sum(path.stat().st_size for path in tmp_path.glob("*/*.seg"))
    assert 0 < kept <= 300


def test_a_lost_cursor_only_resends(
    open_outbox: Open, broker: MemoryBroker, tmp_path: Path
) -> None:
    """Without its cursor a drain starts over: twice, never less than once."""
    outbox = open_outbox()
    for _ in range(3):
        outbox.append(numbered)
    first = Drain(tmp_path, broker.producer())
    drain_all(first)
    first.close()
    (cursor,) = tmp_path.glob("*/cursor")
    cursor.write_bytes(b"\x00 no json")
    drain_all(Drain(tmp_path, broker.producer()))
    assert arrived(broker) == [1, 2, 3, 1, 2, 3]


@pytest.mark.parametrize("call", ["fsync", "utime"])
def test_a_disk_that_fails_under_the_drain_only_resends(
    open_outbox: Open,
    broker: MemoryBroker,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
) -> None:
    """A cursor that cannot be written delays; what was sent meanwhile comes again."""
    outbox = open_outbox(segment_bytes=100)
    for _ in range(9):
        outbox.append(numbered)
    drain = Drain(tmp_path, broker.producer(), batch_records=2)

    def failing(*_: object) -> None:
        raise OSError(5, "input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, failing)
        with pytest.raises(OSError, match="input"):
            drain_all(drain)
    drain_all(drain)
    assert list(dict.fromkeys(arrived(broker))) == list(range(1, 10))
    assert status(tmp_path).waiting == 0


def test_what_a_start_left_unfinished_goes(
    open_outbox: Open, broker: MemoryBroker, tmp_path: Path, clock: Clock
) -> None:
    """A process that died before its folder had its name leaves nothing behind for ever."""
    left, fresh = tmp_path / ".p.1", tmp_path / ".p.2"
    for folder in (left, fresh):
        folder.mkdir()
    os.utime(left, (0, 0))
    clock.advance(days=200)
    os.utime(fresh, (clock().timestamp(), clock().timestamp()))
    drain = Drain(tmp_path, broker.producer(), clock=clock)
    drain.tidy()
    assert [path.name for path in tmp_path.iterdir()] == [".p.2"]


def test_run_sends_until_it_is_told_to_stop(tmp_path: Path) -> None:
    """The thread wakes at each commit, survives an outage, and ends when told."""
    broker = MemoryBroker({"t": 1})
    drain, stop = Drain(tmp_path, broker.producer()), threading.Event()
    outbox = Outbox(tmp_path, "p", on_commit=drain.wake)
    thread = threading.Thread(target=drain.run, args=(stop,))
    thread.start()
    outbox.append(numbered)
    wait_for(broker, [1])
    broker.set_available(False)
    outbox.append(numbered)
    outbox.append(numbered)
    broker.set_available(True)
    wait_for(broker, [1, 2, 3])
    outbox.close()
    stop.set()
    thread.join(30)
    assert not thread.is_alive()


def wait_for(broker: MemoryBroker, expected: Sequence[int]) -> None:
    with broker.changed:
        assert broker.changed.wait_for(lambda: arrived(broker) == list(expected), timeout=30)


def test_an_empty_directory() -> None:
    """A directory that is not there holds nothing."""
    found = status(Path("/no/such/outbox"))
    assert (found.waiting, found.sent, found.oldest_waiting) == (0, 0, None)


def test_status_tells_since_when(open_outbox: Open, tmp_path: Path, clock: Clock) -> None:
    """The oldest waiting record dates from its append."""
    outbox = open_outbox()
    outbox.append(numbered)
    clock.advance(hours=1)
    outbox.append(numbered)
    found = status(tmp_path)
    assert found.oldest_waiting is not None
    assert found.oldest_waiting.isoformat() == "2026-03-04T05:06:07+00:00"
    assert found.bytes == found.waiting_bytes > 0


def flipped(data: bytes, bit: int) -> bytes:
    changed = bytearray(data)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_a_cursor_with_any_flipped_bit_is_not_believed(
    open_outbox: Open, broker: MemoryBroker, tmp_path: Path
) -> None:
    """Another position would be a loss; without a cursor the drain starts over."""
    outbox = open_outbox()
    outbox.append(numbered)
    first = Drain(tmp_path, broker.producer())
    drain_all(first)
    first.close()
    (path,) = tmp_path.glob("*/cursor")
    whole = path.read_bytes()
    assert cursor.load(path.parent).sequence == 1
    for bit in range(len(whole) * 8):
        path.write_bytes(flipped(whole, bit))
        assert cursor.load(path.parent) == cursor.Cursor()


class Unreliable:
    """Takes some of a batch and then fails, as often as it is told to."""

    def __init__(self, broker: MemoryBroker, taken: Sequence[int]) -> None:
        self._broker = broker
        self._taken = list(taken)

    def send_all(self, records: Sequence[Outgoing]) -> None:
        failing = bool(self._taken)
        for record in records[: self._taken.pop() if failing else None]:
            self._broker.append(record)
        if failing:
            raise BrokerUnavailableError

    def close(self) -> None:
        pass


@settings(max_examples=40, deadline=None)
@given(taken=st.lists(st.integers(0, 12), max_size=8), batch=st.integers(1, 12))
def test_the_cursor_never_passes_what_is_not_acknowledged(
    tmp_path_factory: pytest.TempPathFactory, taken: list[int], batch: int
) -> None:
    """However often and wherever sending fails, all arrives, first arrivals in order."""
    directory = tmp_path_factory.mktemp("outbox")
    outbox = Outbox(directory, "p", limits=Limits(segment_bytes=300))
    outbox.append_all([numbered] * 25)
    broker = MemoryBroker({"t": 1})
    drain = Drain(directory, Unreliable(broker, taken), batch_records=batch)
    for _ in range(len(taken)):
        with suppress(BrokerUnavailableError):
            drain_all(drain)
        assert set(range(1, status(directory).sent + 1)) <= set(arrived(broker))
    drain_all(drain)
    assert list(dict.fromkeys(arrived(broker))) == list(range(1, 26))
    drain.close()
    outbox.close()


def test_one_producer_that_cannot_go_on_keeps_no_other_waiting(
    open_outbox: Open, broker: MemoryBroker, tmp_path: Path
) -> None:
    """A topic that is missing delays the producers that need it only."""
    stuck, other = open_outbox("a"), open_outbox("b")
    stuck.append(lambda _: Outgoing(topic="missing", key=b"k", value=b"0"))
    for _ in range(6):
        other.append(numbered)
    drain = Drain(tmp_path, broker.producer(), batch_records=2)
    with suppress(BrokerUnavailableError):
        drain.step()
    with pytest.raises(BrokerUnavailableError):
        drain_all(drain)
    assert arrived(broker) == [1, 2, 3, 4, 5, 6]
    assert status(tmp_path).waiting == 1


@pytest.mark.parametrize("jump", [{"days": -400}, {"days": 400}])
def test_clock_jumps_lose_nothing(
    open_outbox: Open, broker: MemoryBroker, tmp_path: Path, clock: Clock, jump: dict[str, float]
) -> None:
    """Set back or forward while records wait: order and number stay."""
    outbox = open_outbox(segment_bytes=100)
    drain = Drain(tmp_path, broker.producer(), clock=clock)
    outbox.append(numbered)
    drain_all(drain)
    clock.advance(**jump)
    for _ in range(4):
        outbox.append(numbered)
    drain_all(drain)
    assert arrived(broker) == [1, 2, 3, 4, 5]
    clock.advance(days=2)
    drain_all(drain)
    assert status(tmp_path).waiting == 0


def test_a_folder_that_vanishes_disturbs_nobody(
    open_outbox: Open, broker: MemoryBroker, tmp_path: Path
) -> None:
    """Somebody deletes a producer by hand: the others go on, and so does the status."""
    gone, other = open_outbox("a"), open_outbox("b")
    drain = Drain(tmp_path, broker.producer())
    gone.append(numbered)
    drain_all(drain)
    shutil.rmtree(next(tmp_path.glob("a.*")))
    other.append(numbered)
    drain_all(drain)
    drain.tidy()
    assert arrived(broker) == [1, 1]
    assert status(tmp_path).waiting == 0
