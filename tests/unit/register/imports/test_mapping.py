"""Mapping files: what people write to explain somebody else's list."""

import pytest

from leitstand.register.imports import Mapping, Preset, overlay, preset, read_mapping
from leitstand.register.problems import Report


def read(text: str) -> tuple[Mapping, Report]:
    report = Report()
    return read_mapping("mapping.yaml", text.encode(), report), report


def test_one_heading_needs_no_list() -> None:
    """`user: Login` is `user: [Login]`."""
    mapping, report = read("columns: {user: Login, passed: [Am, Bestanden]}\ndates: day_first\n")
    assert not report.problems
    assert mapping.columns == {"user": ("Login",), "passed": ("Am", "Bestanden")}


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("", 1, "the mapping is empty"),
        ("columns: {user: Login}\ncolumsn: {}\n", 2, "unknown field"),
        ("columns: {usr: Login}\n", 1, "a column that no list has"),
        ("departments:\n  Amt 50: Soziales Amt\n", 2, "an id"),
        ("dates: germanly\n", 1, "one of day_first, month_first"),
        ("columns:\n\tuser: Login\n", 2, "not YAML"),
        ("columns:\n  user: 4711\n", 2, "a text"),
    ],
)
def test_a_fault_is_told_at_its_line(text: str, line: int, problem: str) -> None:
    """In the file's own words."""
    _, report = read(text)
    assert [(p.place.line, problem in p.text) for p in report.problems] == [(line, True)]


@pytest.mark.parametrize("which", Preset)
def test_presets_are_good(which: Preset) -> None:
    """Each finds a person."""
    assert preset(which).columns["user"]


def test_a_mapping_lies_over_the_preset() -> None:
    """What it does not say stays."""
    own, _ = read("columns: {user: Personalnummer}\nuser_domain: musterdorf.example\n")
    whole = overlay(preset(Preset.MOODLE), own)
    assert whole.columns["user"] == ("Personalnummer",)
    assert whole.columns["passed"] == preset(Preset.MOODLE).columns["passed"]
    assert (whole.user_domain, whole.blanks) == ("musterdorf.example", ("-", "Never", "Nie"))
