"""Requests that offer another protocol, read as ordinary ones, however the network cuts them."""

from itertools import pairwise

import httptools
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.deploy.gateway.staying_parser import StayingParser

OFFER = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"
REST = {
    b"sized": b"Content-Length: 5\r\n\r\nhello",
    b"chunked": b"Transfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n",
    b"empty": b"Content-Length: 0\r\n\r\n",
    b"none": b"\r\n",
}
Heard = list[tuple[bytes, bytes]]
kinds = st.lists(st.tuples(st.sampled_from([b"", OFFER]), st.sampled_from([*REST])), max_size=5)


class Listener:
    """Gathers the requests as uvicorn's connection does."""

    def __init__(self) -> None:
        self.parser = StayingParser(self)
        self.headers: list[tuple[bytes, bytes]] = []
        self.heard: Heard = []
        """Target and body of each request that is complete."""
        self._heads = 0

    def on_message_begin(self) -> None:
        self.headers, self._url, self._body = [], b"", b""

    def on_url(self, url: bytes) -> None:
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        self._heads += 1

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        if not self.parser.should_upgrade():
            self.heard.append((self._url, self._body))
            assert self._heads == len(self.heard)


def request(offer: bytes, kind: bytes) -> bytes:
    return b"POST /" + kind + b" HTTP/1.1\r\nHost: x\r\n" + offer + REST[kind]


@given(kinds, st.data())
def test_every_body_arrives(asked: list[tuple[bytes, bytes]], data: st.DataObject) -> None:
    """With an offer or without, sized, chunked or without a body, cut anywhere: nothing is lost."""
    everything = b"".join(request(offer, kind) for offer, kind in asked)
    cuts = data.draw(st.lists(st.integers(0, len(everything)), max_size=12))
    listener = Listener()
    for begin, end in pairwise(sorted({0, *cuts, len(everything)})):
        listener.parser.feed_data(everything[begin:end])
    bodies = [b"hello" if kind in (b"sized", b"chunked") else b"" for _, kind in asked]
    assert listener.heard == [
        (b"/" + kind, body) for (_, kind), body in zip(asked, bodies, strict=True)
    ]


def test_nonsense_behind_an_offer_is_an_error() -> None:
    """What follows an offered request is read as HTTP, not passed over."""
    listener = Listener()
    with pytest.raises(httptools.HttpParserError):
        listener.parser.feed_data(request(OFFER, b"none") + b"PRI * HTTP/2.0 nonsense\r\n\r\n")
    assert listener.heard == [(b"/none", b"")]
