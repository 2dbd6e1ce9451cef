"""Appending: durable, gapless, refused rather than dropped."""

import asyncio
import os
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
