"""Verifying: every byte is read, and what is wrong has a number."""

from collections.abc import Callable
from pathlib import Path

import pytest

from leitstand.broker.memory import MemoryBroker
from leitstand.broker.ports import Outgoing
from leitstand.outbox import Drain, Outbox, ProducerCheck, inventory, verify

Open = Callable[..., Outbox]


def numbered(sequence: int) -> Outgoing:
    return Outgoing(topic="t", key=b"k", value=f"{sequence:04d}".encode())


def drain_all(directory: Path, broker: MemoryBroker) -> None:
    drain = Drain(directory, broker.producer())
    while drain.step():
        pass
    drain.close()


def filled(open_outbox: Open, directory: Path, *, close: bool = True) -> list[Path]:
    """Write ten records in segments of about three; return the files."""
    outbox = open_outbox(segment_bytes=100)
    for _ in range(10):
        outbox.append(numbered)
    if close:
        outbox.close()
    return sorted(directory.glob("*/*.seg"))


def check(directory: Path) -> ProducerCheck:
    (found,) = verify(directory)
    return found


def numbers(check: ProducerCheck) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    return (
        [(one.first, one.last) for one in check.present],
        [(one.first, one.last) for one in check.missing],
    )


@pytest.mark.parametrize("close", [True, False])
def test_a_sound_outbox(open_outbox: Open, tmp_path: Path, close: bool) -> None:
    """All numbers are there, whether the process lives or not."""
    filled(open_outbox, tmp_path, close=close)
    found = check(tmp_path)
    assert (found.sound, found.living, numbers(found)) == (True, not close, ([(1, 10)], []))
    assert (found.damaged_bytes, found.torn_bytes, found.doubled) == (0, 0, 0)


def test_every_flipped_bit_is_found(open_outbox: Open, tmp_path: Path) -> None:
    """Wherever it is: as a missing number, or as the torn end of a dead producer."""
    for path in filled(open_outbox, tmp_path):
        whole = path.read_bytes()
        for at in range(len(whole)):
            path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            found = check(tmp_path)
            assert found.damaged_bytes + found.torn_bytes > 0
            assert (found.sound, bool(found.missing)) == (bool(found.torn_bytes), not found.sound)
        path.write_bytes(whole)
    assert check(tmp_path).sound


def test_a_file_that_was_taken_away(open_outbox: Open, tmp_path: Path) -> None:
    """Between others its numbers are missing."""
    files = filled(open_outbox, tmp_path)
    files[1].unlink()
    first, following = int(files[1].stem), int(files[2].stem)
    assert numbers(check(tmp_path))[1] == [(first, following - 1)]


def test_the_first_file_taken_away_before_it_was_sent(open_outbox: Open, tmp_path: Path) -> None:
    """Only what was sent may go."""
    files = filled(open_outbox, tmp_path)
    files[0].unlink()
    assert numbers(check(tmp_path))[1] == [(1, int(files[1].stem) - 1)]


def test_what_was_sent_may_be_gone(open_outbox: Open, tmp_path: Path, broker: MemoryBroker) -> None:
    """Old files that a drain deleted are nobody's loss; the newest are not deleted before them."""
    files = filled(open_outbox, tmp_path)
    drain_all(tmp_path, broker)
    files[0].unlink()
    assert check(tmp_path).sound
    files[-1].unlink()
    assert numbers(check(tmp_path))[1] == [(int(files[-1].stem), 10)]


def test_a_file_that_was_copied(open_outbox: Open, tmp_path: Path) -> None:
    """Numbers that stand there twice are told."""
    files = filled(open_outbox, tmp_path)
    files[0].with_name(f"{99:020d}.seg").write_bytes(files[0].read_bytes())
    found = check(tmp_path)
    assert found.doubled == int(files[1].stem) - 1
    assert not found.sound


def test_nothing_to_verify(tmp_path: Path) -> None:
    """An outbox that is not there, and a producer without a record."""
    assert list(verify(tmp_path / "none")) == []
    Outbox(tmp_path, "p").close()
    assert check(tmp_path).sound


def test_the_inventory_tells_first_and_last(
    open_outbox: Open, tmp_path: Path, broker: MemoryBroker
) -> None:
    """Per producer: what is on disk, and how far it was sent."""
    files = filled(open_outbox, tmp_path)
    other = open_outbox("q")
    drain_all(tmp_path, broker)
    files[0].unlink()
    other.append(numbered)
    p, q = inventory(tmp_path)
    assert (p.first, p.last, p.done, p.living) == (int(files[1].stem), 10, 10, False)
    assert (q.first, q.last, q.done, q.living, q.waiting) == (1, 1, 0, True, 1)
