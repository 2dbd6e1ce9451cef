"""Umsatzsteuer-Identifikationsnummer (VAT identification number) of a member state.

Legal basis: § 27a UStG, Art. 214 and 215 of Directive 2006/112/EC; § 139c AO for the
Wirtschafts-Identifikationsnummer, which is the same number with five digits for the enterprise
behind it. Personal data where the enterprise is a natural person (sole trader, freelancer), which
the number does not tell; firms print theirs on every letter and must (§ 5 DDG).
Format: DE and nine digits; the other member states as in the table below.
Checksum: DE ISO/IEC 7064 MOD 11,10; others :mod:`leitstand.policy.checksums_vat`.
Medium always, since most of these numbers are firms': a policy that minds leaves the category out.
DE and AT count by their check digit alone, all others, and look-alikes of digits, need a name.
Does not trigger: a wrong check digit, creditor identifiers, IBANs, article numbers.
Specimens: DE136695976, ATU13585627, DE 123 456 788.
"""

import re
from collections.abc import Callable, Collection, Mapping

from leitstand.policy.checksums_vat import CHECKS
from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.detectors._labels import OTHER_NUMBERS, Called, Label
from leitstand.policy.detectors._numbers import (
    GAP,
    LIKE,
    NINE_DIGITS,
    START,
    Number,
    as_digits,
    readings,
)
from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

BODIES = {
    "AT": "U[0-9]{8}", "BE": "[01][0-9]{9}", "BG": "[0-9]{9,10}", "CY": "[0-9]{8}[A-Z]",
    "CZ": "[0-9]{8,10}", "DK": "[0-9]{8}", "EE": "[0-9]{9}", "EL": "[0-9]{9}",
    "ES": "[A-Z0-9][0-9]{7}[A-Z0-9]", "FI": "[0-9]{8}", "FR": "[A-Z0-9]{2}[0-9]{9}",
    "HR": "[0-9]{11}", "HU": "[0-9]{8}", "IE": "[0-9][A-Z0-9][0-9]{5}[A-Z]{1,2}", "IT": "[0-9]{11}",
    "LT": "(?:[0-9]{9}|[0-9]{12})", "LU": "[0-9]{8}", "LV": "[0-9]{11}", "MT": "[0-9]{8}",
    "NL": "[0-9]{9}B[0-9]{2}", "PL": "[0-9]{10}", "PT": "[0-9]{9}", "RO": "[1-9][0-9]{5,9}",
    "SE": "[0-9]{10}01", "SI": "[0-9]{8}", "SK": "[1-9][0-9]{9}", "XI": "(?:[0-9]{9}|[0-9]{12})",
    "GB": "(?:[0-9]{9}|[0-9]{12})",
}  # fmt: skip
"""Member state (and the United Kingdom): what stands behind its letters (VIES, structure)."""

_GERMAN, _AUSTRIAN, _FOREIGN = 0, 1, 2
_LABEL = Label(
    r"\bust", r"umsatzsteuer", r"mehrwertsteuer", r"mwst", r"\bvat\b", r"\bw-?\s?id", r"\buid\b",
    r"wirtschafts-?\s?id", r"steuer-?\s?(?:id|nummer|nr)", r"\btva\b", r"\bbtw\b", r"\biva\b",
    others=(*OTHER_NUMBERS, r"gl(?:ä|ae)ubiger", r"creditor", r"\biban", r"patent", r"\bisin"),
)  # fmt: skip
_LETTERS = "|".join(BODIES)


def _is_german(number: Number) -> bool:
    body = as_digits(number.compact[2:])
    return body[0] != "0" and number.repaired <= 5 and CHECKS["DE"](body[:9])


def _is_austrian(number: Number) -> bool:
    body = "U" + as_digits(number.compact[3:])
    return number.repaired <= 6 and CHECKS["AT"](body)


def _is_foreign(number: Number) -> bool:
    state, body = number.compact[:2].upper(), number.compact[2:].upper()
    structure = BODIES.get(state)
    if structure is None or re.fullmatch(structure, body) is None:
        return False
    check = CHECKS.get(state)
    return check is None or check(body)


def _counts(number: Number, called: Called, form: int) -> bool:
    if called is Called.SO:
        return True
    alone = form != _FOREIGN
    return called is Called.NOTHING and alone and number.compact[:2].isupper() and _is_plain(number)


def _is_plain(number: Number) -> bool:
    return number.compact[3:].isdigit() and len(number.blocks) <= 5


_FORMS: Mapping[int, tuple[Collection[int], Callable[[Number], bool]]] = {
    _GERMAN: ((11, 16), _is_german),
    _AUSTRIAN: ((11,), _is_austrian),
    _FOREIGN: (range(8, 15), _is_foreign),
}


def _validate(candidate: Candidate) -> Evidence | None:
    lengths, is_right = _FORMS[candidate.form]
    for number in filter(is_right, readings(candidate, lengths)):
        called = _LABEL.of(candidate)
        if _counts(number, called, candidate.form):
            reason = Reason.CONTEXT if called is Called.SO else Reason.STRUCTURE
            checked = number.compact[:2].upper() in CHECKS
            return Evidence(
                start=number.start,
                end=number.end,
                confidence=Confidence.MEDIUM,
                reasons=(Reason.CHECKSUM, reason) if checked else (reason,),
            )
    return None


DETECTOR = Detector(
    category=Category.UST_ID,
    data_class=DataClass.PERSONAL,
    patterns=(
        Pattern(
            anchor=NINE_DIGITS,
            candidate=rf"{START}(?i:d{GAP}e){GAP}[1-9](?:{GAP}{LIKE}){{8}}(?:-[0-9]{{5}})?",
            before=50,
            after=12,
        ),
        Pattern(
            anchor=r"(?:atu|at u|at-u|a t u)[ .\-/_\r\n]*[0-9]",
            candidate=rf"{START}(?i:a{GAP}t{GAP}u){GAP}[0-9](?:{GAP}{LIKE}){{7}}",
            before=12,
            after=40,
            caseless=True,
        ),
        Pattern(
            anchor=rf"(?:{_LETTERS})[ .\-]?(?:[A-Z0-9][ .\-]?){{0,2}}(?:[0-9][ .\-]?){{2}}[0-9]",
            candidate=rf"{START}(?:{_LETTERS})(?:[ .\-]?[A-Z0-9]){{6,13}}",
            before=20,
            after=30,
        ),
    ),
    validate=_validate,
    cost=400,
)
