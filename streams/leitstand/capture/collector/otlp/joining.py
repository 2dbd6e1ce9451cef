"""Spans and log records of the same call find each other, in bounded memory.

What comes first is recorded at once with what is there, because what is acknowledged has to be on
disk. When more comes, the interaction is recorded again, whole, under the same event id and time:
consumers know an event by its id and keep the newer. So a crash loses no call, and nothing waits.
"""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from leitstand.capture.collector.config import JoinConfig
from leitstand.capture.collector.otlp.interaction import has_content, observed_of
from leitstand.capture.collector.otlp.parts import Part
from leitstand.capture.collector.producers import SendingProgram
from leitstand.capture.observed import Observed
from leitstand.schemas.clock import Clock

_OVERHEAD_BYTES = 500


@dataclass(slots=True)
class Call:
    """What is known of one call."""

    first_at: datetime
    """Time of the part that came first; the interaction keeps it."""
    touched: datetime
    span: Part | None = None
    records: dict[bytes, Part] = field(default_factory=dict[bytes, Part])
    size: int = _OVERHEAD_BYTES
    recorded: bool = False
    """Whether everything that is known is durable."""
    whole: bool = False
    """Whether the span told everything, so that its log records add nothing."""

    def observed(self, program: SendingProgram) -> Observed:
        """Return the interaction with what is known now."""
        records = sorted(self.records.values(), key=lambda part: part.at)
        return observed_of(self.span, records, self.first_at, program)


class Joining:
    """Remembers calls. Not for several threads at once."""

    def __init__(self, config: JoinConfig, clock: Clock) -> None:
        self._config = config
        self._clock = clock
        self._calls: OrderedDict[str, Call] = OrderedDict()
        self._size = 0

    def add(self, key: str, part: Part) -> Call:
        """Take a part and return its call; ``recorded`` says if there is nothing new."""
        now = self._clock()
        call = self._calls.get(key)
        if call is None:
            call = self._calls[key] = Call(first_at=part.at, touched=now)
            self._size += call.size
        self._calls.move_to_end(key)
        call.touched = now
        self._put(call, part)
        return call

    def drop(self, key: str) -> None:
        """Forget a call of which nothing may be kept."""
        call = self._calls.pop(key, None)
        if call is not None:
            self._size -= call.size
            call.size = 0

    def recorded(self, calls: Iterable[Call]) -> None:
        """Note that these are durable as they are."""
        for call in calls:
            call.recorded = True
            if call.span is not None and has_content(call.span):
                self._finish(call)

    def forget(self) -> None:
        """Forget the oldest while there is too much: durable, or never acknowledged."""
        oldest = self._clock() - timedelta(seconds=self._config.seconds)
        while self._calls:
            call = next(iter(self._calls.values()))
            too_much = (
                len(self._calls) > self._config.calls or self._size > self._config.content_bytes
            )
            if not too_much and call.touched >= oldest:
                return
            self._calls.popitem(last=False)
            self._size -= call.size

    def __len__(self) -> int:
        return len(self._calls)

    def _put(self, call: Call, part: Part) -> None:
        if call.whole:
            return
        if part.is_span:
            new = call.span is None or call.span.digest != part.digest
            call.span = part
        else:
            new = part.digest not in call.records
            call.records[part.digest] = part
        if new:
            call.recorded = False
            call.size += part.size
            self._size += part.size

    def _finish(self, call: Call) -> None:
        """Keep no more than that it is known."""
        call.whole = True
        call.span = None
        call.records.clear()
        self._size -= call.size - _OVERHEAD_BYTES
        call.size = _OVERHEAD_BYTES
