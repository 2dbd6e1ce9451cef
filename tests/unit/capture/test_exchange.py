"""One exchange: what is recorded does not depend on when it is put together."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from leitstand.capture.exchange import Ending, Exchange, Request
from leitstand.capture.families.paths import family_of
from leitstand.capture.sse import LARGEST_EVENT_BYTES
from leitstand.schemas.interaction import Client
from leitstand.schemas.vocabulary import Channel, ClientName, Completeness, Provider, Status

CHUNK = b'data: {"choices":[{"index":0,"delta":{"content":"Guten "}}]}\n\n'


def exchange(times: list[float], path: str = "/v1/chat/completions") -> Exchange:
    """Return an exchange whose timer says these seconds, one after the other."""
    family, body = family_of(path), b'{"messages":[],"stream":true}'
    request = Request(
        event_id=UUID(int=1),
        occurred_at=datetime(2026, 3, 4, tzinfo=UTC),
        channel=Channel.GATEWAY,
        application="chat",
        user=None,
        client=Client(name=ClientName.OTHER),
        provider=Provider.OPENAI,
        family=family,
        asked=family.asked(body, "application/json"),
        size=len(body),
    )
    return Exchange(request, iter(times).__next__)


def test_a_stopped_clock() -> None:
    """A record that waits for its turn does not make the answer slower than it was."""
    seen = exchange([10.0, 10.5, 12.0, 99.0])
    seen.begin(200, "text/event-stream", None)
    seen.feed(CHUNK)
    seen.stop_the_clock()
    observed = seen.observed(Ending.ORDERLY)
    assert (observed.first_chunk_ms, observed.duration_ms) == (500, 2000)


def test_asked_twice() -> None:
    """What was seen is the same when it is asked for again, and goes on from there."""
    seen = exchange([0.0] * 9)
    seen.begin(200, "text/event-stream", None)
    seen.feed(CHUNK)
    texts = [seen.observed(Ending.ABANDONED).answers[0].text for _ in range(2)]
    seen.feed(CHUNK)
    assert texts == ["Guten ", "Guten "]
    assert seen.observed(Ending.ABANDONED).answers[0].text == "Guten Guten "


@pytest.mark.parametrize(
    ("path", "kind", "large", "rest"),
    [
        (
            "/v1/chat/completions",
            "text/event-stream",
            b"data: %s\n\n",
            b'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\ndata: [DONE]\n\n',
        ),
        # The last event is the large one: pictures stand in it.
        ("/v1/responses", "text/event-stream", b"data: %s\n\n", b""),
        ("/api/chat", "application/x-ndjson", b"%s\n", b'{"done":true}\n'),
    ],
)
def test_an_event_too_large_to_read(path: str, kind: str, large: bytes, rest: bytes) -> None:
    """It is passed over, and the event says that it is not the whole answer."""
    seen = exchange([0.0] * 9, path)
    seen.begin(200, kind, None)
    for piece in (large % (b"x" * (LARGEST_EVENT_BYTES + 1)), rest):
        seen.feed(piece)
    observed = seen.observed(Ending.ORDERLY)
    assert (observed.completeness, observed.status) == (Completeness.TRUNCATED, Status.OK)


@pytest.mark.parametrize(
    ("path", "status", "kind", "expected"),
    [
        ("/v1/audio/speech", 200, "audio/mpeg", Completeness.COMPLETE),
        ("/v1/audio/speech", 200, "application/pdf", Completeness.PROMPT_ONLY),
        ("/v1/audio/speech", 500, "audio/mpeg", Completeness.PROMPT_ONLY),
        ("/v1/chat/completions", 200, "audio/mpeg", Completeness.PROMPT_ONLY),
    ],
)
def test_speech_says_what_was_asked(
    path: str, status: int, kind: str, expected: Completeness
) -> None:
    """Its sound needs no reading; any other answer that cannot be read is said to be unread."""
    seen = exchange([0.0] * 9, path)
    seen.begin(status, kind, None)
    seen.feed(b"sound")
    assert seen.observed(Ending.ORDERLY).completeness is expected
    assert seen.observed(Ending.BROKEN).completeness is Completeness.INTERRUPTED
