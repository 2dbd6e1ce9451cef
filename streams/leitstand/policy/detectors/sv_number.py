"""Versicherungsnummer of the pension insurance (Rentenversicherungs-, Sozialversicherungsnummer).

Legal basis: § 147 SGB VI; use only within §§ 18f, 18g SGB IV. Personal data, Art. 4 (1) GDPR, and
social data in the hands of the bodies of § 35 SGB I.
Format: (§ 2 VKVV) area of the insurer (02 to 89), date of birth DDMMYY, initial of the name at
birth, two digits of a serial, check digit; printed 15 070649 C 103. Where the date of birth is not
proven or its serials are used up, day or month are 00, or 32 or 64 is added to the day.
Checksum: VKVV § 2 (6), weights 2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1 and cross sums.
With a plain date the form is unmistakable: high, unless another name stands directly before it.
With a date of the special kinds, or with look-alikes of digits, it needs its name: high.
Does not trigger: a wrong check digit, a month 13, article or inventory numbers of that form.
Specimens (Deutsche Rentenversicherung and others): 15 070649 C 103, 65 170839 J 003.
"""

import re

from leitstand.policy.checksums import pension_insurance
from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.detectors._labels import OTHER_NUMBERS, Called, Label
from leitstand.policy.detectors._numbers import (
    DIGITS_LETTER_DIGITS,
    END,
    GAP,
    LIKE,
    START,
    Number,
    as_digits,
    readings,
)
from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

_LABEL = Label(
    r"versicherungs-?\s?n", r"\brv-?\s?n", r"\brvn", r"\bsv-?\s?n", r"\bsvn", r"\bvsnr", r"\bvsn",
    r"sozialvers", r"rente", r"\bvers\.?-?\s?n", r"sv-?ausweis", r"versicherten", r"versicherungsausweis",
    others=(*OTHER_NUMBERS, r"charge", r"\bmodell"),
)  # fmt: skip
_LETTERS = str.maketrans("0158", "OISB")
_PARTS = re.compile(r"(0[2-9]|[1-8][0-9])([0-9]{2})([0-9]{2})[0-9]{2}[A-Z][0-9]{3}")


def _normal(compact: str) -> str:
    """Return the number with digits and its letter where they belong."""
    letter = compact[8].upper().translate(_LETTERS)
    return as_digits(compact[:8]) + letter + as_digits(compact[9:])


def _has_plain_date(day: int, month: int) -> bool:
    return 1 <= day <= 31 and 1 <= month <= 12


def _has_special_date(day: int, month: int) -> bool:
    return day <= 95 and month <= 12


def _is_repaired(number: Number) -> bool:
    return number.repaired != 1 or not number.compact[8].isalpha()


def _is_right(number: Number, *, named: bool) -> bool:
    normal = _normal(number.compact)
    parts = _PARTS.fullmatch(normal)
    if parts is None or not pension_insurance(normal):
        return False
    day, month = int(parts[2]), int(parts[3])
    if named:
        return _has_special_date(day, month) and number.repaired <= 4
    return _has_plain_date(day, month) and not _is_repaired(number)


def _validate(candidate: Candidate) -> Evidence | None:
    for number in readings(candidate, (12,)):
        if not _is_right(number, named=True):
            continue
        called = _LABEL.of(candidate)
        named = called is Called.SO
        if called is not Called.OTHERWISE and _is_right(number, named=named):
            reasons = (Reason.CHECKSUM, Reason.STRUCTURE)
            return Evidence(
                start=number.start,
                end=number.end,
                confidence=Confidence.HIGH,
                reasons=(*reasons, Reason.CONTEXT) if named else reasons,
            )
    return None


DETECTOR = Detector(
    category=Category.SV_NUMBER,
    data_class=DataClass.PERSONAL,
    patterns=(
        Pattern(
            anchor=DIGITS_LETTER_DIGITS,
            candidate=rf"{START}[0-8](?:{GAP}{LIKE}){{7}}{GAP}[A-Za-z0158](?:{GAP}{LIKE}){{3}}{END}",
            before=50,
            after=5,
        ),
    ),
    validate=_validate,
    cost=200,
)
