"""One request and its answer, as they pass: what will be recorded of them."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from leitstand.capture.decoding import LARGEST_BODY_BYTES, Decoder, Identity, decoder_for
from leitstand.capture.events import Events, events_of
from leitstand.capture.families.family import Answered, Asked, Family, StreamReader
from leitstand.capture.observed import Observed
from leitstand.schemas.interaction import Client, Preflight
from leitstand.schemas.vocabulary import Channel, Completeness, Operation, Provider, Purpose, Status


class Ending(StrEnum):
    """How an exchange ended."""

    ORDERLY = "orderly"
    """The upstream closed its answer itself."""
    BROKEN = "broken"
    """The upstream broke off, or was not there."""
    ABANDONED = "abandoned"
    """The client hung up, or we had to stop."""
    STOPPED = "stopped"
    """Nothing left the house: the preflight or a setting of the gateway stopped it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is known before anything is passed on."""

    event_id: UUID
    occurred_at: datetime
    channel: Channel
    application: str
    user: str | None
    client: Client
    provider: Provider
    family: Family
    asked: Asked
    size: int
    model: str | None = None
    """The model that was asked for: as the body names it, else the path."""
    preflight: Preflight | None = None
    purpose: Purpose = Purpose.UNSTATED
    readable: bool = True
    """Whether the request's body could be read."""


class Exchange:
    """Reads a copy of the answer piece by piece; the pieces themselves pass by untouched."""

    def __init__(
        self, request: Request, timer: Callable[[], float], began: float | None = None
    ) -> None:
        """Begin now, or with an earlier try of the same call at ``began`` of the timer."""
        self._request = request
        self._timer = timer
        self._began = timer() if began is None else began
        self._status: int | None = None
        self._decoder: Decoder = Identity()
        self._kind = ""
        self._events: Events | None = None
        self._stream: StreamReader | None = None
        self._body: list[bytes] | None = None
        self._size = 0
        self._first_piece_s: float | None = None
        self._took_s: float | None = None

    def begin(self, status: int, content_type: str, content_encoding: str | None) -> None:
        """Take the head of the answer."""
        self._status = status
        self._decoder = decoder_for(content_encoding)
        self._kind = content_type.partition(";")[0].strip().lower()
        events = events_of(self._kind)
        if events is not None:
            self._events, self._stream = events, self._request.family.stream()
        elif self._kind.endswith("json") or self._kind.startswith("text/"):
            self._body = []

    @property
    def event_id(self) -> UUID:
        """The id under which it will be recorded."""
        return self._request.event_id

    @property
    def size(self) -> int:
        """How large request and answer are so far."""
        return self._request.size + self._size

    @property
    def streams(self) -> bool:
        """Whether pieces are for reading along and must leave as they come."""
        return self._stream is not None

    def feed(self, piece: bytes) -> bool:
        """Take a piece; return whether it holds the end of a streamed answer."""
        if self._first_piece_s is None:
            self._first_piece_s = self._timer() - self._began
        self._size += len(piece)
        plain = self._decoder.feed(piece)
        if self._events is not None and self._stream is not None:
            return self._feed_events(self._stream, self._events, plain)
        if self._body is not None and plain:
            self._keep(self._body, plain)
        return False

    def _feed_events(self, stream: StreamReader, events: Events, plain: bytes) -> bool:
        ended = False
        for data in events.feed(plain):
            ended = stream.feed(data) or ended
        return ended

    def stop_the_clock(self) -> None:
        """Say that it is over; what was seen may be asked for later."""
        self._took_s = self._timer() - self._began

    def observed(self, ending: Ending) -> Observed:
        """Return what was seen. Takes time where that is much."""
        answered = self._answered(ending)
        asked = self._request.asked
        return Observed(
            occurred_at=self._request.occurred_at,
            channel=self._request.channel,
            application=self._request.application,
            user=self._request.user,
            client=self._request.client,
            provider=self._request.provider,
            operation=self._request.family.operation,
            request_model=self._request.model,
            response_model=answered.model,
            response_id=answered.response_id,
            streamed=self.streams or asked.streamed,
            finish_reasons=answered.finish_reasons,
            status=self._outcome(ending, answered),
            http_status=self._status,
            completeness=self._completeness(answered),
            usage=answered.usage,
            duration_ms=self._duration_ms(),
            first_chunk_ms=self._first_chunk_ms(),
            messages=asked.messages,
            answers=answered.messages,
            tool_calls=answered.tool_calls,
            file_names=asked.file_names,
            attachments=asked.attachments,
            request_bytes=self._request.size,
            response_bytes=self._size,
            purpose=self._request.purpose,
            preflight=self._request.preflight,
        )

    def _answered(self, ending: Ending) -> Answered:
        if ending is Ending.STOPPED:
            return Answered()  # There is no answer: the prompt is the whole of it.
        if self._stream is not None and self._events is not None:
            return self._streamed(self._stream, self._events, ending)
        if ending is not Ending.ORDERLY:
            return Answered(completeness=Completeness.INTERRUPTED)
        if self._is_sound_as_asked():
            return Answered()
        if self._body is None or not self._decoder.readable:
            return Answered(completeness=Completeness.PROMPT_ONLY)
        if self._is_error():
            return Answered(failed=True)
        return self._request.family.answered(b"".join(self._body), self._kind)

    def _is_sound_as_asked(self) -> bool:
        """Say whether it is speech, whose words are those of the prompt: nothing of it is unread."""
        speaks = self._request.family.operation is Operation.SPEECH
        return speaks and self._kind.startswith("audio/") and not self._is_error()

    def _completeness(self, answered: Answered) -> Completeness:
        # An answer alone is nothing that a rule could be asked about.
        return answered.completeness if self._request.readable else Completeness.METADATA_ONLY

    def _streamed(self, stream: StreamReader, events: Events, ending: Ending) -> Answered:
        for data in events.end():
            stream.feed(data)
        if ending is Ending.ORDERLY and not self._decoder.readable:
            return Answered(completeness=Completeness.PROMPT_ONLY)
        answered = stream.answered(ended=ending is Ending.ORDERLY)
        if events.oversized and ending is Ending.ORDERLY:
            # Also where the event that was passed over was the last one, which says that it is whole.
            return dataclasses.replace(answered, completeness=Completeness.TRUNCATED)
        return answered

    def _duration_ms(self) -> int:
        took_s = self._took_s
        return _milliseconds(self._timer() - self._began if took_s is None else took_s)

    def _first_chunk_ms(self) -> int | None:
        if self._first_piece_s is None or not self.streams:
            return None
        return _milliseconds(self._first_piece_s)

    def _outcome(self, ending: Ending, answered: Answered) -> Status:
        if ending is Ending.STOPPED:
            return Status.BLOCKED
        if ending is not Ending.ORDERLY:
            return Status.INTERRUPTED
        if self._is_error() or answered.failed:
            return Status.ERROR
        broke_off = answered.completeness is Completeness.INTERRUPTED
        return Status.INTERRUPTED if broke_off else Status.OK

    def _is_error(self) -> bool:
        return self._status is not None and self._status >= 400

    def _keep(self, body: list[bytes], plain: bytes) -> None:
        body.append(plain)
        if self._size > LARGEST_BODY_BYTES:
            self._body = None


def _milliseconds(seconds: float) -> int:
    return max(0, round(seconds * 1000))
