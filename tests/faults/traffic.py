"""Programs that ask through the gateway without end, and a provider that answers them."""

import hashlib
import random
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import UUID

import httpx
import msgspec
from tests.faults.installation import LIMIT_S, Installation

from leitstand.capture.gateway.config import (
    FILE_NAME,
    CallerConfig,
    GatewayConfig,
    UpstreamConfig,
)
from leitstand.capture.gateway.names import EVENT_HEADER, USER_HEADER
from leitstand.schemas.vocabulary import Provider

_KEY = "fictional-caller-key-of-a-test"
_ORDINARY = "Bitte formuliere eine Einladung zum Elternabend der Kita am Stadtpark."
_PLANTED = "Bitte prüfe die IBAN DE89 3704 0044 0532 0130 00 von Erika Mustermann."
_ANSWER = msgspec.json.encode(
    {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "gpt-4o",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": "Gern, hier ist ein Entwurf."},
                "finish_reason": "stop",
            }
        ],
        "usage": {"prompt_tokens": 20, "completion_tokens": 9, "total_tokens": 29},
    }
)


class _Provider(BaseHTTPRequestHandler):
    """Gives everybody the same answer."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(_ANSWER)))
        self.end_headers()
        self.wfile.write(_ANSWER)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a gateway that is killed leaves its connections open."""


@contextmanager
def provider() -> Generator[str]:
    """Run the provider in a thread; yields its address."""
    with _Server(("127.0.0.1", 0), _Provider) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/v1"
        finally:
            server.shutdown()
            thread.join()


def configure_gateway(there: Installation, upstream: str) -> None:
    """Let the gateway of an installation know its provider and the one program that calls it."""
    caller = CallerConfig(
        name="chat",
        key_sha256=hashlib.sha256(_KEY.encode()).hexdigest(),
        application="chat",
        trust_user_header=True,
    )
    config = GatewayConfig(
        upstream=UpstreamConfig(url=upstream, provider=Provider.OPENAI), callers=(caller,)
    )
    (there.home.data / FILE_NAME).write_bytes(msgspec.yaml.encode(config))


class Traffic:
    """Asks from several threads; remembers what it was told is recorded."""

    def __init__(
        self, there: Installation, *, seed: int, threads: int = 3, pause_s: float = 0.05
    ) -> None:
        settings = there.settings
        self._address = f"http://{settings.host}:{settings.ports.gateway}/v1/chat/completions"
        self._pause_s = pause_s
        self._random = random.Random(seed)  # noqa: S311 - repeatable, no secret
        self._flowing, self._ended = threading.Event(), threading.Event()
        self._busy = threading.Semaphore(threads)
        self._count = threads
        self.told: list[UUID] = []
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(threads)]
        for thread in self._threads:
            thread.start()

    def flow(self) -> None:
        """Begin, or go on."""
        self._flowing.set()

    def hold(self) -> None:
        """Pause; returns when no question is under way any more."""
        self._flowing.clear()
        for _ in range(self._count):
            assert self._busy.acquire(timeout=LIMIT_S)
        for _ in range(self._count):
            self._busy.release()

    def close(self) -> None:
        """End; returns when all threads have."""
        self._ended.set()
        self._flowing.set()
        for thread in self._threads:
            thread.join(LIMIT_S)

    def _run(self) -> None:
        with httpx.Client(timeout=20, trust_env=False) as client:
            while not self._ended.is_set():
                self._flowing.wait()
                with self._busy:
                    if self._flowing.is_set():
                        self._ask(client)
                time.sleep(self._pause_s)

    def _ask(self, client: httpx.Client) -> None:
        """Ask once; a gateway that is just being killed tells nothing, and nothing is remembered."""
        text = _PLANTED if self._random.random() < 0.1 else _ORDINARY
        try:
            answer = client.post(
                self._address,
                json={"model": "gpt-4o", "messages": [{"role": "user", "content": text}]},
                headers={
                    "authorization": f"Bearer {_KEY}",
                    USER_HEADER: "fiktiv-0001@musterstadt.example",
                },
            )
        except httpx.HTTPError:
            return
        if answer.status_code == httpx.codes.OK:
            self.told.append(UUID(answer.headers[EVENT_HEADER]))
