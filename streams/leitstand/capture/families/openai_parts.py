"""Contents of OpenAI messages: a text, or a list of parts of several kinds."""

import base64
import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass, field

from leitstand.capture.families.json_values import Object, an_object, objects, text
from leitstand.capture.media_types import UNKNOWN, media_type
from leitstand.schemas.interaction import Attachment
from leitstand.schemas.vocabulary import Where

PLACES = {
    "system": Where.INSTRUCTION,
    "developer": Where.INSTRUCTION,
    "assistant": Where.ANSWER,
    "tool": Where.TOOL,
    "function": Where.TOOL,
}
"""Where a role's words stand; everybody else's are a prompt."""


def attachment_of(kind_or_name: str, size: int) -> Attachment:
    """Return the measures of a file, by its media type or, where that is not said, its name."""
    kind = media_type(kind_or_name)
    if kind == UNKNOWN:
        kind = media_type(mimetypes.guess_type(kind_or_name)[0])
    return Attachment(media_type=kind, bytes=size)


@dataclass(slots=True)
class Parts:
    """What was found in contents so far."""

    attachments: list[Attachment] = field(default_factory=list[Attachment])
    file_names: list[str] = field(default_factory=list[str])

    def texts(self, content: object) -> Iterator[str]:
        """Yield the texts of a content; note attachments and file names on the way."""
        if isinstance(content, str):
            yield content
        for part in objects(content):
            yield from self._texts_of_part(part)

    def _texts_of_part(self, part: Object) -> Iterator[str]:
        thoughts = (thought.get("text") for thought in objects(part.get("thinking")))  # Mistral's
        for found in map(text, (part.get("text"), part.get("refusal"), *thoughts)):
            if found:
                yield found
        if "image_url" in part:
            self._image(part["image_url"])
        if "input_audio" in part:
            self._audio(an_object(part["input_audio"]))
        if "file" in part:
            self._file(an_object(part["file"]))
        elif part.get("type") == "input_file":
            self._file(part)

    def _image(self, value: object) -> None:
        url = text(value) or text(an_object(value).get("url")) or ""
        self._attach(*_data_url(url))

    def _audio(self, audio: Object) -> None:
        size = base64_size(text(audio.get("data")) or "")
        self._attach(media_type(f"audio/{text(audio.get('format'))}"), size)

    def _file(self, file: Object) -> None:
        name = text(file.get("filename"))
        if name:
            self.file_names.append(name)
        kind, size = _data_url(text(file.get("file_data")) or "")
        self.attachments.append(attachment_of(kind if kind != UNKNOWN else name or "", size))

    def _attach(self, kind: str, size: int) -> None:
        self.attachments.append(Attachment(media_type=kind, bytes=size))


def _data_url(url: str) -> tuple[str, int]:
    """Return media type and bytes; of a link to elsewhere neither is known."""
    if not url.startswith("data:"):
        return UNKNOWN, 0
    head, _, data = url.removeprefix("data:").partition(",")
    return media_type(head), base64_size(data)


def base64_size(data: str) -> int:
    """Return how many bytes a Base64 text stands for."""
    try:
        return len(base64.b64decode(data, validate=False))
    except ValueError:  # Also binascii.Error; this one for what is not ASCII.
        return len(data) * 3 // 4
