"""Clients of HTTP/1.0: they know no chunks, so an answer without a length is gathered first.

RFC 9112 §6.1: no transfer coding may be sent to them. (nginx speaks 1.0 to what is behind it unless
told otherwise.)
"""

from starlette.types import Message, Send

from leitstand.capture.decoding import LARGEST_BODY_BYTES


class AnswerTooLongError(Exception):
    """An answer without a length that is longer than we gather."""


class GatheringSend:
    """Sends an answer as it comes if its length is known, else in one piece."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._head: Message | None = None
        self._pieces: list[bytes] = []
        self._size = 0

    async def __call__(self, message: Message) -> None:
        """Take a message of the answer. Raises AnswerTooLongError."""
        if message["type"] == "http.response.start" and not _has_length(message):
            self._head = message
        elif self._head is None:
            await self._send(message)
        else:
            await self._gather(self._head, message)

    async def _gather(self, head: Message, message: Message) -> None:
        piece: bytes = message.get("body", b"")
        self._pieces.append(piece)
        self._size += len(piece)
        if self._size > LARGEST_BODY_BYTES:
            raise AnswerTooLongError
        if not message.get("more_body", False):
            length = (b"content-length", str(self._size).encode())
            self._head = None
            await self._send({**head, "headers": [*head["headers"], length]})
            await self._send({**message, "body": b"".join(self._pieces)})


def _has_length(head: Message) -> bool:
    return any(name == b"content-length" for name, _ in head["headers"])
