"""Days as spreadsheets, Moodle and ILIAS write them, in German and in English."""

import re
from datetime import date, timedelta
from enum import StrEnum


class SlashOrder(StrEnum):
    """What ``03/04/2026`` means: nobody can tell from the file."""

    DAY_FIRST = "day_first"
    """British and Moodle's English: 3 April."""
    MONTH_FIRST = "month_first"
    """American: 4 March."""


_MONTHS = (
    # As ILIAS and Moodle abbreviate them, and in full.
    ("jan", "januar", "january", "jänner"),
    ("feb", "februar", "february"),
    ("mär", "mar", "mrz", "märz", "march"),
    ("apr", "april"),
    ("mai", "may"),
    ("jun", "juni", "june"),
    ("jul", "juli", "july"),
    ("aug", "august"),
    ("sep", "sept", "september"),
    ("okt", "oct", "oktober", "october"),
    ("nov", "november"),
    ("dez", "dec", "dezember", "december"),
)
_MONTH_OF = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_TIME = r"(?:,?[ T]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:\s*[ap]m)?(?:Z|[+-]\d{2}:?\d{2})?)?"
"""A time of day after the day: read over, since a certificate has a day."""
_ISO = re.compile(rf"(\d{{4}})-(\d{{2}})-(\d{{2}}){_TIME}", re.IGNORECASE)
_DOTTED = re.compile(rf"(\d{{1,2}})\.(\d{{1,2}})\.(\d{{4}}|\d{{2}}){_TIME}", re.IGNORECASE)
_SLASHED = re.compile(rf"(\d{{1,2}})/(\d{{1,2}})/(\d{{4}}|\d{{2}}){_TIME}", re.IGNORECASE)
_WORDED = re.compile(
    rf"(?:[^\W\d]+,\s*)?(\d{{1,2}})\.?\s+([^\W\d]+)\.?\s+(\d{{4}}){_TIME}", re.IGNORECASE
)
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_EXCEL_ZERO = date(1899, 12, 30)
"""Day 0 of Excel's calendar on Windows, as its serial numbers of today count."""


def parse_day(text: str, order: SlashOrder | None = None) -> date | None:
    """Return the day that a cell holds, ``None`` if it is none, or one that nobody can tell.

    Years of two digits are of this century. A day with slashes needs ``order``. A number of five
    digits is the serial number that Excel writes for a cell without a date format.
    """
    try:
        return _parsed(text.strip(), order)
    except (ValueError, OverflowError):
        return None


def _parsed(text: str, order: SlashOrder | None) -> date | None:
    if found := _ISO.fullmatch(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DOTTED.fullmatch(text):
        return date(_year(found[3]), int(found[2]), int(found[1]))
    if (found := _SLASHED.fullmatch(text)) and order is not None:
        day, month = (1, 2) if order is SlashOrder.DAY_FIRST else (2, 1)
        return date(_year(found[3]), int(found[month]), int(found[day]))
    if (found := _WORDED.fullmatch(text)) and found[2].casefold() in _MONTH_OF:
        return date(int(found[3]), _MONTH_OF[found[2].casefold()], int(found[1]))
    if found := _SERIAL.fullmatch(text):
        return _EXCEL_ZERO + timedelta(days=int(found[1]))
    return None


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)
