"""``multipart/form-data`` in memory: fields and the measures of files, without copying these.

RFC 7578. Reading never raises: what is not understood is left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from leitstand.capture.families.openai_parts import attachment_of
from leitstand.capture.media_types import UNKNOWN, media_type
from leitstand.schemas.interaction import Attachment

_BOUNDARY = re.compile(r'boundary=(?:"([^"]{1,200})"|([^;\s]{1,200}))', re.IGNORECASE)
_PARAMETER = re.compile(rb'(name|filename)="((?:[^"\\]|\\.){0,1000})"', re.IGNORECASE)
_EXTENDED = re.compile(rb"filename\*=(?:utf-8|iso-8859-1)''([^;\s]{1,1000})", re.IGNORECASE)
_TYPE = re.compile(rb"^content-type:[ \t]*([^\r\n]{1,200})", re.IGNORECASE | re.MULTILINE)
_LARGEST_HEAD = 16 * 1024
_MOST_PARTS = 1_000
_LARGEST_FIELD = 4 * 1024 * 1024


@dataclass(slots=True)
class Form:
    """What a form holds."""

    fields: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    attachments: list[Attachment] = field(default_factory=list[Attachment])
    file_names: list[str] = field(default_factory=list[str])

    def first(self, name: str) -> str | None:
        """Return the first value of a field."""
        return next(iter(self.fields.get(name, ())), None)


def read_form(body: bytes, content_type: str) -> Form:
    """Return the form of a body; an empty one where it is none."""
    form, found = Form(), _BOUNDARY.search(content_type)
    if found is None:
        return form
    boundary = b"--" + (found[1] or found[2]).encode("latin-1", "replace")
    for head, start, end in _parts(body, boundary):
        _take(form, head, body, start, end)
    return form


def _parts(body: bytes, boundary: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield head and borders of each part."""
    at = body.find(boundary)
    for _ in range(_MOST_PARTS):
        following = body.find(b"\r\n" + boundary, at + len(boundary)) if at >= 0 else -1
        if at < 0 or body.startswith(b"--", at + len(boundary)):
            return
        end = following if following >= 0 else len(body)
        begins = body.find(b"\r\n\r\n", at, min(end, at + _LARGEST_HEAD))
        if begins >= 0:
            yield body[at:begins], begins + 4, end
        if following < 0:
            return
        at = following + 2


def _take(form: Form, head: bytes, body: bytes, start: int, end: int) -> None:
    said = {name.lower(): value for name, value in _PARAMETER.findall(head)}
    extended = _EXTENDED.search(head)
    if b"filename" in said or extended:
        name = _decoded(said.get(b"filename", b""))
        if name:
            form.file_names.append(name)
        kind = _TYPE.search(head)
        form.attachments.append(_file(name, kind[1].decode("latin-1") if kind else "", end - start))
    elif b"name" in said and end - start <= _LARGEST_FIELD:
        values = form.fields.setdefault(_decoded(said[b"name"]), [])
        values.append(_decoded(body[start:end]))


def _file(name: str, kind: str, size: int) -> Attachment:
    """Measure a file; where the client does not know its type the name may."""
    known = media_type(kind)
    return attachment_of(known if known != UNKNOWN else name, size)


def _decoded(value: bytes) -> str:
    return value.decode("utf-8", "replace")
