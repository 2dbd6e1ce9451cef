"""LDIF, as ``ldifde`` and ``ldapsearch`` export a directory (RFC 2849): entries, one at a time."""

import base64
import binascii
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from leitstand.register.encodings import NotTextError, encoding_of
from leitstand.register.problems import Place, Report

_LONGEST_LINE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One object of the directory; attribute names in small letters, without options."""

    line: int
    attributes: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def first(self, *names: str) -> str:
        """Return the first value of the first of these attributes that is there."""
        found = (self.attributes[name.casefold()] for name in names if self.has(name))
        return next(found, [""])[0]

    def all(self, *names: str) -> list[str]:
        """Return all values of these attributes."""
        return [value for name in names for value in self.attributes.get(name.casefold(), [])]

    def only(self, names: Collection[str]) -> "Entry":
        """Return it with some of its attributes (in small letters)."""
        kept = {name: values for name, values in self.attributes.items() if name in names}
        return Entry(line=self.line, attributes=kept)

    def has(self, name: str) -> bool:
        """Say whether there is such an attribute."""
        return name.casefold() in self.attributes


def is_ldif(file: BinaryIO) -> bool:
    """Say whether a file begins as LDIF does; leaves it at its beginning."""
    file.seek(0)
    head = file.read(4096).replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    file.seek(0)
    lines = (line for line in head.splitlines() if line.strip() and not line.startswith(b"#"))
    return next(lines, b"").lower().startswith((b"version:", b"dn:"))


def read_entries(name: str, file: BinaryIO, report: Report) -> Iterator[Entry]:
    """Yield the entries; what is no LDIF is reported at its line."""
    try:
        encoding = encoding_of(file)
    except NotTextError as error:
        report.error(Place(file=name, line=error.line), "not UTF-8", "Export it as UTF-8")
        return
    text = io.TextIOWrapper(file, encoding)
    entry: Entry | None = None
    try:
        for number, line in _unfolded(text):
            if report.is_full():
                return
            if not line:
                if entry is not None:
                    yield entry
                entry = None
            elif not line.startswith("#"):
                entry = entry or Entry(line=number)
                _add(entry, line, Place(file=name, line=number), report)
        if entry is not None:
            yield entry
    finally:
        text.detach()


def _unfolded(text: io.TextIOWrapper) -> Iterator[tuple[int, str]]:
    """Yield logical lines with the number of their first: a blank at the beginning goes on."""
    begun, whole = 0, ""
    for number, line in enumerate(iter(lambda: text.readline(_LONGEST_LINE), ""), start=1):
        part = line.rstrip("\r\n")
        if part.startswith(" ") and len(whole) < _LONGEST_LINE:
            whole += part[1:]
            continue
        if begun:
            yield begun, whole
        begun, whole = number, part
    if begun:
        yield begun, whole


def _add(entry: Entry, line: str, place: Place, report: Report) -> None:
    attribute, colon, value = line.partition(":")
    name = attribute.partition(";")[0].casefold()
    if not colon:
        report.error(place, "not a line of LDIF", "Export the directory again")
    elif value.startswith("<"):
        report.error(place, "a value in another file", "Export with the values inside")
    elif value.startswith(":"):
        try:
            decoded = base64.b64decode(value[1:].strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            # Pictures and security ids are no text; nobody asks for them.
            return
        entry.attributes.setdefault(name, []).append(decoded)
    elif name not in ("version", "changetype"):
        entry.attributes.setdefault(name, []).append(value.strip())
