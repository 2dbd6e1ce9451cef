"""Appending: durable, gapless, refused rather than dropped."""

import asyncio
import errno
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

import pytest

from leitstand.broker.ports import Outgoing
from leitstand.outbox import (
    Outbox,
    OutboxBrokenError,
    OutboxFullError,
    RecordTooLargeError,
    acknowledged,
    status,
)
from leitstand.outbox.producer_log import ProducerLog

Open = Callable[..., Outbox]


def numbered(sequence: int) -> Outgoing:
    return Outgoing(topic="t", key=str(sequence).encode(), value=b"v" * 100)


def keys(directory: Path) -> list[int]:
    return sorted(int(key or b"-1") for _, key in acknowledged(directory))


def try_append(outbox: Outbox) -> bool:
    try:
        outbox.append(numbered)
    except OutboxFullError:
        return False
    return True


def failing(*_: object, **__: object) -> NoReturn:
    raise OSError(5, "input/output error")


def test_sequences_begin_at_one_and_have_no_gap(open_outbox: Open, tmp_path: Path) -> None:
    """Each append gets the next number, and it is on disk when append returns."""
    outbox = open_outbox()
    assert [outbox.append(numbered) for _ in range(5)] == [1, 2, 3, 4, 5]
    assert keys(tmp_path) == [1, 2, 3, 4, 5]


def test_many_threads(open_outbox: Open, tmp_path: Path) -> None:
    """Concurrent appends share numbers without a gap or a double."""
    outbox = open_outbox()
    with ThreadPoolExecutor(16) as pool:
        got = list(pool.map(outbox.append, [numbered] * 500))
    assert sorted(got) == list(range(1, 501))
    assert keys(tmp_path) == list(range(1, 501))


