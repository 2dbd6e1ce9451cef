"""OpenAI embeddings and moderations: texts go in, numbers come out.

https://platform.openai.com/docs/api-reference/embeddings and …/moderations
"""

from leitstand.capture.families.family import Answered, Asked, StreamReader
from leitstand.capture.families.json_values import Object, objects, parse, text, texts, usage
from leitstand.capture.families.openai_parts import Parts
from leitstand.capture.families.unstreamed import Unstreamed
from leitstand.schemas.interaction import Message
from leitstand.schemas.vocabulary import Completeness, Operation, Where


class TextsToNumbers:
    """The family. An input of token numbers is no text that anybody could check."""

    def __init__(self, operation: Operation, numbers: str) -> None:
        """Name the field that holds the numbers: without it an answer is none."""
        self.operation = operation
        self._numbers = numbers

    def asked(self, body: bytes, content_type: str) -> Asked:
        """See :class:`leitstand.capture.families.family.Family`."""
        request, parts = parse(body), Parts()
        given = request.get("input")
        found = [*texts(given), *(t for part in objects(given) for t in parts.texts([part]))]
        return Asked(
            model=text(request.get("model")),
            messages=tuple(Message(where=Where.PROMPT, text=t) for t in found),
            attachments=tuple(parts.attachments),
        )

    def answered(self, body: bytes, content_type: str) -> Answered:
        """See :class:`leitstand.capture.families.family.Family`."""
        return self._read(parse(body))

    def stream(self) -> StreamReader:
        """See :class:`leitstand.capture.families.family.Family`."""
        return Unstreamed()

    def _read(self, answer: Object) -> Answered:
        return Answered(
            model=text(answer.get("model")),
            response_id=text(answer.get("id")),
            usage=usage(answer.get("usage")),
            failed=bool(answer.get("error")),
            completeness=(
                Completeness.COMPLETE if self._numbers in answer else Completeness.PROMPT_ONLY
            ),
        )
