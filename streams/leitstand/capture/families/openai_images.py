"""OpenAI images: generations, edits and variations. Pictures are weighed, never kept.

https://platform.openai.com/docs/api-reference/images
"""

from leitstand.capture.families.family import Answered, Asked
from leitstand.capture.families.form_data import read_form
from leitstand.capture.families.json_values import objects, parse, text, usage
from leitstand.capture.families.streamed import Collected
from leitstand.schemas.interaction import Message
from leitstand.schemas.vocabulary import Completeness, Operation, Where

_ENDS = frozenset({"image_generation.completed", "image_edit.completed"})


class OpenAIImages:
    """The family."""

    operation = Operation.IMAGE

    def asked(self, body: bytes, content_type: str) -> Asked:
        """See :class:`leitstand.capture.families.family.Family`."""
        if content_type.startswith("multipart/"):
            return _of_form(body, content_type)
        request = parse(body)
        return Asked(
            model=text(request.get("model")),
            streamed=request.get("stream") is True,
            messages=_prompts([text(request.get("prompt"))]),
        )

    def answered(self, body: bytes, content_type: str) -> Answered:
        """See :class:`leitstand.capture.families.family.Family`."""
        answer = parse(body)
        pictures = list(objects(answer.get("data")))
        revised = (text(picture.get("revised_prompt")) for picture in pictures)
        return Answered(
            usage=usage(answer.get("usage")),
            messages=tuple(Message(where=Where.ANSWER, text=t) for t in revised if t),
            failed=bool(answer.get("error")),
            completeness=Completeness.COMPLETE if pictures else Completeness.PROMPT_ONLY,
        )

    def stream(self) -> "ImageStream":
        """See :class:`leitstand.capture.families.family.Family`."""
        return ImageStream()


def _of_form(body: bytes, content_type: str) -> Asked:
    form = read_form(body, content_type)
    return Asked(
        model=form.first("model"),
        streamed=form.first("stream") == "true",
        messages=_prompts(list(form.fields.get("prompt", []))),
        attachments=tuple(form.attachments),
        file_names=tuple(form.file_names),
    )


def _prompts(found: list[str | None] | list[str]) -> tuple[Message, ...]:
    return tuple(Message(where=Where.PROMPT, text=prompt) for prompt in found if prompt)


class ImageStream:
    """Pictures that come in stages: only the end and the tokens matter."""

    def __init__(self) -> None:
        self._collected = Collected()
        self._ended = False

    def feed(self, data: bytes) -> bool:
        """See :class:`leitstand.capture.families.family.StreamReader`."""
        event = parse(data)
        self._collected.counted(usage(event.get("usage")))
        self._collected.failed = self._collected.failed or bool(event.get("error"))
        self._ended = self._ended or text(event.get("type")) in _ENDS
        return self._ended

    def answered(self, *, ended: bool) -> Answered:
        """See :class:`leitstand.capture.families.family.StreamReader`."""
        whole = self._ended or (ended and self._collected.failed)
        return Answered(
            usage=self._collected.usage,
            failed=self._collected.failed,
            completeness=Completeness.COMPLETE if whole else Completeness.INTERRUPTED,
        )
