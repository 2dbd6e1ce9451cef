"""People and their certificates, from two CSV files; user ids end here and become register ids."""

import hmac
import secrets
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from leitstand.register.csv_source import Row, read_day, read_flag, read_rows
from leitstand.register.day_forms import SlashOrder
from leitstand.register.days import months_later
from leitstand.register.problems import Place, Report
from leitstand.register.versions import Version
from leitstand.register.yaml_objects import Versions
from leitstand.schemas.register import Certificate, Course, Person
from leitstand.vault import normalise_user

Identify = Callable[[str], str]
"""Turns a user id into a register id, by a key."""
CourseOn = Callable[[str, date], Course | None]
"""Looks a course up as of a day."""


def throwaway_identity() -> Identify:
    """Return an identity under a key that nobody keeps: enough to check files, not to publish."""
    key = secrets.token_bytes(32)

    def identify(user: str) -> str:
        normal = normalise_user(user).encode(errors="surrogatepass")
        return hmac.digest(key, normal, "sha256")[:16].hex()

    return identify


_PEOPLE_REQUIRED, _PEOPLE_OPTIONAL = ("user", "department", "from"), ("until", "exempt", "trials")
_CERTIFICATES_REQUIRED, _CERTIFICATES_OPTIONAL = ("user", "course", "passed"), ("expires",)
_ALIASES = {
    "benutzer": "user",
    "benutzerkennung": "user",
    "kennung": "user",
    "fachbereich": "department",
    "ab": "from",
    "von": "from",
    "bis": "until",
    "ausgenommen": "exempt",
    "erprobt": "trials",
    "kurs": "course",
    "schulung": "course",
    "bestanden": "passed",
    "bestanden am": "passed",
    "läuft ab": "expires",
    "ungültig ab": "expires",
}
"""German headings that stand for ours."""

_Certified = tuple[Certificate, Row]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowOrigin:
    """A version that stands in a line of a CSV file."""

    row: Row
    certificates: tuple[_Certified, ...] = ()

    def place(self, *path: str | int) -> Place:
        """See :class:`leitstand.register.versions.Origin`; certificates lead to their own file."""
        if len(path) > 1 and path[0] == "certificates" and isinstance(path[1], int):
            return self.certificates[path[1]][1].place("course")
        return self.row.place(str(path[0]) if path else "user")


def read_people(
    people: tuple[str, bytes],
    certificates: tuple[str, bytes] | None,
    course_on: CourseOn,
    identify: Identify,
    report: Report,
) -> Versions:
    """Return the versions of all people by register id; what is wrong is reported and left out."""
    certified = _certificates(certificates, course_on, identify, report)
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in read_rows(*people, _PEOPLE_REQUIRED, _PEOPLE_OPTIONAL, _ALIASES, report):
        person = _person_id(row, identify, report)
        if person is not None:
            rows[person].append(row)
    for person in certified.keys() - rows.keys():
        for _, row in certified[person]:
            report.error(
                row.place("user"), "a certificate of nobody", f"Add the person to {people[0]}"
            )
    return {person: _versions(rows[person], certified[person], report) for person in rows}


def _person_id(row: Row, identify: Identify, report: Report) -> str | None:
    user = row.text("user")
    if normalise_user(user):
        return identify(user)
    report.error(row.place("user"), "the user id is empty", "Add it, or remove the line")
    return None


def _versions(rows: list[Row], certified: list[_Certified], report: Report) -> list[Version]:
    ordered = tuple(sorted(certified, key=lambda c: (c[0].passed, c[0].course)))
    versions = [v for row in rows if (v := _version(row, ordered, report)) is not None]
    joined = min((version.first for version in versions), default=None)
    for certificate, row in ordered:
        if joined is not None and certificate.passed < joined:
            report.warning(
                row.place("passed"),
                "passed before the person's first day in the register",
                "Check both days; the certificate counts all the same",
            )
    return versions


def _version(row: Row, certified: tuple[_Certified, ...], report: Report) -> Version | None:
    first = read_day(row, "from", report)
    if first is None and not row.text("from"):
        report.error(row.place("from"), "'from' is empty", "Write the person's first day")
    last = read_day(row, "until", report)
    department = row.text("department")
    if not department:
        report.error(row.place("department"), "'department' is empty", "Write the department's id")
    exempt = read_flag(row, "exempt", report)
    if first is None or not department:
        return None
    person = Person(
        department=department,
        certificates=tuple(c for c, _ in certified),
        exempt=exempt,
        trials=tuple(sorted(set(row.text("trials").split()))),
    )
    origin = RowOrigin(row=row, certificates=certified)
    return Version(first=first, last=last, value=person, origin=origin)


def _certificates(
    file: tuple[str, bytes] | None, course_on: CourseOn, identify: Identify, report: Report
) -> defaultdict[str, list[_Certified]]:
    found: defaultdict[str, list[_Certified]] = defaultdict(list)
    if file is None:
        return found
    for row in read_rows(*file, _CERTIFICATES_REQUIRED, _CERTIFICATES_OPTIONAL, _ALIASES, report):
        person = _person_id(row, identify, report)
        certificate = _certificate(row, course_on, report)
        if person is None or certificate is None:
            continue
        if certificate not in [known for known, _ in found[person]]:
            found[person].append((certificate, row))
    return found


def _certificate(row: Row, course_on: CourseOn, report: Report) -> Certificate | None:
    course = row.text("course")
    if not course:
        report.error(row.place("course"), "'course' is empty", "Write the course's id")
    passed = read_day(row, "passed", report)
    if passed is None and not row.text("passed"):
        report.error(row.place("passed"), "'passed' is empty", "Write the day of the certificate")
    if not course or passed is None:
        read_day(row, "expires", report)
        return None
    return certificate_of(row, course, passed, course_on, report)


def certificate_of(
    row: Row,
    course: str,
    passed: date,
    course_on: CourseOn,
    report: Report,
    order: SlashOrder | None = None,
) -> Certificate:
    """Return the certificate of a line; without ``expires`` it lives as long as the course says."""
    expires = read_day(row, "expires", report, order)
    if expires is not None and expires <= passed:
        report.error(row.place("expires"), "expires before it is passed", "Correct one of the days")
    if expires is None and not row.text("expires"):
        expires = _expiry(course_on(course, passed), passed)
    return Certificate(course=course, passed=passed, expires=expires)


def _expiry(course: Course | None, passed: date) -> date | None:
    if course is None or course.valid_months is None:
        return None
    return months_later(passed, course.valid_months)
