"""``leitstand gateway`` as a person starts it: alone, in an empty directory, killed at any moment."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from leitstand.outbox import acknowledged

LEITSTAND = (sys.executable, "-m", "leitstand.deploy.cli")
CHAT = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Guten Tag"}]}
NOBODY = "127.0.0.1:1"
"""No Kafka listens there."""


async def answer(_request: Request) -> JSONResponse:
    choice = {"index": 0, "message": {"content": "Guten Tag"}, "finish_reason": "stop"}
    return JSONResponse({"id": "chatcmpl-9aB1cD2e", "choices": [choice]})


UPSTREAM = Starlette(routes=[Route("/{path:path}", answer, methods=["POST"])])


class Started:
    """A gateway in a process of its own."""

    def __init__(self, data: Path, upstream: str) -> None:
        command = [*LEITSTAND, "gateway", "--upstream", upstream, "--listen", "127.0.0.1:0"]
        self.process = subprocess.Popen(  # noqa: S603 # our own program
            [*command, "--data", str(data), "--kafka", NOBODY], stderr=subprocess.PIPE, text=True
        )
        self.said: list[str] = []
        self.url = self._wait_for_address()
        # Read on, so that the process never blocks on a full pipe.
        threading.Thread(target=self._read_on, daemon=True).start()

    def _wait_for_address(self) -> str:
        assert self.process.stderr is not None
        for said in self.process.stderr:
            self.said.append(said)
            if "listens on " in said:
                return said.rpartition(" ")[2].strip()
        pytest.fail("".join(self.said))

    def _read_on(self) -> None:
        assert self.process.stderr is not None
        for said in self.process.stderr:
            self.said.append(said)

    def end(self, number: int) -> int:
        os.kill(self.process.pid, number)
        return self.process.wait(60)


@pytest.fixture
def start(tmp_path: Path, serve: Callable[..., str]) -> Iterator[Callable[[], Started]]:
    started: list[Started] = []
    upstream = serve(UPSTREAM)

    def make() -> Started:
        started.append(Started(tmp_path / "data", upstream))
        return started[-1]

    yield make
    for one in started:
        if one.process.poll() is None:
            one.end(signal.SIGKILL)
        if one.process.stderr is not None:
            one.process.stderr.close()


def leitstand(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*LEITSTAND, *arguments], capture_output=True, text=True, check=False)  # noqa: S603 # our own program


def outbox_status(data: Path) -> dict[str, Any]:
    found = leitstand("outbox", "status", "--data", str(data), "--json")
    document: dict[str, Any] = json.loads(found.stdout)
    return document


def test_an_empty_directory_becomes_an_evaluation(
    start: Callable[[], Started], tmp_path: Path
) -> None:
    """It says what it made, records without a Kafka, ends cleanly, and the next start goes on."""
    first = start()
    assert "evaluation until" in "".join(first.said)
    assert httpx.post(f"{first.url}/v1/chat/completions", json=CHAT).status_code == 200
    assert first.end(signal.SIGTERM) == 0
    second = start()
    assert "evaluation until" not in "".join(second.said)
    httpx.post(f"{second.url}/v1/chat/completions", json=CHAT)
    found = outbox_status(tmp_path / "data")
    assert (found["waiting"], found["sent"], found["refused"]) == (2, 0, 0)
    assert (found["producers"], found["living"]) == (2, 1)


def test_killed_while_it_answers(start: Callable[[], Started], tmp_path: Path) -> None:
    """After kill -9 every answer that a client has whole is an event on disk."""
    told: list[str] = []
    gateway = start()

    def ask() -> None:
        with httpx.Client() as client:
            try:
                while True:
                    whole = client.post(f"{gateway.url}/v1/chat/completions", json=CHAT)
                    told.append(whole.headers["x-leitstand-event"])
            except httpx.HTTPError:
                return

    clients = [threading.Thread(target=ask) for _ in range(4)]
    for client in clients:
        client.start()
    while len(told) < 100 and any(client.is_alive() for client in clients):
        time.sleep(0.01)
    gateway.end(signal.SIGKILL)
    for client in clients:
        client.join(60)
    on_disk = {(key or b"").decode() for _, key in acknowledged(tmp_path / "data" / "outbox")}
    assert len(told) >= 100
    assert set(told) <= on_disk
    assert outbox_status(tmp_path / "data")["waiting"] == len(on_disk)


def test_others_cannot_reach_an_evaluation(tmp_path: Path) -> None:
    """Any other listener needs a real configuration, and the message says what to do."""
    data = str(tmp_path / "data")
    found = leitstand("gateway", "--upstream", "http://x", "--listen", "0.0.0.0:0", "--data", data)
    assert found.returncode == 2
    assert "what to do" in found.stderr
    assert not (tmp_path / "data").exists()


def test_a_taken_port(start: Callable[[], Started], tmp_path: Path) -> None:
    """A port that somebody has is said, without a trace of ours."""
    address = start().url.removeprefix("http://")
    data = str(tmp_path / "data")
    found = leitstand("gateway", "--upstream", "http://x", "--listen", address, "--data", data)
    assert found.returncode == 3
    assert f"cannot listen on {address}" in found.stderr
    assert "Traceback" not in found.stderr
