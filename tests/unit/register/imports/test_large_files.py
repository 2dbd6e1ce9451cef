"""Files of any size are read as a stream: memory is bounded by one row."""

import io
import tracemalloc

import pytest
from tests.unit.register.imports.lists import staff_of, told

from leitstand.register import csv_source
from leitstand.register.csv_source import Column, read_table
from leitstand.register.problems import Report

COLUMNS = {
    "user": Column(headings=("user",), required=True),
    "department": Column(headings=("department",), required=True),
}
MIB = 1 << 20


class Endless(io.RawIOBase):
    """A file of any size that takes no room: a beginning, then one line again and again."""

    def __init__(self, head: bytes, line: bytes, size: int) -> None:
        self._head, self._size, self._at = head, size, 0
        self._line, self._block = len(line), line * (2 * MIB // len(line) + 2)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = offset if whence == 0 else self._at + offset
        return self._at

    def read(self, size: int | None = -1) -> bytes:
        wanted = min(size if size and size > 0 else MIB, self._size - self._at, MIB)
        if self._at < len(self._head):
            found = self._head[self._at : self._at + wanted]
        else:
            begin = (self._at - len(self._head)) % self._line
            found = self._block[begin : begin + wanted]
        self._at += len(found)
        return found

    read1 = read


def peak_of_reading(file: Endless) -> tuple[int, int, Report]:
    """Return the rows, the largest memory in bytes, and what was reported."""
    report = Report()
    tracemalloc.start()
    try:
        found = read_table("big", file, COLUMNS, report)  # type: ignore[arg-type]
        rows = sum(len(row.columns) == 2 for row in found)
        return rows, tracemalloc.get_traced_memory()[1], report
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("size", [4 * MIB, 32 * MIB])
def test_memory_does_not_grow_with_the_file(size: int) -> None:
    """A remark of 4 kB in every line, so that there are few lines and much text."""
    line = b"a;kita;" + b"x" * 4096 + b"\n"
    rows, peak, report = peak_of_reading(Endless(b"user;department;note\n", line, size))
    assert not report.problems
    assert rows == pytest.approx(size / len(line), abs=2)
    assert peak < 12 * MIB


@pytest.mark.parametrize(
    ("line", "problem"),
    [(b"x" * 4096, "a cell is far too long"), (b"b;kita\n", "not a CSV row")],
    ids=["no line ends at all", "a lone quotation mark"],
)
def test_what_never_ends_is_told_and_left(line: bytes, problem: str) -> None:
    """Neither a line nor a cell is ever held whole."""
    head = b'user;department\na;"' if line.endswith(b"\n") else b"user;department\n"
    rows, peak, report = peak_of_reading(Endless(head, line, 32 * MIB))
    assert [text for _, text in told(report)] == [problem]
    assert rows == 0
    assert peak < 24 * MIB


def test_more_lines_than_a_country_has_officials(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is a limit, and nothing is applied by half."""
    monkeypatch.setattr(csv_source, "MOST_ROWS", 100)
    _, report = staff_of("user;department\n" + "".join(f"u{n};kita\n" for n in range(200)))
    assert told(report) == [(102, "more than 100 lines")]
