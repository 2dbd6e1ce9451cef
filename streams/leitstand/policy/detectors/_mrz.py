"""Machine-readable zone of travel documents (ICAO Doc 9303 parts 3 to 7), for id cards and passports.

All three sizes hold, in one line, the date of birth with its check digit, the sex, the date of
expiry with its check digit: that is where a zone is recognised. TD1 (3 lines of 30) has the number
of the document in the line before, TD2 and TD3 (2 lines of 36 or 44) before the date of birth.
Read as people paste it: with lost or added line breaks and blanks, in lower case, with lost
fillers at a line's end, with ``«`` or ``K`` for ``<`` and ``O``, ``I``, ``S``, ``B`` for digits.
"""

import itertools
import re
from typing import NamedTuple

from leitstand.policy.checksums_documents import mrz_check_digit
from leitstand.policy.detector import Pattern
from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.schemas.vocabulary import Category, Confidence

_DIGIT = "[0-9OoQDIil|SsBZz]"
_DATES = rf"(?:{_DIGIT} ?){{7}}[MFXmfx<«Kk] ?(?:{_DIGIT} ?){{6}}{_DIGIT}"
MRZ = Pattern(
    anchor=r"[0-9] ?[MFXmfx<Kk«] ?[0-9]{2}",
    trigger="|".join(
        f"[0-9]{before}{sign}{behind}[0-9]{{2}}"
        for before, sign, behind in itertools.product(("", " "), "MFXmfx<Kk«", ("", " "))
    ),
    candidate=_DATES,
    before=20,
    after=16,
)
"""Date of birth, sex, date of expiry, with the check digits of both dates.

The anchor is the least that is seldom in other texts; it costs a look-alike beside the sex.
"""

_AS_DIGIT = str.maketrans("OoQDIil|SsBZz", "0000111155822")
_AS_FILLER = str.maketrans("«\u2039", "<<")
_DATE = re.compile(r"[0-9]{2}(?:0[0-9]|1[0-2])(?:[0-2][0-9]|3[01])")
_ZONE = re.compile(r"[A-Z0-9<«\u2039]")
_ZONE_SMALL = re.compile(r"[A-Za-z0-9<«\u2039]")
_FILLERS = re.compile(r"[<«\u2039]*")
_NAMES = re.compile(r"[A-Z]{2,}[A-Z<]*(?:<<|KK)[A-Z<]*")
_LINE = re.compile(r"[PVIAC1L|][A-Z<][A-Z<]{3}[A-Z0-9<|]*")
_FILLER_BEFORE = re.compile(r"[<«\u2039Kk]|[A-Z]{3}\s*$")
_SHORT_LINE = re.compile(
    r"(?<![A-Z0-9])[PVIAC1L|][A-Z<][A-Z<]{3}(?:[A-Z<]*<<[A-Z<]*|[A-Z0-9<]{9}[0-9OISB]<*)$"
)
_ID_CODES = "IAC1L|"
"""First letters of documents other than passports (P) and visas (V), with what is read for I."""
_SIZES = ((44, "PV"), (36, _ID_CODES), (36, "V"))
"""Length of a line of two, and the first letters of documents that have it."""
_PASSPORT_SERIALS = "CFGHJK"
_LOOK_BACK = 100


class Zone(NamedTuple):
    """A recognised zone."""

    start: int
    rest: int
    """Characters from the date of birth on, blanks and line breaks not counted."""
    category: Category


def read_zone(candidate: Candidate, category: Category) -> Evidence | None:
    """Return the zone of that kind of document around the dates, if its check digits are right."""
    if not _right_dates(candidate.text):
        return None
    start = candidate.start
    if not _FILLER_BEFORE.search(candidate.whole, max(0, start - 34), start):
        return None
    before = candidate.whole[max(0, candidate.start - _LOOK_BACK) : candidate.start]
    compact = "".join(before.split()).translate(_AS_FILLER).upper()
    zone = _two_lines(candidate, compact) or _three_lines(candidate, compact)
    if zone is None or zone.category is not category:
        return None
    return Evidence(
        start=zone.start,
        end=_end(candidate, zone.start, zone.rest),
        confidence=Confidence.HIGH,
        reasons=(Reason.CHECKSUM, Reason.STRUCTURE),
    )


def _right_dates(text: str) -> bool:
    compact = text.replace(" ", "")
    birth, expiry = (part.translate(_AS_DIGIT) for part in (compact[:7], compact[8:]))
    return _right_date(birth) and _right_date(expiry)


def _right_date(seven: str) -> bool:
    return _DATE.match(seven) is not None and str(mrz_check_digit(seven[:6])) == seven[6]


