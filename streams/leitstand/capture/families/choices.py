"""Streams whose events bring pieces of numbered choices: chat completions and text completions."""

from abc import ABC, abstractmethod

from leitstand.capture.families.family import Answered
from leitstand.capture.families.json_values import Object, count, objects, parse, text, usage
from leitstand.capture.families.streamed import MOST_PLACES, Collected
from leitstand.schemas.vocabulary import Completeness

_DONE = b"[DONE]"


class ChoiceStream(ABC):
    """A streamed answer, put together from its pieces; a family says what stands in one."""

    def __init__(self) -> None:
        self._collected = Collected()
        self._reasons: dict[int, str | None] = {}
        """By choice, once it began."""
        self._done = False

    @abstractmethod
    def _take(self, index: int, choice: Object) -> None:
        """Collect what a piece of this choice says."""

    def feed(self, data: bytes) -> bool:
        """See :class:`leitstand.capture.families.family.StreamReader`."""
        if data.strip() == _DONE:
            self._done = True
            return True
        event = parse(data)
        self._collected.named(text(event.get("model")), text(event.get("id")))
        self._collected.counted(usage(event.get("usage")))
        # Some servers name it in every event, as null.
        self._collected.failed = self._collected.failed or bool(event.get("error"))
        for choice in objects(event.get("choices")):
            self._feed_choice(choice)
        return False

    def answered(self, *, ended: bool) -> Answered:
        """See :class:`leitstand.capture.families.family.StreamReader`."""
        collected = self._collected
        return Answered(
            model=collected.model,
            response_id=collected.response_id,
            finish_reasons=tuple(r for _, r in sorted(self._reasons.items()) if r),
            usage=collected.usage,
            messages=collected.messages(),
            tool_calls=collected.tool_calls(),
            failed=collected.failed,
            completeness=self._completeness(ended=ended),
        )

    def _feed_choice(self, choice: Object) -> None:
        index = count(choice.get("index")) or 0
        if index >= MOST_PLACES:
            self._collected.cut = True
            return
        self._reasons[index] = text(choice.get("finish_reason")) or self._reasons.get(index)
        self._take(index, choice)

    def _completeness(self, *, ended: bool) -> Completeness:
        # Not every server sends [DONE]: then the reasons to finish and an orderly end will do.
        finished = bool(self._reasons) and all(self._reasons.values())
        if not (self._done or (ended and finished) or self._collected.failed):
            return Completeness.INTERRUPTED
        return Completeness.TRUNCATED if self._collected.cut else Completeness.COMPLETE
