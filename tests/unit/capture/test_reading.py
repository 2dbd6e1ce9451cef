"""Small readers: events, encodings, clients, providers, closed values."""

import gzip
import zlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.capture import closing
from leitstand.capture.clients import client_of
from leitstand.capture.decoding import LARGEST_BODY_BYTES, decoder_for
from leitstand.capture.media_types import media_type
from leitstand.capture.providers import provider_of
from leitstand.capture.sse import EventReader
from leitstand.schemas.vocabulary import ClientName, FinishReason, Provider

STREAM = (
    b'data: {"a": 1}\n\n: comment\r\nevent: x\r\ndata: two\r\ndata:lines\r\n\r\ndata: [DONE]\n\n'
)
EVENTS = [b'{"a": 1}', b"two\nlines", b"[DONE]"]


@given(st.lists(st.integers(0, len(STREAM)), max_size=12))
def test_events_wherever_the_pieces_are_cut(cuts: list[int]) -> None:
    """How the network cuts a stream changes nothing."""
    places = sorted({0, *cuts, len(STREAM)})
    pieces = [STREAM[a:b] for a, b in pairwise(places)]
    reader = EventReader()
    assert [event for piece in pieces for event in reader.feed(piece)] == EVENTS


def test_the_last_event_without_its_blank_line() -> None:
    """What a broken stream left is not lost."""
    reader = EventReader()
    assert list(reader.feed(b"data: a\n\ndata: b")) == [b"a"]
    assert list(reader.end()) == [b"b"]


def test_an_event_without_end_is_dropped() -> None:
    """Memory is bounded, and later events are read again."""
    reader = EventReader(limit=100)
    for _ in range(50):
        assert list(reader.feed(b"data: " + b"x" * 20)) == []
    assert reader.oversized
    assert list(reader.feed(b"\n\ndata: later\n\n"))[-1] == b"later"


@pytest.mark.parametrize(
    ("encoding", "encoded"),
    [
        (None, b"text"),
        ("identity", b"text"),
        ("gzip", gzip.compress(b"text")),
        ("GZIP", gzip.compress(b"text")),
        ("deflate", zlib.compress(b"text")),
    ],
)
def test_encodings_are_read_byte_by_byte(encoding: str | None, encoded: bytes) -> None:
    """A copy of the body comes out, however small the pieces."""
    decoder = decoder_for(encoding)
    assert b"".join(decoder.feed(bytes([byte])) for byte in encoded) == b"text"
    assert decoder.readable


@pytest.mark.parametrize(("encoding", "body"), [("br", b"??"), ("gzip", b"no gzip at all")])
def test_what_cannot_be_read_is_said(encoding: str, body: bytes) -> None:
    """An unknown encoding or a broken body is unreadable, not empty."""
    decoder = decoder_for(encoding)
    assert decoder.feed(body) == b""
    assert not decoder.readable


def test_a_bomb_is_not_unpacked() -> None:
    """A small body that would become a huge one is left unread."""
    decoder = decoder_for("gzip")
    assert decoder.feed(gzip.compress(bytes(LARGEST_BODY_BYTES + 1))) == b""
    assert not decoder.readable


@pytest.mark.parametrize(
    ("user_agent", "name", "version"),
    [
        ("OpenAI/Python 3.54.0", ClientName.OPENAI_PYTHON, "3.54.0"),
        ("AsyncOpenAI/Python 1.2", ClientName.OPENAI_PYTHON, "1.2"),
        ("AsyncAzureOpenAI/Python 1.2.3", ClientName.AZURE_OPENAI, "1.2.3"),
        ("OpenAI/JS 4.7.1", ClientName.OPENAI_NODE, "4.7.1"),
        ("curl/7.88.1", ClientName.CURL, "7.88.1"),
        ("Mozilla/5.0 (X11; Linux x86_64)", ClientName.BROWSER, None),
        ("Erika Mustermann/1.0", ClientName.OTHER, None),
        ("curl/1234567890", ClientName.CURL, None),
        ("", ClientName.OTHER, None),
        (None, ClientName.OTHER, None),
    ],
)
def test_clients(user_agent: str | None, name: ClientName, version: str | None) -> None:
    """A User-Agent becomes a known name and a version, nothing else of it is kept."""
    client = client_of(user_agent)
    assert (client.name, client.version) == (name, version)


@pytest.mark.parametrize(
    ("url", "provider"),
    [
        ("https://api.openai.com/v1", Provider.OPENAI),
        ("https://stadt.openai.azure.com", Provider.AZURE_OPENAI),
        ("https://api.mistral.ai", Provider.MISTRAL),
        ("http://gpu.stadt.example:11434", Provider.OLLAMA),
        ("http://notopenai.com", Provider.OTHER),
        ("http://127.0.0.1:8000", Provider.OTHER),
    ],
)
def test_providers(url: str, provider: Provider) -> None:
    """The address of the upstream says who answers."""
    assert provider_of(url) is provider


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("chatcmpl-908MD9ivBBLb6EaIjlqwFokntayQK", True),
        ("resp_0a1B2c3D4e5F", True),
        ("chat-4db07f02ecae49cbafe1d359db1650df", True),
        ("chat-mustermann", False),
        ("erika-mustermann1", False),
        (None, False),
    ],
)
def test_response_ids(text: str | None, kept: bool) -> None:
    """Only what looks like a provider's own id stands open."""
    assert closing.response_id(text) == (text if kept else None)


@pytest.mark.parametrize(
    ("text", "expected"), [("stop", FinishReason.STOP), ("Erika", FinishReason.OTHER)]
)
def test_finish_reasons(text: str, expected: FinishReason) -> None:
    """An unknown reason is ``other``."""
    assert closing.finish_reason(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Image/PNG; charset=x", "image/png"),
        ("image/erika-mustermann", "application/octet-stream"),
        (None, "application/octet-stream"),
    ],
)
def test_media_types(text: str | None, expected: str) -> None:
    """A subtype is no place for free text."""
    assert media_type(text) == expected
