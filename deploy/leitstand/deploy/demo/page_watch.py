"""Keeps a page of the data-protection officer open, as a browser would, and notes what arrives when.

The address, the form and the events are the page's own (docs/dashboards.md); nothing here reads the
case store.
"""

import re
import threading
from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

import httpx
import msgspec

from leitstand.schemas.clock import Clock, utc_now

SIGN_IN = "/sign-in"
LIVE = "/dsb/live"
_TOKEN = re.compile(r'name="csrf" value="([^"]+)"')
_PAUSE_S = 0.5


class _Change(msgspec.Struct):
    number: str
    events: tuple[UUID, ...] = ()


class PageWatch:
    """Listens until it is closed; comes back by itself when the web application restarts."""

    def __init__(self, address: str, account: str, password: str, clock: Clock = utc_now) -> None:
        self._client = httpx.Client(base_url=address, timeout=httpx.Timeout(5.0, read=30.0))
        self._account = account
        self._password = password
        self._clock = clock
        self._stop = threading.Event()
        self._arrived: dict[UUID, datetime] = {}
        self._last_id = ""
        self._open = threading.Event()
        self._thread = threading.Thread(target=self._run, name="page", daemon=True)

    def start(self, timeout_s: float = 30.0) -> bool:
        """Sign in and listen; return whether the stream is open in time."""
        self._thread.start()
        return self._open.wait(timeout_s)

    def arrivals(self) -> Mapping[UUID, datetime]:
        """Return when each event was first announced on the page."""
        return dict(self._arrived)

    def close(self) -> None:
        """Stop listening."""
        self._stop.set()
        self._client.close()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._sign_in()
                self._listen()
            except (httpx.HTTPError, RuntimeError):
                # RuntimeError: the client was closed under us, which ends the loop.
                self._stop.wait(_PAUSE_S)

    def _sign_in(self) -> None:
        found = _TOKEN.search(self._client.get(SIGN_IN).text)
        form = {
            "csrf": found.group(1) if found else "",
            "account": self._account,
            "password": self._password,
        }
        origin = {"origin": str(self._client.base_url).rstrip("/")}
        self._client.post(SIGN_IN, data=form, headers=origin)

    def _listen(self) -> None:
        headers = {"accept": "text/event-stream"}
        if self._last_id:
            headers["last-event-id"] = self._last_id
        with self._client.stream("GET", LIVE, headers=headers) as response:
            response.raise_for_status()
            if not response.headers.get("content-type", "").startswith("text/event-stream"):
                raise httpx.StreamError("no stream was opened")  # noqa: EM101, TRY003 - for us only
            self._open.set()
            for name, data, event_id in _events(response.iter_lines()):
                self._last_id = event_id or self._last_id
                if name == "change":
                    self._note(msgspec.json.decode(data, type=_Change))

    def _note(self, change: _Change) -> None:
        now = self._clock()
        for event in change.events:
            self._arrived.setdefault(event, now)


def _events(lines: Iterator[str]) -> Iterator[tuple[str, str, str]]:
    """Yield (name, data, id) of each server-sent event (HTML standard, §9.2)."""
    fields: dict[str, list[str]] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(":")
            fields.setdefault(name, []).append(value.removeprefix(" "))
            continue
        if fields.get("data"):
            names, ids = fields.get("event", ["message"]), fields.get("id", [""])
            yield names[-1], "\n".join(fields["data"]), ids[-1]
        fields = {}
