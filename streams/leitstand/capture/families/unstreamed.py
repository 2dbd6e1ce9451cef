"""Streams of which nothing but tokens, model and end can be read."""

from leitstand.capture.families.family import Answered
from leitstand.capture.families.json_values import an_object, parse, text, usage
from leitstand.schemas.interaction import Usage
from leitstand.schemas.vocabulary import Completeness, UsageSource


class Unstreamed:
    """Reads of a stream who answered and how many tokens it took."""

    def __init__(self) -> None:
        self._usage = Usage(source=UsageSource.MISSING)
        self._model: str | None = None
        self._id: str | None = None
        self._failed = False

    def feed(self, data: bytes) -> bool:
        """See :class:`leitstand.capture.families.family.StreamReader`."""
        if data.strip() == b"[DONE]":
            return True
        event = parse(data)
        # Some APIs wrap the whole answer into their events.
        inner = an_object(event.get("response")) or event
        counted = usage(inner.get("usage"))
        if counted.source is UsageSource.PROVIDER:
            self._usage = counted
        self._model = self._model or text(inner.get("model"))
        self._id = self._id or text(inner.get("id"))
        self._failed = self._failed or bool(event.get("error"))
        return False

    def answered(self, *, ended: bool) -> Answered:
        """See :class:`leitstand.capture.families.family.StreamReader`."""
        return Answered(
            model=self._model,
            response_id=self._id,
            usage=self._usage,
            failed=self._failed,
            completeness=Completeness.PROMPT_ONLY if ended else Completeness.INTERRUPTED,
        )
