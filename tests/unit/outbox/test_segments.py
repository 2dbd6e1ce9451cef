"""Segments are read in portions: what a reader holds at a time is bounded."""

from pathlib import Path

import pytest

from leitstand.broker.ports import Outgoing
from leitstand.outbox import frames
from leitstand.outbox.segments import all_frames, read_chunk, segment_path

MIB = 1024 * 1024


def segment(folder: Path, sizes: list[int]) -> Path:
    path = segment_path(folder, 1)
    outgoings = [Outgoing(topic="t", key=b"k", value=bytes(size)) for size in sizes]
    encoded = [frames.encode(n, 0, o, 8 * MIB) for n, o in enumerate(outgoings, start=1)]
    path.write_bytes(b"".join(encoded))
    return path


@pytest.mark.parametrize(
    ("sizes", "first"),
    [
        pytest.param([MIB, MIB, MIB, 5 * MIB], 3, id="small ones, as many as fit"),
        pytest.param([5 * MIB, 10, 10], 1, id="one larger than a portion, alone"),
        pytest.param([6 * MIB, 7 * MIB, 7 * MIB], 1, id="many of those, one at a time"),
    ],
)
def test_a_portion_is_bounded(tmp_path: Path, sizes: list[int], first: int) -> None:
    """A large record is read by itself, not with all of the file behind it."""
    path = segment(tmp_path, sizes)
    assert [f.sequence for f in read_chunk(path, 0, 2000).frames] == [*range(1, first + 1)]
    assert [f.sequence for f in all_frames(path)] == [*range(1, len(sizes) + 1)]


def test_a_damaged_length_hides_nothing_behind_it(tmp_path: Path) -> None:
    """A head that promises more than there is passes for damage."""
    path = segment(tmp_path, [10, 10])
    data = bytearray(path.read_bytes())
    data[7] = 0xFF  # The highest byte of the first frame's length.
    path.write_bytes(data)
    assert [frame.sequence for frame in all_frames(path)] == [2]
