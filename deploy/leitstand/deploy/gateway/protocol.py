"""HTTP at the listener: uvicorn's, with a limit for heads and errors in our form."""

import asyncio
from typing import Any, cast

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from leitstand.capture.gateway import answers
from leitstand.capture.gateway.answers import Answer
from leitstand.deploy.gateway.staying_parser import StayingParser

LARGEST_HEAD_BYTES = 64 * 1024
"""Address and headers together; OpenAI's clients send about 1 KiB."""
_PATIENCE_S = 5.0
_LARGEST_REST = 32 * 1024 * 1024


class _HeadTooLargeError(Exception):
    """Ends the parsing of this connection."""


class GatewayProtocol(HttpToolsProtocol):
    """One connection.

    What a client still sends after an error is read and dropped for a while: a connection that is
    closed with bytes unread is reset, and the answer lost with it (RFC 9112 §9.6).
    """

    _head_bytes: int | None = None
    """Of a head that is not complete; None outside one."""
    _too_large = False
    _dropping: int | None = None
    """Bytes that may still be dropped; None while all is well."""

    def __init__(self, *given: Any, **named: Any) -> None:
        """Take what uvicorn gives."""
        super().__init__(*given, **named)
        self.parser = cast("httptools.HttpRequestParser", StayingParser(self))

    def data_received(self, data: bytes) -> None:
        """Take bytes from the client."""
        if self._dropping is not None:
            self._drop(len(data))
            return
        was_inside = self._head_bytes is not None
        super().data_received(data)
        if was_inside and self._head_bytes is not None and self._dropping is None:
            self._head_bytes += len(data)
            if self._head_bytes > LARGEST_HEAD_BYTES:
                self._too_large = True
                self.send_400_response("")

    def on_message_begin(self) -> None:
        """Begin a request."""
        self._head_bytes = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Begin to answer. Raises what the parser hands on as its own error."""
        self._head_bytes = None
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if size > LARGEST_HEAD_BYTES:
            self._too_large = True
            raise _HeadTooLargeError
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """End a request; one that offers another protocol goes on, as its body comes yet."""
        if not self.parser.should_upgrade():
            super().on_message_complete()

    def send_400_response(self, msg: str) -> None:
        """Say what is wrong with a request that nobody will see, and end the connection."""
        del msg
        answer = (
            answers.head_too_large(LARGEST_HEAD_BYTES) if self._too_large else answers.malformed()
        )
        self._dropping = _LARGEST_REST
        self._head_bytes = None
        self.transport.write(_encoded(answer))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        asyncio.get_running_loop().call_later(_PATIENCE_S, self.transport.close)

    def _drop(self, count: int) -> None:
        self._dropping = cast("int", self._dropping) - count
        if self._dropping < 0:
            self.transport.close()


def _encoded(answer: Answer) -> bytes:
    headers = (*answer.headers, (b"connection", b"close"))
    lines = [name + b": " + value + b"\r\n" for name, value in headers]
    return b"".join((STATUS_LINE[answer.status], *lines, b"\r\n", answer.body))
