"""JSON lines as rows: one object a line, columns by the path of their names."""

from collections.abc import Iterator
from typing import Any, BinaryIO, cast

import msgspec

from leitstand.register.csv_source import Columns, Row
from leitstand.register.problems import Place, Report

_LONGEST_LINE = 16 << 20
_decode = msgspec.json.Decoder(dict[str, Any]).decode


def is_json_lines(file: BinaryIO) -> bool:
    """Say whether a file begins with an object; leaves it at its beginning."""
    file.seek(0)
    head = file.read(4096).lstrip(b"\xef\xbb\xbf \r\n\t")
    file.seek(0)
    return head.startswith(b"{")


def read_json_rows(name: str, file: BinaryIO, columns: Columns, report: Report) -> Iterator[Row]:
    """Yield the objects; a line that is none is reported and left out."""
    places = {column: index for index, column in enumerate(columns)}
    for number, line in enumerate(iter(lambda: file.readline(_LONGEST_LINE), b""), start=1):
        if report.is_full():
            return
        if not line.strip(b"\xef\xbb\xbf \r\n\t"):
            continue
        try:
            content = _decode(line.removeprefix(b"\xef\xbb\xbf"))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            report.error(Place(file=name, line=number), "not a JSON object", "One object a line")
            continue
        cells = {c: _text(content, column.headings[0]) for c, column in columns.items()}
        yield Row(file=name, line=number, cells=cells, columns=places)


def _text(content: dict[str, Any], path: str) -> str:
    """Return what stands under a path as text; empty where nothing does."""
    found: Any = content
    for name in path.split("."):
        found = cast("dict[str, Any]", found).get(name) if isinstance(found, dict) else None
    if found is None:
        return ""
    return found if isinstance(found, str) else msgspec.json.encode(found).decode()
