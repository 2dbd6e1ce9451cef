"""Compressed bodies are read to their last byte, or refused."""

import gzip
import zlib
from collections.abc import Callable

import lz4.frame  # type: ignore[import-untyped]  # it has none
import pytest
from backports import zstd

from leitstand.deploy.endpoint.compression import packer, unpack
from leitstand.deploy.endpoint.errors import EndpointError

PACK: dict[str, Callable[[bytes], bytes]] = {
    "lz4": lz4.frame.compress,
    "zstd": zstd.compress,
    "gzip": gzip.compress,
    "deflate": zlib.compress,
}


@pytest.mark.parametrize("coding", sorted(PACK))
def test_every_frame_of_a_body_is_read(coding: str) -> None:
    """A client makes one frame per block; stopping after the first would lose acknowledged rows."""
    body = PACK[coding](b"first " * 500) + PACK[coding](b"second " * 500)
    assert unpack(coding, body) == b"first " * 500 + b"second " * 500


@pytest.mark.parametrize("coding", sorted(PACK))
def test_a_body_that_is_cut_off_is_refused(coding: str) -> None:
    """Half a frame is no answer to "how many rows"."""
    body = PACK[coding](b"first " * 500) + PACK[coding](bytes(range(256)) * 9)[:-9]
    with pytest.raises(EndpointError):
        unpack(coding, body)


@pytest.mark.parametrize("coding", sorted(PACK))
def test_what_we_pack_we_unpack(coding: str) -> None:
    """Both directions agree."""
    frame = packer(coding)
    packed = frame.pack(b"text " * 500) + frame.pack(b"text " * 500) + frame.finish()
    assert unpack(coding, packed) == b"text " * 1000
