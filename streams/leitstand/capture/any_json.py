"""Any other path: what can be read without knowing the API, and no more claimed than that.

Texts are taken from the fields that carry them in the APIs we know of. Of a streamed answer only
the usage is read: without knowing its events, pieces would be taken twice or not at all.
"""

from collections.abc import Iterator
from typing import cast

from leitstand.capture.family import Answered, Asked
from leitstand.capture.json_values import Object, an_object, parse, text, usage
from leitstand.schemas.interaction import Message, Usage
from leitstand.schemas.vocabulary import Completeness, Operation, UsageSource, Where

_ASKED = frozenset({"input", "prompt", "instructions", "content", "text", "query", "messages"})
_ANSWERED = frozenset({"output", "choices", "content", "message", "summary", "text", "transcript"})
_DEEPEST = 20


class AnyJson:
    """A family of which only the operation is known."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation

    def asked(self, body: bytes, content_type: str) -> Asked:
        """See :class:`leitstand.capture.family.Family`."""
        if not content_type.startswith("application/json"):
            return Asked()
        request = parse(body)
        return Asked(
            model=text(request.get("model")),
            streamed=request.get("stream") is True,
            messages=tuple(
                Message(where=Where.PROMPT, text=found) for found in _texts(request, _ASKED, 0)
            ),
        )

    def answered(self, body: bytes) -> Answered:
        """See :class:`leitstand.capture.family.Family`."""
        answer = parse(body)
        return Answered(
            model=text(answer.get("model")),
            response_id=text(answer.get("id")),
            usage=usage(answer.get("usage")),
            messages=tuple(
                Message(where=Where.ANSWER, text=found) for found in _texts(answer, _ANSWERED, 0)
            ),
            failed=bool(answer.get("error")),
            completeness=Completeness.COMPLETE if answer else Completeness.PROMPT_ONLY,
        )

    def stream(self) -> "UsageOnly":
        """See :class:`leitstand.capture.family.Family`."""
        return UsageOnly()


class UsageOnly:
    """Reads of a stream who answered and how many tokens it took."""

    def __init__(self) -> None:
        self._usage = Usage(source=UsageSource.MISSING)
        self._model: str | None = None
        self._id: str | None = None
        self._failed = False

    def feed(self, data: bytes) -> bool:
        """See :class:`leitstand.capture.family.StreamReader`."""
        if data.strip() == b"[DONE]":
            return True
        event = parse(data)
        # The responses API wraps the whole answer into its events.
        inner = an_object(event.get("response")) or event
        counted = usage(inner.get("usage"))
        if counted.source is UsageSource.PROVIDER:
            self._usage = counted
        self._model = self._model or text(inner.get("model"))
        self._id = self._id or text(inner.get("id"))
        self._failed = self._failed or bool(event.get("error"))
        return event.get("type") in ("response.completed", "response.failed")

    def answered(self, *, ended: bool) -> Answered:
        """See :class:`leitstand.capture.family.StreamReader`."""
        return Answered(
            model=self._model,
            response_id=self._id,
            usage=self._usage,
            failed=self._failed,
            completeness=Completeness.PROMPT_ONLY if ended else Completeness.INTERRUPTED,
        )


def _texts(value: object, names: frozenset[str], depth: int) -> Iterator[str]:
    """Yield the texts below fields of these names."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in cast("list[object]", value):
            yield from [item] if isinstance(item, str) else _texts(item, names, depth + 1)
    elif isinstance(value, dict):
        for name, item in cast("Object", value).items():
            if name in names:
                yield from [item] if isinstance(item, str) else _texts(item, names, depth + 1)
