"""Reading lists in tests: a name, bytes, and what became of them."""

import io
from collections.abc import Collection
from datetime import date

from leitstand.register.imports import (
    Awards,
    Mapping,
    Preset,
    StaffList,
    overlay,
    preset,
    read_awards,
    read_staff,
)
from leitstand.register.problems import Report
from leitstand.schemas.register import Course
from leitstand.vault import normalise_user

DEPARTMENTS = ("bauhof", "kita", "rathaus")
COURSES = ("ki-pass-chat", "ki-pass-protokoll")
TODAY = date(2026, 8, 1)


def identify(user: str) -> str:
    """Stand in for the register key: readable, so that a test can tell who is who."""
    return normalise_user(user)


def course_on(course: str, day: date) -> Course:
    """Let certificates of one course live a year."""
    return Course(title=course, valid_months=12 if course == "ki-pass-protokoll" else None)


def staff_of(
    data: bytes | str,
    mapping: Mapping | None = None,
    departments: Collection[str] = DEPARTMENTS,
) -> tuple[StaffList, Report]:
    """Read a list of people."""
    report = Report()
    file = io.BytesIO(data.encode() if isinstance(data, str) else data)
    whole = overlay(preset(Preset.PEOPLE), mapping or Mapping())
    return read_staff("staff", file, whole, departments, ("chat",), identify, report), report


def awards_of(
    data: bytes | str, source: Preset = Preset.CSV, mapping: Mapping | None = None, course: str = ""
) -> tuple[Awards, Report]:
    """Read a list of certificates."""
    report = Report()
    file = io.BytesIO(data.encode() if isinstance(data, str) else data)
    awards = read_awards(
        "awards",
        file,
        overlay(preset(source), mapping or Mapping()),
        course=course,
        courses=COURSES,
        course_on=course_on,
        identify=identify,
        today=TODAY,
        report=report,
    )
    return awards, report


def told(report: Report) -> list[tuple[int, str]]:
    """Return line and text of every problem."""
    return [(problem.place.line, problem.text) for problem in report.problems]
