"""How a result travels: at once where it is small, else piece by piece and never held in memory.

An error before the first byte is an answer of its own. After that only the body can tell, as
ClickHouse does it: a last block between two marks that carry the tag of the header
``X-ClickHouse-Exception-Tag``, and a connection that ends without the end of the body. Either alone
makes the client raise: a result that is cut off is never taken for a whole one.
https://clickhouse.com/docs/interfaces/http#http_response_codes_caveats
"""

import asyncio
import json
import secrets
import tempfile
import uuid
from collections.abc import AsyncGenerator, Iterable, Iterator
from contextlib import ExitStack, asynccontextmanager, suppress
from itertools import chain
from pathlib import Path
from typing import IO

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from leitstand.deploy.endpoint import compression
from leitstand.deploy.endpoint.compression import Packer
from leitstand.deploy.endpoint.engine import Counts, Running
from leitstand.deploy.endpoint.errors import EndpointError
from leitstand.deploy.endpoint.limits import BUFFER
from leitstand.deploy.endpoint.request import Asked

_READ_AT_ONCE = 256 * 1024
_BINARY = "application/octet-stream"


async def answer(asked: Asked, running: Running, receive: Receive, spool: Path) -> Response:
    """Return the response to a statement that has begun, and close it when all is sent.

    ``spool`` is a directory for results that the client wants complete before they begin. Raises
    EndpointError while nothing is sent. A client that goes away cancels a statement that only reads.
    """
    try:
        async with _cancelled_without_client(receive, running):
            kept, rest = await run_in_threadpool(_begun, running, spool if asked.waits else None)
    except BaseException:
        await run_in_threadpool(running.close)
        raise
    tag = secrets.token_hex(8)
    coding = _coding(asked, sum(map(len, kept)))
    headers = _headers(asked, running, tag) | ({"Content-Encoding": coding} if coding else {})
    packer = compression.packer(coding)
    if rest is None:
        body = packer.pack(b"".join(kept)) + packer.finish()
        return Response(body, headers=headers, media_type=_BINARY)
    return _InPieces(_packed(chain(kept, rest), packer, tag), headers, running)


class _CutOffError(Exception):
    """The body must not end as if it were whole."""


class _InPieces(StreamingResponse):
    """A body of unknown length."""

    def __init__(self, sent: Iterable[bytes], headers: dict[str, str], running: Running) -> None:
        super().__init__(sent, headers=headers, media_type=_BINARY)
        self._running = running

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send; where the result breaks off, return without the end: the server hangs up."""
        try:
            async with _cancelled_without_client(receive, self._running):
                await self.stream_response(send)
        except _CutOffError:
            return
        finally:
            await run_in_threadpool(self._running.close)


def _begun(running: Running, spool: Path | None) -> tuple[list[bytes], Iterator[bytes] | None]:
    """Return the first pieces, and the rest if there is more: on disk where a spool is given."""
    kept: list[bytes] = []
    size = 0
    pieces = running.pieces()
    for piece in pieces:
        kept.append(piece)
        size += len(piece)
        if size > BUFFER:
            return kept, _on_disk(pieces, spool) if spool else pieces
    running.close()
    return kept, None


def _on_disk(pieces: Iterator[bytes], spool: Path) -> Iterator[bytes]:
    """Write all that comes into a file without a name, then return what reads it."""
    with ExitStack() as unless_whole:
        file = unless_whole.enter_context(tempfile.TemporaryFile(dir=spool))
        file.writelines(pieces)
        file.seek(0)
        unless_whole.pop_all()
    return _read(file)


def _read(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        yield from iter(lambda: file.read(_READ_AT_ONCE), b"")


def _packed(pieces: Iterator[bytes], packer: Packer, tag: str) -> Iterator[bytes]:
    try:
        yield from filter(None, map(packer.pack, pieces))
    except EndpointError as error:
        yield packer.pack(exception_block(error.text, tag)) + packer.finish()
        raise _CutOffError from None
    yield packer.finish()


def exception_block(text: str, tag: str) -> bytes:
    """Return what ClickHouse (since 25.11) writes into a body that has begun."""
    said = text.encode() + b"\n"
    mark = tag.encode()
    opening = b"\r\n__exception__\r\n" + mark + b"\r\n"
    return opening + said + b"%d " % len(said) + mark + b"\r\n__exception__\r\n"


@asynccontextmanager
async def _cancelled_without_client(receive: Receive, running: Running) -> AsyncGenerator[None]:
    """Cancel what only reads when nobody waits for it any more; what writes runs to its end."""
    if not running.reads:
        yield
        return
    watch = asyncio.create_task(_watch(receive, running))
    try:
        yield
    except asyncio.CancelledError:
        # This process ends, and a thread that waits for the engine would hold it up. Not in a
        # thread of its own: whoever is cancelled once may be cancelled again before that starts.
        running.cancel()
        raise
    finally:
        watch.cancel()
        with suppress(asyncio.CancelledError):
            await watch


async def _watch(receive: Receive, running: Running) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    await run_in_threadpool(running.cancel)


def _coding(asked: Asked, size: int) -> str:
    if asked.values.get("enable_http_compression") != "1":
        return ""
    return compression.choose(asked.headers.get("accept-encoding", ""), size)


def _headers(asked: Asked, running: Running, tag: str) -> dict[str, str]:
    return {
        "X-ClickHouse-Query-Id": asked.values.get("query_id") or str(uuid.uuid4()),
        "X-ClickHouse-Server-Display-Name": "leitstand",
        "X-ClickHouse-Format": running.output,
        "X-ClickHouse-Timezone": "UTC",
        "X-ClickHouse-Exception-Tag": tag,
        "X-ClickHouse-Summary": _summary(running.counts),
    }


def _summary(counts: Counts) -> str:
    """Return the counts so far; all values are strings, as ClickHouse writes them."""
    return json.dumps(
        {
            "read_rows": str(counts.rows_read),
            "read_bytes": str(counts.bytes_read),
            "written_rows": str(counts.rows_written),
            "written_bytes": str(counts.bytes_written),
            "elapsed_ns": str(int(counts.seconds * 1e9)),
        }
    )
