"""Tables as people save them from a spreadsheet and as programs export them, read as a stream.

Encoding, separator and the line of the headings are found, not asked for. Memory is bounded by one
row, whatever the size of the file.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import BinaryIO, TextIO

from leitstand.register.day_forms import SlashOrder, parse_day
from leitstand.register.encodings import NotTextError, encoding_of
from leitstand.register.problems import Place, Report

_TRUE = frozenset({"yes", "ja", "true", "wahr", "1", "x"})
_FALSE = frozenset({"", "no", "nein", "false", "falsch", "0", "-"})
_LARGEST_CELL = 10_000
_LONGEST_LINE = 1 << 20
"""Characters; a longer one is no line of a table."""
_SEPARATORS = ";,\t|"
_HEAD = 1 << 16
_FIRST_ROWS = 20
"""Rows in which the headings are looked for: reports begin with some lines about themselves."""
MOST_ROWS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column that is looked for, by any of its headings (compared without case)."""

    headings: tuple[str, ...]
    """In order of preference: the first that the file has is meant."""
    required: bool


Columns = Mapping[str, Column]
"""Columns by our own name for them."""


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
    """Yield the rows of a small file, as :func:`read_table` does.

    ``aliases`` are other headings that a column may have (in small letters).
    """
    columns = {
        column: Column(
            headings=(column, *(alias for alias, meant in aliases.items() if meant == column)),
            required=column in required,
        )
        for column in (*required, *optional)
    }
    return read_table(name, io.BytesIO(data), columns, report)


def read_table(
    name: str,
    file: BinaryIO,
    columns: Columns,
    report: Report,
    *,
    largest_cell: int = _LARGEST_CELL,
) -> Iterator[Row]:
    """Yield the rows that have the right number of cells; report everything else.

    ``largest_cell`` in characters; above :func:`csv.field_size_limit` that has to be raised, too.
    """
    try:
        encoding = encoding_of(file)
    except NotTextError as error:
        report.error(
            Place(file=name, line=error.line),
            "neither UTF-8 nor Windows-1252 nor UTF-16",
            "Save it as 'CSV UTF-8'",
        )
        return
    text = io.TextIOWrapper(file, encoding, newline="")
    try:
        yield from _Table(name, text, columns, report, largest_cell).rows()
    finally:
        text.detach()


@dataclass(frozen=True, slots=True)
class _Heading:
    """The line that names the columns."""

    separator: str
    number: int
    """Which row of the table it is, from 0."""
    titles: tuple[str, ...]
    places: Mapping[str, int]
    """Index of each column that was found."""

    def missing(self, columns: Columns) -> list[str]:
        """Return the required columns that it does not name."""
        return [n for n, column in columns.items() if column.required and n not in self.places]


class _TooLongError(Exception):
    pass


