"""Bodies of answers that are looked at while the client reads them, piece by piece, unchanged.

The client's HTTP library (httpx, or httpx2 of newer clients) asks for streams of its own classes;
which one it is, is known only from the stream in hand.
"""

import functools
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress
from typing import Any

from leitstand.capture.exchange import Ending
from leitstand.sdk.call import Answer


class _Stream:
    """What both kinds share."""

    def __init__(self, inner: Any, answer: Answer) -> None:
        self._inner = inner
        self._answer = answer

    def __getattr__(self, name: str) -> Any:
        # httpx2 keeps the elapsed time there.
        return getattr(self.__dict__["_inner"], name)

    def __del__(self) -> None:
        # Nobody read it to its end and nobody closed it. Whatever fails now, nobody could hear it.
        with suppress(Exception):
            done = self._answer.ended(Ending.ABANDONED)
            if done is not None:
                self._answer.recorder.record_later(done.observed, done.event_id)


class _Sync(_Stream):
    def __iter__(self) -> Iterator[bytes]:
        try:
            for piece in self._inner:
                self._answer.feed(piece)
                yield piece
        except GeneratorExit:
            raise
        except BaseException:
            self._end(Ending.BROKEN)
            raise
        self._end(Ending.ORDERLY)

    def close(self) -> None:
        try:
            self._inner.close()
        finally:
            done = self._answer.ended(Ending.ABANDONED)
            if done is not None:
                self._answer.recorder.record_closing(done.observed, done.event_id)

    def _end(self, ending: Ending) -> None:
        done = self._answer.ended(ending)
        if done is not None:
            self._answer.recorder.record(done.observed, done.event_id)


class _Async(_Stream):
    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._inner:
                self._answer.feed(piece)
                yield piece
        except GeneratorExit:
            raise
        except BaseException:
            await self._end(Ending.BROKEN)
            raise
        await self._end(Ending.ORDERLY)

    async def aclose(self) -> None:
        try:
            await self._inner.aclose()
        finally:
            await self._end(Ending.ABANDONED)

    async def _end(self, ending: Ending) -> None:
        done = self._answer.ended(ending)
        if done is not None:
            await self._answer.recorder.record_async(done.observed, done.event_id)


def watched(stream: Any, answer: Answer) -> Any:
    """Return a stream that gives the same pieces. Raises TypeError for no stream of httpx."""
    for base in type(stream).__mro__:
        if base.__name__ in _KINDS:
            return _class_of(base)(stream, answer)
    message = "no stream of httpx"
    raise TypeError(message)


_KINDS: dict[str, type[_Stream]] = {"SyncByteStream": _Sync, "AsyncByteStream": _Async}


@functools.cache
def _class_of(base: type) -> type:
    return type(f"Watched{base.__name__}", (_KINDS[base.__name__], base), {})
