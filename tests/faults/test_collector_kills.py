"""The collector is killed while programs deliver: what it acknowledged is in the outbox, once."""

import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx
import msgspec
import pytest

from leitstand.capture.agreement import AGREEMENT_FILE
from leitstand.capture.evaluation import evaluation_agreement
from leitstand.deploy.http_health import answers
from leitstand.deploy.ports import free_ports
from leitstand.deploy.settings import Home, Settings
from leitstand.outbox import acknowledged
from leitstand.schemas.identifiers import event_id_of
from leitstand.vault import DayKeys

TENANT = "collectordorf"
LIMIT_S = 60
KILLS = 4
START = int(datetime.now(UTC).timestamp()) * 1_000_000_000


@dataclass
class Programs:
    """Deliver from several threads until told to stop; each tries again until it has an answer."""

    url: str
    taken: set[str] = field(default_factory=set[str])
    stop: threading.Event = field(default_factory=threading.Event)

    def deliver_events(self, thread: int) -> None:
        number = 0
        while not self.stop.is_set():
            number += 1
            self._until_answered("/events", event(f"{thread}.{number}"), 202)

    def deliver_spans(self, thread: int) -> None:
        number = 0
        while not self.stop.is_set():
            number += 1
            trace, span = f"{thread:032x}", f"{number:016x}"
            if self._until_answered("/v1/traces", spans(trace, span), 200):
                known = event_id_of(
                    "otlp anybody", f"{trace}/{span}", datetime(1970, 1, 1, tzinfo=UTC)
                )
                self.taken.add(str(known))

    def _until_answered(self, path: str, body: bytes, status: int) -> bool:
        kind = "application/json" if path != "/events" else "application/cloudevents+json"
        while not self.stop.is_set():
            try:
                answer = httpx.post(
                    self.url + path, content=body, headers={"content-type": kind}, timeout=5
                )
            except httpx.HTTPError:
                time.sleep(0.02)
                continue
            assert answer.status_code == status, answer.text
            self.taken.update(answer.json().get("ids", ()))
            return True
        return False


def event(event_id: str) -> bytes:
    return msgspec.json.encode(
        {
            "specversion": "1.0",
            "id": event_id,
            "source": "/portal",
            "type": "leitstand.observed.v1",
            "time": datetime.fromtimestamp(START / 1e9, UTC).isoformat(),
            "data": {"operation": "chat", "messages": [{"where": "prompt", "text": "Guten Tag"}]},
        }
    )


def spans(trace: str, span: str) -> bytes:
    attributes = [{"key": "gen_ai.operation.name", "value": {"stringValue": "chat"}}]
    one = {
        "traceId": trace,
        "spanId": span,
        "startTimeUnixNano": str(START),
        "endTimeUnixNano": str(START + 1_000_000),
        "attributes": attributes,
    }
    return msgspec.json.encode({"resourceSpans": [{"scopeSpans": [{"spans": [one]}]}]})


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home, today = Home(tmp_path), datetime.now(UTC).date()
    DayKeys.create(home.vault, TENANT, today, 2)
    (home.data / AGREEMENT_FILE).write_bytes(
        msgspec.yaml.encode(evaluation_agreement(today, "a test"))
    )
    home.save(Settings(tenant=TENANT, ports=free_ports(), kafka="127.0.0.1:1"))
    return home


@contextmanager
def process(home: Home, url: str) -> Generator["subprocess.Popen[bytes]"]:
    command = [sys.executable, "-m", "leitstand.deploy.cli", "run", "collector"]
    running = subprocess.Popen([*command, "--data", str(home.data)])  # noqa: S603 # our own
    try:
        deadline = time.monotonic() + LIMIT_S
        while not answers(f"{url}/healthz"):
            assert running.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield running
    finally:
        running.kill()
        running.wait(LIMIT_S)


def test_what_was_acknowledged_is_there_after_kills(home: Home) -> None:
    """Whenever it dies, in whatever mode it came; a retry has the id of the first attempt."""
    settings = home.load()
    url = f"http://{settings.host}:{settings.ports.collector}"
    programs = Programs(url)
    work = [programs.deliver_events, programs.deliver_spans] * 2
    threads = [threading.Thread(target=w, args=(n + 1,)) for n, w in enumerate(work)]
    for thread in threads:
        thread.start()
    try:
        for number in range(KILLS):
            with process(home, url) as running:
                wait_for_more(programs, 20 + number * 7)
                running.send_signal(signal.SIGKILL)
                running.wait(LIMIT_S)
    finally:
        programs.stop.set()
        for thread in threads:
            thread.join(LIMIT_S)
    kept = Counter((key or b"").decode() for _, key in acknowledged(home.outbox))
    assert programs.taken <= kept.keys()
    assert len(kept) - len(programs.taken) <= len(threads)


def wait_for_more(programs: Programs, more: int) -> None:
    wanted, deadline = len(programs.taken) + more, time.monotonic() + LIMIT_S
    while len(programs.taken) < wanted:
        assert time.monotonic() < deadline
        time.sleep(0.005)