def _right_number(ten: str) -> bool:
    """Check a document number of nine places; a look-alike may stand for its check digit."""
    number, digit = ten[:9], ten[9:].translate(_AS_DIGIT)
    if not number.strip("<") or re.search(r"[^A-Z0-9<]", number):
        return False
    if digit == str(mrz_check_digit(number)):
        return True
    return "O" in number and digit == str(mrz_check_digit(number.replace("O", "0")))


def _two_lines(candidate: Candidate, compact: str) -> Zone | None:
    """Read TD2 and TD3: number, check digit and nationality stand before the date of birth."""
    head = compact[-13:]
    if len(head) < 13 or not _right_number(head[:10]) or re.search(r"[^A-Z<]", head[10:]):
        return None
    line = _back(candidate.whole, candidate.start, 13)
    for length, codes in _SIZES:
        names = compact[-13 - length : -13]
        if len(names) == length and names[0] in codes and _is_names(names):
            start = _back(candidate.whole, line, length)
            return _zone(start, length - 13, names[0])
    above = _line_above(candidate.whole, line)
    if above is not None:
        code = candidate.whole[above].upper()
        return _zone(above, 31 if code in "PV" else 23, code)
    code = "P" if head[0] in _PASSPORT_SERIALS else "I"
    return _zone(line, 31 if code == "P" else 23, code)


def _is_names(line: str) -> bool:
    return _LINE.fullmatch(line) is not None and "<<" in line.replace("K", "<")


def _three_lines(candidate: Candidate, compact: str) -> Zone | None:
    """Read TD1: the whole line before the date of birth ends with fillers that may be lost."""
    first = compact[-30:]
    if len(first) == 30 and _is_first_of_three(first):
        return _zone(_back(candidate.whole, candidate.start, 30), 60, "I")
    start = _line_above(candidate.whole, candidate.start)
    if start is None:
        return None
    shortened = "".join(candidate.whole[start : candidate.start].split())
    if _is_first_of_three(shortened.translate(_AS_FILLER).upper()):
        return _zone(start, 60, "I")
    return None


def _is_first_of_three(line: str) -> bool:
    return (
        len(line) >= 15
        and line[0] in _ID_CODES
        and _LINE.fullmatch(line) is not None
        and _right_number(line[5:15])
    )


def _zone(start: int, rest: int, code: str) -> Zone:
    category = Category.PASSPORT if code in "PV" else Category.ID_CARD
    return Zone(start=start, rest=rest, category=category)


def _line_above(text: str, line: int) -> int | None:
    """Return where a first line begins that has lost its fillers; ``None`` without one."""
    low = max(0, line - 70)
    above = text[low:line].split()[-1:]
    first = _SHORT_LINE.search(above[0].translate(_AS_FILLER).upper()) if above else None
    return text.rindex(above[0], low, line) + first.start() if first else None


def _back(text: str, index: int, count: int) -> int:
    """Return the place ``count`` characters before ``index``, blanks and line breaks not counted."""
    while count and index:
        index -= 1
        count -= not text[index].isspace()
    return index


def _end(candidate: Candidate, start: int, count: int) -> int:
    """Return the end of ``count`` characters from the date of birth on, or of what fillers are left.

    Small letters belong to a zone only where it is all small.
    """
    text, place, left = candidate.whole, candidate.start, count
    zone = _ZONE_SMALL if re.search(r"[a-km-z]", text[start : candidate.end]) else _ZONE
    while left and place < len(text):
        if not text[place].isspace():
            if zone.match(text[place]) is None:
                break
            left -= 1
        place += 1
    rest = "".join(text[candidate.end : place].split())
    if left == 0 and _is_rest(rest, three_lines=count > 31):
        # A filler too many, as readers of images give them, belongs to it as well.
        fillers = _FILLERS.match(text, place)
        return fillers.end() if fillers else place
    return _end_of_short(text, candidate.end, zone, three_lines=count > 31)


def _is_rest(compact: str, *, three_lines: bool) -> bool:
    """Say whether a full-length rest ends as it must: with a check digit, or with a line of names."""
    plain = compact.translate(_AS_FILLER).upper()
    if three_lines:
        return _NAMES.fullmatch(re.sub(r"^.*[0-9]", "", plain[-30:])) is not None
    return re.fullmatch(r"[0-9<KOISBZ]", plain[-1:]) is not None


def _end_of_short(text: str, least: int, zone: re.Pattern[str], *, three_lines: bool) -> int:
    end = _run(text, least, zone)
    if not three_lines:
        return end
    below = re.compile(r"[ \t]*\r?\n[ \t]*").match(text, end)
    if below is None:
        return end
    last = _run(text, below.end(), zone)
    names = text[below.end() : last].translate(_AS_FILLER).upper()
    return last if _NAMES.fullmatch(names) else end


def _run(text: str, place: int, zone: re.Pattern[str]) -> int:
    """Return the end of a run of at most a line of the zone's characters."""
    end = place
    while end < min(len(text), place + 44) and zone.match(text[end]):
        end += 1
    return end
