"""Days as German and English programs write them."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leitstand.register.day_forms import SlashOrder, parse_day

DAY_FIRST, MONTH_FIRST = SlashOrder.DAY_FIRST, SlashOrder.MONTH_FIRST


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-01",
        "2026-03-01 16:05:00",
        "2026-03-01T16:05:00.000+01:00",
        "01.03.2026",
        "1.3.2026",
        "1.3.26",
        "01.03.2026 16:05",
        "01.03.2026, 16:05",
        "1. März 2026",
        "1. Mär 2026, 16:05",
        "Sonntag, 1. März 2026, 16:05",
        "Sunday, 1 March 2026, 4:05 PM",
        "1. Mar 2026, 4:05pm",
        "46082",
        "46082,67",
        "46082.67",
    ],
)
def test_a_day_is_read_in_any_dress(text: str) -> None:
    """ISO, Excel in German, its serial number, ILIAS, Moodle in both languages."""
    assert parse_day(text) == date(2026, 3, 1)


@pytest.mark.parametrize(
    "text",
    ["31.02.2026", "2026-13-01", "00.01.2026", "1.3.20261", "#NV", "####", "heute", "1 Foo 2026"],
)
def test_what_is_no_day_is_none(text: str) -> None:
    """Nothing is guessed."""
    assert parse_day(text) is None


def test_slashes_need_to_be_explained() -> None:
    """The third of April, the fourth of March, or nobody knows."""
    assert parse_day("03/04/2026") is None
    assert parse_day("03/04/2026", DAY_FIRST) == date(2026, 4, 3)
    assert parse_day("03/04/26, 16:05", DAY_FIRST) == date(2026, 4, 3)
    assert parse_day("3/4/2026", MONTH_FIRST) == date(2026, 3, 4)
    assert parse_day("13/04/2026", MONTH_FIRST) is None


@settings(deadline=None)
@given(day=st.dates(min_value=date(1955, 1, 1), max_value=date(2099, 12, 31)))
def test_every_form_of_every_day_comes_back(day: date) -> None:
    """Also leap days and the serial number of any day that a list can hold."""
    serial = str((day - date(1899, 12, 30)).days)
    forms = [day.isoformat(), f"{day:%d.%m.%Y}", f"{day.day}.{day.month}.{day.year}", serial]
    assert {parse_day(form) for form in forms} == {day}
    assert parse_day(f"{day:%m/%d/%Y}", MONTH_FIRST) == day


@settings(deadline=None)
@given(text=st.text(max_size=40))
def test_any_text_is_a_day_or_none(text: str) -> None:
    """Digits of other scripts, huge numbers and control characters do not break it."""
    assert parse_day(text, DAY_FIRST) is None or isinstance(parse_day(text, DAY_FIRST), date)
