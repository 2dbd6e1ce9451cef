"""Calendar dates as people write them."""

import re
from calendar import monthrange

MONTHS = (
    r"(?:jan(?:uar|uary)?|jänner|feb(?:ruar|ruary)?|mär(?:z)?|maerz|mrz|march|apr(?:il)?|mai|may|jun(?:i|e)?|jul(?:i|y)?"
    r"|aug(?:ust)?|sep(?:t|tember)?|o[kc]t(?:ober)?|nov(?:ember)?|de[zc](?:ember)?)\.?"
)
_MONTH_OF = {
    "jan": 1, "jän": 1, "feb": 2, "mär": 3, "mae": 3, "mrz": 3, "mar": 3, "apr": 4, "mai": 5, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "okt": 10, "oct": 10, "nov": 11, "dez": 12, "dec": 12,
}  # fmt: skip
_D = "[0-9OoIlSB|]"
_YEAR = rf"(?:[1Il|2Z][890OoB]{_D}{{2}}|{_D}{{2}})"
NUMERIC = (
    rf"(?:{_D}{{1,2}}[ ]?\.[ ]{{0,2}}{_D}{{1,2}}[ ]?\.[ ]{{0,2}}(?:\n[ ]?)?{_YEAR}|{_D}{{1,2}}([/\- ]){_D}{{1,2}}\1{_YEAR}"
    r"|(?:18|19|20)[0-9]{2}([\-./])[01]?[0-9]\2[0-3]?[0-9])"
)
"""``12.03.1985``, ``12. 3. 85``, ``12/03/1985``, ``1985-03-12``; look-alikes of OCR included. Holds
two groups."""
WRITTEN = (
    rf"(?:[0-3]?[0-9](?:\.|st|nd|rd|th)?[ \-]{{0,2}}\n?(?i:{MONTHS})[ \-]{{0,2}}[,]?[ ]?\n?(?:(?:18|19|20)[0-9]{{2}}|'?[0-9]{{2}})"
    rf"|(?i:{MONTHS})[ ][0-3]?[0-9](?:st|nd|rd|th)?,?[ ](?:18|19|20)[0-9]{{2}})"
)
"""``3. März 1985``, ``3 Mrz. 85``, ``March 3, 1985``."""

_LOOKALIKES = str.maketrans("OoIl|SBZ", "00111582")
_NUMBER = re.compile(r"[0-9]+")
_MONTH = re.compile(MONTHS, re.IGNORECASE)


def _full_year(year: int, digits: int, pivot: int) -> int:
    if digits > 2:
        return year
    return 2000 + year if year <= pivot else 1900 + year


def _of_eight_digits(digits: str) -> list[str]:
    """Return the parts of ``03051971``, else of ``19710503``."""
    if digits[4:6] in {"19", "20"} and digits[2:4] <= "12":
        return [digits[:2], digits[2:4], digits[4:]]
    return [digits[:4], digits[4:6], digits[6:]]


def read_date(text: str, *, pivot: int = 30) -> tuple[int, int, int] | None:
    """Return year, month and day, or ``None`` for what is no date.

    Two-digit years up to ``pivot`` belong to this century: a constant, so that the same text is
    always read alike (promise P3).
    """
    has_letters = text.lower() != text.upper()
    named = _MONTH.search(text) if has_letters else None
    numbers = _NUMBER.findall(text if named else text.translate(_LOOKALIKES))
    if named:
        numbers.insert(1, str(_MONTH_OF[named.group()[:3].lower()]))
    if len(numbers) == 1 and len(numbers[0]) == 8:
        numbers = _of_eight_digits(numbers[0])
    if len(numbers) != 3:
        return None
    if len(numbers[0]) == 4:
        numbers.reverse()
    day, month = int(numbers[0]), int(numbers[1])
    year = _full_year(int(numbers[2]), len(numbers[2]), pivot)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    if day > 28 and day > monthrange(max(year, 1), month)[1]:
        return None
    return year, month, day
