"""Server-sent events, read piece by piece with bounded memory.

https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from collections.abc import Iterator

LARGEST_EVENT_BYTES = 8 * 1024 * 1024


class EventReader:
    """Takes bytes as they come and yields the data of each event that is complete."""

    def __init__(self, limit: int = LARGEST_EVENT_BYTES) -> None:
        self._rest = b""
        self._data: list[bytes] = []
        self._size = 0
        self._limit = limit
        self.oversized = False
        """Whether an event was too large to keep and was passed over."""

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """Yield the data of every event that ends in this piece."""
        lines = (self._rest + piece).splitlines(keepends=True)
        self._rest = b""
        if lines and not _is_whole(lines[-1]):
            self._rest = lines.pop()
            self._drop_if_oversized()
        for line in lines:
            yield from self._line(line.rstrip(b"\r\n"))

    def end(self) -> Iterator[bytes]:
        """Yield what a stream left that ended without its closing blank line."""
        rest, self._rest = self._rest, b""
        if rest:
            yield from self._line(rest.rstrip(b"\r"))
        yield from self._line(b"")

    def _line(self, line: bytes) -> Iterator[bytes]:
        if line:
            self._field(line)
        elif self._data:
            data, self._data, self._size = b"\n".join(self._data), [], 0
            yield data

    def _field(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        if name != b"data":
            return
        self._size += len(value)
        if self._size > self._limit:
            self.oversized, self._data, self._size = True, [], 0
        else:
            self._data.append(value.removeprefix(b" "))

    def _drop_if_oversized(self) -> None:
        if len(self._rest) > self._limit:
            self.oversized, self._rest = True, b""


def _is_whole(line: bytes) -> bool:
    # A carriage return at the very end may be the first half of a line end.
    return line.endswith(b"\n")