class _Table:
    def __init__(
        self, name: str, text: TextIO, columns: Columns, report: Report, largest_cell: int
    ) -> None:
        self._name = name
        self._text = text
        self._columns = columns
        self._report = report
        self._largest_cell = largest_cell

    def rows(self) -> Iterator[Row]:
        heading = self._heading()
        if heading is None:
            return
        longest = max(_LONGEST_LINE, 2 * self._largest_cell)
        lines = csv.reader(_lines(self._text, longest), delimiter=heading.separator, strict=True)
        begin = 1
        try:
            for number, cells in enumerate(lines):
                line, begin = begin, lines.line_num + 1
                if number <= heading.number or not any(map(str.strip, cells)):
                    continue
                if not self._goes_on(number, line):
                    return
                if (row := self._row(line, cells, heading)) is not None:
                    yield row
        except csv.Error:
            self._error(begin, "not a CSV row", "Look for a lone quotation mark")
        except _TooLongError:
            self._error(begin, "a cell is far too long", "Look for a lone quotation mark")

    def _heading(self) -> _Heading | None:
        head = self._text.read(_HEAD)
        self._text.seek(0)
        if not head.strip():
            required = [column.headings[0] for column in self._columns.values() if column.required]
            self._error(1, "the file is empty", f"Begin with {','.join(required)}")
            return None
        found = [h for mark in _SEPARATORS for h in _headings(head, mark, self._columns)]
        best = min(found, key=lambda h: (len(h.missing(self._columns)), -len(h.places), h.number))
        return best if self._is_good(best) else None

    def _is_good(self, heading: _Heading) -> bool:
        missing = heading.missing(self._columns)
        for column in missing:
            headings = " or ".join(f"'{title}'" for title in self._columns[column].headings[:4])
            self._error(
                1,
                f"the column '{column}' is missing",
                f"Name a column {headings}, or say in the mapping which one it is",
            )
        doubled = [
            column
            for column, index in heading.places.items()
            if heading.titles.count(heading.titles[index]) > 1
        ]
        for column in doubled:
            self._error(1, f"two columns are '{column}'", "Remove one of them")
        return not missing and not doubled

    def _goes_on(self, number: int, line: int) -> bool:
        if number > MOST_ROWS:
            self._error(line, f"more than {MOST_ROWS} lines", "Import the file in parts")
            return False
        if self._report.is_full():
            self._error(line, "too many problems; the rest was not read", "Mend these first")
            return False
        return True

    def _row(self, line: int, cells: Sequence[str], heading: _Heading) -> Row | None:
        places = heading.places
        # Excel leaves out empty cells at the end of a line; of a required one that is a fault.
        needed = max(i for name, i in places.items() if self._columns[name].required)
        if len(cells) <= needed:
            self._error(line, "this line has too few cells", "Compare it with the first line")
        elif any(map(str.strip, cells[len(heading.titles) :])):
            self._error(
                line,
                "this line has too many cells",
                "Put cells with a separator in quotation marks",
            )
        elif any(len(cell) > self._largest_cell for cell in cells):
            self._error(line, "a cell is far too long", "Look for a lone quotation mark")
        else:
            named = {name: cells[i].strip() for name, i in places.items() if i < len(cells)}
            return Row(file=self._name, line=line, cells=named, columns=places)
        return None

    def _error(self, line: int, text: str, remedy: str) -> None:
        self._report.error(Place(file=self._name, line=line), text, remedy)


def _lines(text: TextIO, longest: int) -> Iterator[str]:
    while line := text.readline(longest):
        if len(line) == longest:
            raise _TooLongError
        yield line


def _headings(head: str, separator: str, columns: Columns) -> Iterator[_Heading]:
    """Yield each of the first rows as if it were the headings."""
    rows = csv.reader(io.StringIO(head, newline=""), delimiter=separator)
    for number, cells in enumerate(islice(_until_broken(rows), _FIRST_ROWS)):
        titles = _titles(cells)
        yield _Heading(separator, number, titles, _places(titles, columns))


def _until_broken(rows: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from rows
    except csv.Error:
        return


def _titles(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the headings; a column without one is called after its left neighbour, with `` +1``.

    Moodle's report of activities names a day by nothing but its place beside the state.
    """
    titles = [cell.strip().strip("\ufeff").casefold() for cell in cells]
    for index, title in enumerate(titles[1:], start=1):
        if not title and titles[index - 1]:
            titles[index] = f"{titles[index - 1]} +1"
    return tuple(titles)


def _places(titles: Sequence[str], columns: Columns) -> dict[str, int]:
    known = {
        name: [titles.index(h.casefold()) for h in column.headings if h.casefold() in titles]
        for name, column in columns.items()
    }
    return {name: indices[0] for name, indices in known.items() if indices}


def read_day(row: Row, column: str, report: Report, order: SlashOrder | None = None) -> date | None:
    """Return the day in a cell, ``None`` if it is empty or wrong (which is reported)."""
    text = row.text(column)
    if not text:
        return None
    day = parse_day(text, order)
    if day is None:
        remedy = "Write it as 2026-03-01 or 01.03.2026"
        if "/" in text:
            remedy += ", or say in the mapping what comes first: 'dates: day_first'"
        report.error(row.place(column), f"'{column}' is not a day", remedy)
    return day


def read_flag(row: Row, column: str, report: Report) -> bool:
    """Return a yes or no; an empty cell is a no."""
    text = row.text(column).casefold()
    if text in _TRUE:
        return True
    if text not in _FALSE:
        report.error(row.place(column), f"'{column}' is neither yes nor no", "Write yes or no")
    return False
