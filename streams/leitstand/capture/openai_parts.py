"""Contents of OpenAI messages: a text, or a list of parts of several kinds."""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass, field

from leitstand.capture.json_values import Object, an_object, objects, text
from leitstand.capture.media_types import UNKNOWN, media_type
from leitstand.schemas.interaction import Attachment


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
        for name in ("text", "refusal"):
            found = text(part.get(name))
            if found:
                yield found
        if "image_url" in part:
            self._image(part["image_url"])
        if "input_audio" in part:
            self._audio(an_object(part["input_audio"]))
        if "file" in part:
            self._file(an_object(part["file"]))

    def _image(self, value: object) -> None:
        url = text(value) or text(an_object(value).get("url")) or ""
        self._attach(*_data_url(url))

    def _audio(self, audio: Object) -> None:
        size = _base64_size(text(audio.get("data")) or "")
        self._attach(media_type(f"audio/{text(audio.get('format'))}"), size)

    def _file(self, file: Object) -> None:
        name = text(file.get("filename"))
        if name:
            self.file_names.append(name)
        self._attach(*_data_url(text(file.get("file_data")) or ""))

    def _attach(self, kind: str, size: int) -> None:
        self.attachments.append(Attachment(media_type=kind, bytes=size))


def _data_url(url: str) -> tuple[str, int]:
    """Return media type and bytes; of a link to elsewhere neither is known."""
    if not url.startswith("data:"):
        return UNKNOWN, 0
    head, _, data = url.removeprefix("data:").partition(",")
    return media_type(head), _base64_size(data)


def _base64_size(data: str) -> int:
    try:
        return len(base64.b64decode(data, validate=False))
    except binascii.Error:
        return len(data) * 3 // 4
