"""Listeners at a client's HTTP connection: bytes, so that every method of every version is seen.

They are httpx's documented event hooks. Outside of a call of an instrumented client they do
nothing, so that they may stay where several clients share a connection.
"""

from typing import Any

from leitstand.capture.decoding import readable_only
from leitstand.capture.exchange import Ending
from leitstand.schemas.clock import utc_now
from leitstand.sdk.answers import watched
from leitstand.sdk.call import CURRENT, Call, Sent

EVENT_HEADER = "x-leitstand-event"
"""A gateway of ours names the event under which it recorded an answer."""
LARGEST_REQUEST_BYTES = 100 * 1024 * 1024
"""Of which the content is read; as the gateway's limit."""


def listen(connection: Any, *, asynchronous: bool) -> None:
    """Add the hooks to an httpx client that has none of ours."""
    asking, answering = (ask_async, answer_async) if asynchronous else (ask, answer)
    hooks = connection.event_hooks
    if asking in hooks["request"]:
        return
    connection.event_hooks = {
        # Last, to see what the program's own hooks made of it; first, to see the body before them.
        "request": [*hooks["request"], asking],
        "response": [answering, *hooks["response"]],
    }


def ask(request: Any) -> None:
    """Look at a request."""
    call = CURRENT.get(None)
    if call is not None:
        with call.guard():
            _ask(call, request, request.read() if _is_readable(request) else None)


async def ask_async(request: Any) -> None:
    """Do the same in an event loop."""
    call = CURRENT.get(None)
    if call is not None:
        with call.guard():
            _ask(call, request, await request.aread() if _is_readable(request) else None)


def answer(response: Any) -> None:
    """Look at an answer whose head is there."""
    call = CURRENT.get(None)
    if call is not None:
        with call.guard():
            _answer(call, response)


async def answer_async(response: Any) -> None:
    """Do the same in an event loop."""
    answer(response)


def _ask(call: Call, request: Any, body: bytes | None) -> None:
    headers = request.headers
    if "accept-encoding" in headers and not _is_signed(headers):
        headers["accept-encoding"] = readable_only(headers["accept-encoding"])
    sent = Sent(
        method=request.method,
        url=str(request.url),
        path=request.url.path,
        user_agent=headers.get("user-agent"),
        content_type=headers.get("content-type", ""),
        body=body,
        size=len(body) if body is not None else _length(headers) or 0,
    )
    call.asks(sent, utc_now())


def _is_signed(headers: Any) -> bool:
    # AWS's signature may cover any header.
    return str(headers.get("authorization", "")).startswith("AWS4-")


def _is_readable(request: Any) -> bool:
    length = _length(request.headers)
    chunked = "transfer-encoding" in request.headers
    return not chunked and (length or 0) <= LARGEST_REQUEST_BYTES


def _length(headers: Any) -> int | None:
    text = headers.get("content-length", "")
    return int(text) if text.isdecimal() else None


def _answer(call: Call, response: Any) -> None:
    headers = response.headers
    found = call.answered(elsewhere=EVENT_HEADER in headers)
    if found is None:
        return
    body = _already_read(response)
    encoding = headers.get("content-encoding") if body is None else None
    found.head(response.status_code, headers.get("content-type", ""), encoding)
    if body is None:
        response.stream = watched(response.stream, found)
    else:
        found.feed(body)
        found.ended(Ending.ORDERLY)


def _already_read(response: Any) -> bytes | None:
    """Return the body of an answer that was made in the program itself, as mocks do; else None."""
    try:
        content: bytes = response.content
    except Exception:
        return None
    return content
