"""A parser of requests that stays at HTTP/1.1, whatever else a client offers.

A server may ignore ``Upgrade`` (RFC 9110 §7.8), and then the request is one like any other. httptools
ends at the head of such a request and gives the rest up: its body would be lost. Java's client offers
HTTP/2 (``h2c``) with each request to an ``http:`` address.
"""

from typing import Protocol

import httptools

_FRAMING = (b"content-length", b"transfer-encoding")
"""What says how long a body is."""


class Listening(Protocol):
    """Hears of requests as uvicorn's connection does."""

    headers: list[tuple[bytes, bytes]]
    """Of the present request, names in small letters."""

    def on_message_begin(self) -> None:
        """A request begins."""
        ...

    def on_url(self, url: bytes) -> None:
        """A piece of its target is there."""
        ...

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header is there."""
        ...

    def on_headers_complete(self) -> None:
        """The head is complete."""
        ...

    def on_body(self, body: bytes) -> None:
        """A piece of the body is there."""
        ...

    def on_message_complete(self) -> None:
        """The request is complete; not so while it ``should_upgrade``: then its body comes yet."""
        ...


class StayingParser:
    """Has that part of ``httptools.HttpRequestParser`` which uvicorn uses."""

    def __init__(self, listening: Listening) -> None:
        self._listening = listening
        self._parser = _parser(listening)

    def feed_data(self, data: bytes) -> None:
        """Take bytes. Raises httptools.HttpParserError."""
        while True:
            try:
                self._parser.feed_data(data)
            except httptools.HttpParserUpgrade as offer:
                # Read on behind the head, with a parser that knows of it only how long the body is.
                data = _framing(self._listening) + data[offer.args[0] :]
                self._parser = _parser(_Rest(self._listening))
            else:
                return

    def should_upgrade(self) -> bool:
        """Say whether the present request offers another protocol, and its body comes yet."""
        return self._parser.should_upgrade()

    def should_keep_alive(self) -> bool:
        """Say whether another request may follow."""
        return self._parser.should_keep_alive()

    def get_http_version(self) -> str:
        """Return the version of the present request."""
        return self._parser.get_http_version()

    def get_method(self) -> bytes:
        """Return the method of the present request."""
        return self._parser.get_method()


class _Rest:
    """Passes on what comes behind a head that was heard of before."""

    def __init__(self, listening: Listening) -> None:
        self._listening = listening
        self._behind = False
        """Whether that request is over."""
        self.on_body = listening.on_body

    def on_message_begin(self) -> None:
        if self._behind:
            self._listening.on_message_begin()

    def on_url(self, url: bytes) -> None:
        if self._behind:
            self._listening.on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._behind:
            self._listening.on_header(name, value)

    def on_headers_complete(self) -> None:
        if self._behind:
            self._listening.on_headers_complete()

    def on_message_complete(self) -> None:
        self._behind = True
        self._listening.on_message_complete()


def _parser(listening: Listening | _Rest) -> httptools.HttpRequestParser:
    parser = httptools.HttpRequestParser(listening)
    # As uvicorn does it: what follows a request that ends the connection is no error.
    parser.set_dangerous_leniencies(lenient_data_after_close=True)
    return parser


def _framing(listening: Listening) -> bytes:
    """Return a head that says of the body what the present request's head says of it."""
    lines = [name + b": " + value for name, value in listening.headers if name in _FRAMING]
    return b"\r\n".join((b"POST / HTTP/1.1", *lines, b"", b""))
