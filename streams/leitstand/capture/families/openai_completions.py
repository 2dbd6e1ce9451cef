"""OpenAI text completions: ``POST /v1/completions``, the older API that many servers still speak.

https://platform.openai.com/docs/api-reference/completions
"""

from leitstand.capture.families.choices import ChoiceStream
from leitstand.capture.families.family import Answered, Asked
from leitstand.capture.families.json_values import Object, objects, parse, text, texts, usage
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


class CompletionStream(ChoiceStream):
    """A streamed answer, put together from its pieces."""

    def _take(self, index: int, choice: Object) -> None:
        self._collected.add_text((index,), text(choice.get("text")))
