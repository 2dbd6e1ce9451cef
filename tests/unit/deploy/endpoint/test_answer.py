"""An answer whose statement runs for ever, and what ends it."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.types import Message

from leitstand.deploy.endpoint.answer import answer
from leitstand.deploy.endpoint.engine import Counts
from leitstand.deploy.endpoint.errors import EndpointError
from leitstand.deploy.endpoint.request import Asked


class Endless:
    """A statement that shows nothing until it is cancelled."""

    reads = True
    output = "Native"
    counts = Counts()

    def __init__(self) -> None:
        self.begun, self.cancelled, self.closed = (threading.Event() for _ in range(3))

    def pieces(self) -> Iterator[bytes]:
        self.begun.set()
        self.cancelled.wait()
        raise EndpointError.refused(394, "Query was cancelled.", "QUERY_WAS_CANCELLED")
        yield b""

    def cancel(self) -> None:
        self.cancelled.set()

    def close(self) -> None:
        self.closed.set()


ASKED = Asked(body=b"", coding="", values={}, headers={})


async def disconnected() -> Message:
    return {"type": "http.disconnect"}


async def silent() -> Message:
    await asyncio.Event().wait()
    raise AssertionError


def test_a_client_that_is_gone_ends_the_statement(tmp_path: Path) -> None:
    """The engine is told, and the connection given up."""
    running: Any = Endless()
    with pytest.raises(EndpointError):
        asyncio.run(answer(ASKED, running, disconnected, tmp_path))
    assert running.closed.is_set()


def test_a_process_that_ends_does_not_wait_for_the_statement(tmp_path: Path) -> None:
    """Its thread would hold the process up for as long as the statement runs."""
    running: Any = Endless()

    async def stopped() -> None:
        task = asyncio.create_task(answer(ASKED, running, silent, tmp_path))
        await asyncio.to_thread(running.begun.wait)
        task.cancel()
        await task

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(stopped())
    assert running.cancelled.is_set()
    assert running.closed.is_set()
