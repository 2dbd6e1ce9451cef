"""CSV files as people save them from a spreadsheet: their encodings, separators and date forms."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from leitstand.register.problems import Place, Report

_TRUE = frozenset({"yes", "ja", "true", "wahr", "1", "x"})
_FALSE = frozenset({"", "no", "nein", "false", "falsch", "0", "-"})
_LARGEST_CELL = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a table; cells are stripped of blanks."""

    file: str
    line: int
    cells: Mapping[str, str]
    columns: Mapping[str, int]

    def place(self, column: str) -> Place:
        """Return where a cell is."""
        return Place(file=self.file, line=self.line, column=self.columns.get(column, 0) + 1)

    def text(self, column: str) -> str:
        """Return a cell; empty where the file has no such column."""
        return self.cells.get(column, "")


def read_rows(
    name: str,
    data: bytes,
    required: Sequence[str],
    optional: Sequence[str],
    aliases: Mapping[str, str],
    report: Report,
) -> Iterator[Row]:
    """Yield the rows that have the right number of cells; report everything else.

    ``aliases`` are other headings that a column may have (in small letters).
    """
    text = _decoded(name, data, report)
    if text is None:
        return
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    columns: dict[str, int] | None = None
    begin = 1
    try:
        for cells in lines:
            line, begin = begin, lines.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if columns is None:
                columns = _columns(name, line, cells, required, optional, aliases, report)
                if columns is None:
                    return
            elif (row := _row(name, line, cells, columns, report)) is not None:
                yield row
    except csv.Error:
        report.error(
            Place(file=name, line=begin), "not a CSV row", "Look for a lone quotation mark"
        )
    if columns is None:
        report.error(
            Place(file=name, line=1), "the file is empty", f"Begin with {','.join(required)}"
        )


def _decoded(name: str, data: bytes, report: Report) -> str | None:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in data[:4096]:
        report.error(
            Place(file=name, line=1), "saved as UTF-16 or no text", "Save it as 'CSV UTF-8'"
        )
        return None
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
    report.error(
        Place(file=name, line=line), "neither UTF-8 nor Windows-1252", "Save it as 'CSV UTF-8'"
    )
    return None


def _separator(text: str) -> str:
    heading = text.lstrip().partition("\n")[0]
    return max(";,\t", key=heading.count)


def _columns(
    name: str,
    line: int,
    heading: Sequence[str],
    required: Sequence[str],
    optional: Sequence[str],
    aliases: Mapping[str, str],
    report: Report,
) -> dict[str, int] | None:
    titles = [cell.strip().casefold() for cell in heading]
    found = [aliases.get(title, title) for title in titles]
    missing = [column for column in required if column not in found]
    doubled = [column for column in (*required, *optional) if found.count(column) > 1]
    for column in missing:
        report.error(
            Place(file=name, line=line),
            f"the column '{column}' is missing",
            f"The first line names the columns: {', '.join((*required, *optional))}",
        )
    for column in doubled:
        report.error(
            Place(file=name, line=line), f"two columns are '{column}'", "Remove one of them"
        )
    if missing or doubled:
        return None
    return {column: found.index(column) for column in (*required, *optional) if column in found}


def _row(
    name: str, line: int, cells: Sequence[str], columns: Mapping[str, int], report: Report
) -> Row | None:
    if len(cells) <= max(columns.values()):
        report.error(
            Place(file=name, line=line, column=len(cells)),
            "this line has too few cells",
            "Compare it with the first line",
        )
        return None
    if any(len(cell) > _LARGEST_CELL for cell in cells):
        report.error(
            Place(file=name, line=line), "a cell is far too long", "Look for a lone quotation mark"
        )
        return None
    named = {column: cells[index].strip() for column, index in columns.items()}
    return Row(file=name, line=line, cells=named, columns=columns)


def read_day(row: Row, column: str, report: Report) -> date | None:
    """Return the day in a cell, ``None`` if it is empty or wrong (which is reported)."""
    text = row.text(column)
    if not text:
        return None
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    report.error(
        row.place(column), f"'{column}' is not a day", "Write it as 2026-03-01 or 01.03.2026"
    )
    return None


def read_flag(row: Row, column: str, report: Report) -> bool:
    """Return a yes or no; an empty cell is a no."""
    text = row.text(column).casefold()
    if text in _TRUE:
        return True
    if text not in _FALSE:
        report.error(row.place(column), f"'{column}' is neither yes nor no", "Write yes or no")
    return False
