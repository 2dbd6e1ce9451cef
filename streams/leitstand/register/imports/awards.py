"""A list of who passed what: a table of one's own, or what a learning platform exports."""

from collections import Counter, defaultdict
from collections.abc import Collection
from collections.abc import Mapping as Table
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase
from typing import BinaryIO

from leitstand.register.csv_source import Row, read_day, read_table
from leitstand.register.imports.mapping import Mapping
from leitstand.register.imports.staff import person_id
from leitstand.register.people import CourseOn, Identify, certificate_of
from leitstand.register.problems import Place, Report, nearest
from leitstand.schemas.register import Certificate

_OPTIONAL = ("expires", "status")


@dataclass(frozen=True, slots=True, kw_only=True)
class Awards:
    """Certificates by the register id of the person."""

    certificates: Table[str, tuple[Certificate, ...]]
    places: Table[str, Place]
    """Where each person stands first."""
    skipped: Table[str, int]
    """How many lines were left out, by reason."""

    def check_people(self, known: Collection[str], report: Report) -> None:
        """Warn of people whom the register does not know; they are left out.

        If they are most of the list, it was read by the wrong column: that is an error.
        """
        unknown = [person for person in self.certificates if person not in known]
        for person in unknown:
            report.warning(
                self.places[person],
                "nobody in the register; left out",
                "Import the person, then this list once more",
            )
        if len(unknown) * 2 > len(self.certificates):
            report.error(
                self.places[unknown[0]],
                f"{len(unknown)} of {len(self.certificates)} people are not in the register",
                "Look whether this column has the ids that the register was given, and at 'user_domain'",
            )


def read_awards(
    name: str,
    file: BinaryIO,
    mapping: Mapping,
    *,
    course: str,
    courses: Collection[str],
    course_on: CourseOn,
    identify: Identify,
    today: date,
    report: Report,
) -> Awards:
    """Return the certificates of a table; what is wrong is reported.

    ``course`` is the course of every line, where the table has no column for it, else empty.
    """
    reading = _Reading(mapping, course, courses, course_on, today, report)
    required = ("user", "passed") if course else ("user", "course", "passed")
    for row in read_table(name, file, mapping.table(required, _OPTIONAL), report):
        person = person_id(row, mapping, identify, report)
        if person is not None:
            reading.take(person, row)
    return reading.awards()


class _Reading:
    def __init__(
        self,
        mapping: Mapping,
        course: str,
        courses: Collection[str],
        course_on: CourseOn,
        today: date,
        report: Report,
    ) -> None:
        self._mapping = mapping
        self._course = course
        self._courses = courses
        self._course_on = course_on
        self._today = today
        self._report = report
        self._meant = {name.casefold(): c for name, c in mapping.courses.items()}
        self._states = [state.casefold() for state in mapping.passed_states]
        self._blanks = {blank.casefold() for blank in mapping.blanks}
        self._found: defaultdict[str, dict[tuple[str, date], Certificate]] = defaultdict(dict)
        self._places: dict[str, Place] = {}
        self._skipped: Counter[str] = Counter()

    def take(self, person: str, given: Row) -> None:
        """Take one line."""
        row = replace(given, cells={c: self._unblanked(text) for c, text in given.cells.items()})
        if not self._is_passed(row):
            self._skipped["not passed"] += 1
            return
        course = self._course_of(row)
        passed = self._day(row)
        if course is None or passed is None:
            return
        report, order = self._report, self._mapping.dates
        certificate = certificate_of(row, course, passed, self._course_on, report, order)
        self._places.setdefault(person, row.place("user"))
        if self._found[person].setdefault((course, passed), certificate) != certificate:
            report.error(
                row.place("expires"),
                "the same certificate with another last day",
                "Keep one of the lines",
            )

    def awards(self) -> Awards:
        """Return all of them, when the list is at its end."""
        return Awards(
            certificates={p: tuple(found.values()) for p, found in self._found.items() if found},
            places=self._places,
            skipped=dict(self._skipped),
        )

    def _unblanked(self, text: str) -> str:
        return "" if text.casefold() in self._blanks else text

    def _is_passed(self, row: Row) -> bool:
        if self._states and "status" in row.columns:
            status = row.text("status").casefold()
            return any(fnmatchcase(status, state) for state in self._states)
        return bool(row.text("passed"))

    def _course_of(self, row: Row) -> str | None:
        if self._course:
            return self._course
        text = row.text("course")
        course = self._meant.get(text.casefold(), text)
        if course in self._courses:
            return course
        if self._meant and text:
            self._skipped["other courses than those of the mapping"] += 1
        else:
            self._report.error(
                row.place("course"),
                "there is no such course",
                f"Name it under 'courses:' in the mapping. Known: {nearest(self._courses)}",
            )
        return None

    def _day(self, row: Row) -> date | None:
        passed = read_day(row, "passed", self._report, self._mapping.dates)
        if passed is None and not row.text("passed"):
            self._report.error(row.place("passed"), "passed without a day", "Write the day")
        if passed is not None and passed > self._today:
            self._report.error(row.place("passed"), "passed in the future", "Correct the day")
            return None
        return passed
