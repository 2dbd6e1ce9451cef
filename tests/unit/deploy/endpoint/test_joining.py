"""Documents of one block each become one document."""

import io

import pyarrow as pa  # type: ignore[import-untyped] # no stubs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.deploy.endpoint.joining import JOINERS

BLOCKS = st.lists(st.lists(st.integers(0, 2**32), max_size=20), min_size=1, max_size=5)


def arrow_stream(values: list[int]) -> bytes:
    table = pa.table({"n": pa.array(values, pa.uint64())})
    file = io.BytesIO()
    with pa.ipc.new_stream(file, table.schema) as writer:
        writer.write_table(table)
    return file.getvalue()


@settings(deadline=None)  # the first use of pyarrow takes a second
@given(BLOCKS)
def test_arrow_streams_are_read_as_one(blocks: list[list[int]]) -> None:
    """Every value of every block, in order; nothing is left behind the end."""
    joined = pa.BufferReader(b"".join(JOINERS["ArrowStream"](map(arrow_stream, blocks))))
    with pa.ipc.open_stream(joined) as reader:
        assert reader.read_all()["n"].to_pylist() == [value for block in blocks for value in block]
    assert joined.read() == b""


@given(st.lists(st.binary()))
@pytest.mark.parametrize("fmt", sorted(JOINERS.keys() - {"ArrowStream"}))
def test_others_follow_each_other(fmt: str, blocks: list[bytes]) -> None:
    """Formats without head or foot are joined as they are."""
    assert b"".join(JOINERS[fmt](blocks)) == b"".join(blocks)