def test_concurrent_appends_share_a_sync(
    open_outbox: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one batch is being synced the next one gathers: far fewer syncs than records."""
    outbox, syncs, go = open_outbox(), [0], threading.Event()
    real = os.fdatasync

    def counted(descriptor: int) -> None:
        go.wait()
        syncs[0] += 1
        real(descriptor)

    monkeypatch.setattr(os, "fdatasync", counted)

    async def all_at_once() -> list[int]:
        tasks = [asyncio.ensure_future(outbox.append_async(numbered)) for _ in range(300)]
        await asyncio.sleep(0)
        go.set()
        return await asyncio.gather(*tasks)

    assert sorted(asyncio.run(all_at_once())) == list(range(1, 301))
    assert syncs[0] < 20


def test_what_build_raises_reaches_its_caller_alone(open_outbox: Open) -> None:
    """A record that cannot be made uses up no number."""
    outbox = open_outbox()

    def broken(_sequence: int) -> NoReturn:
        message = "no key"
        raise KeyError(message)

    outbox.append(numbered)
    with pytest.raises(KeyError):
        outbox.append(broken)
    assert outbox.append(numbered) == 2


def test_too_large_uses_up_no_number(open_outbox: Open) -> None:
    """A record above the limit is refused, the next one goes on."""
    outbox = open_outbox(record_bytes=1000)
    with pytest.raises(RecordTooLargeError):
        outbox.append(lambda _: Outgoing(topic="t", key=b"k", value=b"x" * 2000))
    assert outbox.append(numbered) == 1


def test_full_means_refused_and_counted(open_outbox: Open, tmp_path: Path) -> None:
    """Above the limit nothing is taken, nothing is dropped, and the refusals are counted."""
    outbox = open_outbox(waiting_bytes=2000)
    outcomes = [try_append(outbox) for _ in range(100)]
    taken = outcomes.count(True)
    assert 0 < taken < 20
    assert outcomes == [True] * taken + [False] * (100 - taken)
    assert keys(tmp_path) == list(range(1, taken + 1))
    assert (status(tmp_path).waiting, status(tmp_path).refused) == (taken, 100 - taken)


def test_room_is_noticed_soon(open_outbox: Open, tmp_path: Path) -> None:
    """After a drain made room appends are taken again; meanwhile the disk is not counted each time."""
    now = [100.0]
    outbox = open_outbox(waiting_bytes=2000, segment_bytes=100, monotonic=lambda: now[0])
    while try_append(outbox):
        pass
    for path in tmp_path.glob("*/*.seg"):
        path.unlink()
    assert not outbox.has_room()
    now[0] += 0.2
    assert outbox.has_room()
    assert try_append(outbox)


def test_a_failed_sync_retires_the_producer(
    open_outbox: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a disk error nobody was told "durable", and no number is used twice by one producer."""
    outbox = open_outbox()
    outbox.append(numbered)
    first = outbox.producer

    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", failing)
        with pytest.raises(OutboxBrokenError):
            outbox.append(numbered)
    assert outbox.append(numbered) == 1
    assert outbox.producer != first
    assert status(tmp_path).producers == 2


def test_the_producer_inside_build_owns_the_sequence(
    open_outbox: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also right after a retirement, name and number belong together."""
    outbox = open_outbox()
    seen: list[tuple[str, int]] = []

    def noting(sequence: int) -> Outgoing:
        seen.append((outbox.producer, sequence))
        return numbered(sequence)

    outbox.append(noting)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", failing)
        with pytest.raises(OutboxBrokenError):
            outbox.append(noting)
    outbox.append(noting)
    assert [number for _, number in seen] == [1, 2, 1]
    assert len(set(seen)) == 3


def test_no_disk_no_retirement_no_loss_of_order(
    open_outbox: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While not even a new producer can be made, every append fails; later appends work again."""
    outbox = open_outbox()

    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", failing)
        patch.setattr(Path, "mkdir", failing)
        for _ in range(3):
            with pytest.raises(OutboxBrokenError):
                outbox.append(numbered)
    assert outbox.append(numbered) == 1
    assert status(tmp_path).producers == 2


def test_closed(open_outbox: Open, tmp_path: Path) -> None:
    """A closed outbox takes nothing, and its folder has no owner any more."""
    outbox = open_outbox()
    outbox.append(numbered)
    outbox.close()
    with pytest.raises(OutboxBrokenError):
        outbox.append(numbered)
    assert status(tmp_path).living == 0


def test_segments_are_begun_anew(open_outbox: Open, tmp_path: Path) -> None:
    """Files stay small, and their names tell the first number in them."""
    outbox = open_outbox(segment_bytes=500)
    for _ in range(20):
        outbox.append(numbered)
    names = sorted(int(path.stem) for path in tmp_path.glob("*/*.seg"))
    assert names[0] == 1
    assert len(names) > 3
    assert keys(tmp_path) == list(range(1, 21))


def test_every_commit_is_announced(tmp_path: Path) -> None:
    """The drain is woken after what it can send is there."""
    told = threading.Event()
    outbox = Outbox(tmp_path, "p", on_commit=told.set)
    outbox.append(numbered)
    assert told.wait(30)
    outbox.close()


def failing_with(number: int) -> Callable[..., NoReturn]:
    def fail(*_: object, **__: object) -> NoReturn:
        raise OSError(number, os.strerror(number))

    return fail


def test_below_the_reserve_nothing_is_taken(open_outbox: Open, tmp_path: Path) -> None:
    """While too little is free on the disk appends are refused and counted, and nothing is begun."""
    outbox = open_outbox(free_bytes=2**62)
    with pytest.raises(OutboxFullError):
        outbox.append(numbered)
    assert not outbox.has_room()
    assert (status(tmp_path).waiting, status(tmp_path).refused) == (0, 1)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
@pytest.mark.parametrize("call", ["write", "fdatasync"])
def test_no_space_is_a_refusal(
    open_outbox: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int
) -> None:
    """A disk that fills up in the middle of a batch refuses it; it goes on when there is room."""
    outbox = open_outbox()
    outbox.append(numbered)
    with monkeypatch.context() as patch:
        patch.setattr(os, call, failing_with(number))
        with pytest.raises(OutboxFullError):
            outbox.append(numbered)
    assert outbox.append(numbered) == 1
    assert status(tmp_path).refused == 1


def test_a_disk_that_takes_folders_only_is_not_filled_with_them(
    open_outbox: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many appends fail, few producers are made, more only as time goes by."""
    now = [100.0]
    outbox = open_outbox(monotonic=lambda: now[0])
    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", failing)
        for _ in range(50):
            with pytest.raises(OutboxBrokenError):
                outbox.append(numbered)
        assert status(tmp_path).producers == 3
        now[0] += 3600
        for _ in range(50):
            with pytest.raises(OutboxBrokenError):
                outbox.append(numbered)
        assert status(tmp_path).producers == 4
    now[0] += 3600
    assert outbox.append(numbered) == 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_of_ours_leaves_nobody_waiting(
    open_outbox: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever was in the batch in which the thread died hears that nothing was acknowledged."""
    outbox = open_outbox()

    def fault(*_: object) -> NoReturn:
        raise SystemExit

    monkeypatch.setattr(ProducerLog, "commit", fault)
    with pytest.raises(OutboxBrokenError):
        outbox.append(numbered)
    with pytest.raises(OutboxBrokenError):
        outbox.append(numbered)


def test_a_forked_process_is_a_producer_of_its_own(tmp_path: Path) -> None:
    """A server that forks its workers after it began: each worker appends, under a name of its own."""
    found = subprocess.run(  # noqa: S603 # our own program
        [sys.executable, "-c", FORKING, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert found.stdout.split() == ["1", "1", "2"]
    assert status(tmp_path).producers == 2
    assert status(tmp_path).waiting == 3


FORKING = """
import os, sys, pathlib
from leitstand.broker.ports import Outgoing
from leitstand.outbox import Outbox

def build(sequence):
    return Outgoing(topic="t", key=b"k", value=b"v")

outbox = Outbox(pathlib.Path(sys.argv[1]), "p")
told = [outbox.append(build)]
child = os.fork()
if child == 0:
    assert outbox.has_room()
    told = [outbox.append(build)]
    os.write(1, b"%d " % told[0])
    os._exit(0)
os.waitpid(child, 0)
told.append(outbox.append(build))
os.write(1, b"%d %d" % tuple(told))
"""
