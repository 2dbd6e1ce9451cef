"""Content codings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.deploy.endpoint.compression import choose, packer, unpack
from leitstand.deploy.endpoint.errors import EndpointError

CODINGS = ("lz4", "zstd", "gzip", "deflate")


@given(st.sampled_from(CODINGS), st.binary(max_size=5000))
def test_what_was_packed_is_unpacked(coding: str, data: bytes) -> None:
    """Every coding gives back what it got."""
    frame = packer(coding)
    assert unpack(coding, frame.pack(data) + frame.finish()) == data


@pytest.mark.parametrize("coding", [*CODINGS, "br"])
def test_broken_or_unknown_codings_are_refused(coding: str) -> None:
    """The client learns that its data did not arrive."""
    with pytest.raises(EndpointError):
        unpack(coding, b"not compressed")


@pytest.mark.parametrize(
    ("accepted", "size", "expected"),
    [
        ("lz4,zstd,gzip", 5000, "lz4"),
        ("br, gzip;q=0.5", 5000, "gzip"),
        ("identity", 5000, ""),
        ("", 5000, ""),
        ("lz4", 10, ""),
    ],
)
def test_the_first_known_coding_is_chosen(accepted: str, size: int, expected: str) -> None:
    """Small answers are not worth it."""
    assert choose(accepted, size) == expected
