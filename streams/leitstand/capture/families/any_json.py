"""Any other path: what can be read without knowing the API, and no more claimed than that.

Texts are taken from the fields that carry them in the APIs we know of. Of a streamed answer only
the usage is read: without knowing its events, pieces would be taken twice or not at all.
"""

from collections.abc import Iterator
from typing import cast

from leitstand.capture.families.family import Answered, Asked
from leitstand.capture.families.form_data import read_form
from leitstand.capture.families.json_values import Object, parse, text, usage
from leitstand.capture.families.unstreamed import Unstreamed
from leitstand.schemas.interaction import Message
from leitstand.schemas.vocabulary import Completeness, Operation, Where

_ASKED = frozenset(
    {"input", "inputs", "prompt", "instructions", "content", "text", "texts", "query", "messages"}
    | {"thread", "documents"}  # of assistants, and of rerankers
    | {"system"}  # of Anthropic's API
    | {"contents", "parts", "systemInstruction", "system_instruction"}  # of Google's
)
_ANSWERED = frozenset(
    {"output", "choices", "content", "message", "summary", "text", "transcript"}
    | {"results", "document"}
    | {"candidates", "parts"}
)
_DEEPEST = 20


class AnyJson:
    """A family of which only the operation is known."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation

    def asked(self, body: bytes, content_type: str) -> Asked:
        """See :class:`leitstand.capture.families.family.Family`."""
        if content_type.startswith("multipart/"):
            form = read_form(body, content_type)
            return Asked(
                model=form.first("model"),
                messages=tuple(
                    Message(where=Where.PROMPT, text=found)
                    for name, values in form.fields.items()
                    for found in values
                    if name in _ASKED
                ),
                attachments=tuple(form.attachments),
                file_names=tuple(form.file_names),
            )
        request = parse(body)  # Whatever it is called: an upstream may read it all the same.
        return Asked(
            model=text(request.get("model")),
            streamed=request.get("stream") is True,
            messages=tuple(
                Message(where=Where.PROMPT, text=found) for found in _texts(request, _ASKED, 0)
            ),
        )

    def answered(self, body: bytes, content_type: str) -> Answered:
        """See :class:`leitstand.capture.families.family.Family`."""
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

    def stream(self) -> Unstreamed:
        """See :class:`leitstand.capture.families.family.Family`."""
        return Unstreamed()


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
