"""Frames: whole and sound, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.broker.ports import Outgoing
from leitstand.outbox import RecordTooLargeError, frames

outgoings = st.builds(
    Outgoing,
    topic=st.text(max_size=20),
    key=st.none() | st.binary(max_size=40),
    value=st.none() | st.binary(max_size=300),
    headers=st.lists(st.tuples(st.text(max_size=9), st.binary(max_size=9)), max_size=3).map(tuple),
)


def encoded(outgoing: Outgoing, sequence: int = 7) -> bytes:
    return frames.encode(sequence, 1_700_000_000_000, outgoing, 1_000_000)


SMALL = Outgoing(topic="t", key=b"k", value=b"value")


@given(outgoings, st.integers(min_value=1, max_value=2**63))
def test_what_goes_in_comes_out(outgoing: Outgoing, sequence: int) -> None:
    """A frame gives back its record and its sequence, and ends where its bytes end."""
    data = encoded(outgoing, sequence)
    frame = frames.read(data, 0)
    assert frame is not None
    assert (frame.outgoing(), frame.sequence, frame.end) == (outgoing, sequence, len(data))


@given(outgoings, st.data())
def test_any_flipped_bit_is_noticed(outgoing: Outgoing, data: st.DataObject) -> None:
    """No single flipped bit leaves a frame readable."""
    whole = bytearray(encoded(outgoing))
    bit = data.draw(st.integers(0, len(whole) * 8 - 1))
    whole[bit // 8] ^= 1 << bit % 8
    assert frames.read(bytes(whole), 0) is None


@given(outgoings, st.data())
def test_a_torn_frame_is_none(outgoing: Outgoing, data: st.DataObject) -> None:
    """Any true prefix of a frame is no frame."""
    whole = encoded(outgoing)
    assert frames.read(whole[: data.draw(st.integers(0, len(whole) - 1))], 0) is None


@given(st.binary(max_size=200))
def test_the_next_frame_is_found_behind_damage(damage: bytes) -> None:
    """Behind arbitrary bytes the reader finds its way again."""
    good = encoded(SMALL)
    at = frames.find(damage + good, 0)
    assert at is not None
    assert frames.read(damage + good, at) is not None


def test_a_magic_inside_damage_is_not_believed() -> None:
    """The magic alone makes no frame."""
    assert frames.find(frames.MAGIC * 20, 0) is None


def test_too_large() -> None:
    """A record above the limit is refused when it is encoded, not when it is sent."""
    with pytest.raises(RecordTooLargeError):
        frames.encode(1, 0, Outgoing(topic="t", key=None, value=b"x" * 101), 100)
