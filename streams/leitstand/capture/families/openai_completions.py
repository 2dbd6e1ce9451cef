"""OpenAI text completions: ``POST /v1/completions``, the older API that many servers still speak.

https://platform.openai.com/docs/api-reference/completions
"""

from leitstand.capture.families.family import Answered, Asked
from leitstand.capture.families.json_values import Object, count, objects, parse, text, texts, usage
from leitstand.capture.families.streamed import Collected
from leitstand.schemas.interaction import Message
from leitstand.schemas.vocabulary import Completeness, Operation, Where


class OpenAICompletions:
    """The family. Prompts given as token numbers are no text that anybody could check."""

    operation = Operation.TEXT_COMPLETION

    def asked(self, body: bytes, content_type: str) -> Asked:
        """See :class:`leitstand.capture.families.family.Family`."""
        request = parse(body)
        prompts = [*texts(request.get("prompt")), *texts(request.get("suffix"))]
        return Asked(
            model=text(request.get("model")),
            streamed=request.get("stream") is True,
            messages=tuple(Message(where=Where.PROMPT, text=found) for found in prompts),
        )

    def answered(self, body: bytes, content_type: str) -> Answered:
        """See :class:`leitstand.capture.families.family.Family`."""
        answer = parse(body)
        choices = list(objects(answer.get("choices")))
        return Answered(
            model=text(answer.get("model")),
            response_id=text(answer.get("id")),
            finish_reasons=tuple(r for c in choices if (r := text(c.get("finish_reason")))),
            usage=usage(answer.get("usage")),
            messages=tuple(
                Message(where=Where.ANSWER, text=t) for c in choices if (t := text(c.get("text")))
            ),
            failed=bool(answer.get("error")) and not choices,
            completeness=Completeness.COMPLETE if choices else Completeness.PROMPT_ONLY,
        )

    def stream(self) -> "CompletionStream":
        """See :class:`leitstand.capture.families.family.Family`."""
        return CompletionStream()


class CompletionStream:
    """A streamed answer, put together from its pieces."""

    def __init__(self) -> None:
        self._collected = Collected()
        self._reasons: dict[int, str | None] = {}
        self._done = False

    def feed(self, data: bytes) -> bool:
        """See :class:`leitstand.capture.families.family.StreamReader`."""
        if data.strip() == b"[DONE]":
            self._done = True
            return True
        event = parse(data)
        self._collected.named(text(event.get("model")), text(event.get("id")))
        self._collected.counted(usage(event.get("usage")))
        self._collected.failed = self._collected.failed or bool(event.get("error"))
        for choice in objects(event.get("choices")):
            self._take(choice)
        return False

    def answered(self, *, ended: bool) -> Answered:
        """See :class:`leitstand.capture.families.family.StreamReader`."""
        collected = self._collected
        reasons = tuple(reason for _, reason in sorted(self._reasons.items()) if reason)
        return Answered(
            model=collected.model,
            response_id=collected.response_id,
            finish_reasons=reasons,
            usage=collected.usage,
            messages=collected.messages(),
            failed=collected.failed,
            completeness=self._completeness(ended=ended),
        )

    def _completeness(self, *, ended: bool) -> Completeness:
        finished = bool(self._reasons) and all(self._reasons.values())
        if not (self._done or (ended and finished) or self._collected.failed):
            return Completeness.INTERRUPTED
        return Completeness.TRUNCATED if self._collected.cut else Completeness.COMPLETE

    def _take(self, choice: Object) -> None:
        index = count(choice.get("index")) or 0
        self._collected.add_text((index,), text(choice.get("text")))
        if len(self._reasons) < 1_000 or index in self._reasons:
            self._reasons[index] = text(choice.get("finish_reason")) or self._reasons.get(index)
