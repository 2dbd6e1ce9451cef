"""JSON lines, read piece by piece with bounded memory.

https://github.com/ndjson/ndjson-spec
"""

from collections.abc import Iterator

LARGEST_LINE_BYTES = 8 * 1024 * 1024


class LineReader:
    """Takes bytes as they come and yields each line that is complete."""

    def __init__(self, limit: int = LARGEST_LINE_BYTES) -> None:
        self._rest: list[bytes] = []
        self._size = 0
        self._limit = limit
        self.oversized = False
        """Whether a line was too large to keep and was passed over."""

    def feed(self, piece: bytes) -> Iterator[bytes]:
        """Yield every line that ends in this piece; one beyond the limit is passed over."""
        *whole, rest = piece.split(b"\n")
        for line in whole:
            self._keep(line)
            yield from self.end()
        self._keep(rest)

    def end(self) -> Iterator[bytes]:
        """Yield a last line without its end."""
        line, oversized = b"".join(self._rest).strip(b"\r\x1e "), self._size > self._limit
        self._rest, self._size = [], 0
        if line and not oversized:
            yield line

    def _keep(self, piece: bytes) -> None:
        self._size += len(piece)
        if self._size > self._limit:
            self.oversized, self._rest = True, []
        elif piece:
            self._rest.append(piece)
