"""Number of a credit or debit card (primary account number).

Legal basis: personal data, Art. 4 (1) GDPR; PCI DSS 4.0, requirement 3, wherever cards are taken.
Format: 13 to 19 digits (ISO/IEC 7812-1), whose first digits the issuer fixed: Visa 4, Mastercard
51-55 and 2221-2720, American Express 34 and 37, Diners Club 300-305, 36, 38, 39, Discover 6011,
622126-622925, 644-649, 65, JCB 3528-3589, UnionPay 62, Maestro 50, 56-58, 6. Printed 4-4-4-4,
4-6-5 (American Express), 4-6-4 (Diners Club).
Checksum: Luhn (ISO/IEC 7812-1, annex B).
Named, or printed in the issuer's blocks: high. In one piece without a name: medium. Maestro and
other lengths (13 digits are EANs, too) need a name. Look-alikes of digits count only where it is named.
Does not trigger: a wrong check digit, a number that is called something else (invoice, customer,
parcel, meter), a part of a longer number.
Specimens (test numbers of the issuers): 4111 1111 1111 1111, 5555 5555 5555 4444,
3782 822463 10005, 3056 930902 5904, 6011 1111 1111 1117, 3530 1113 3330 0000.
"""

import re

from leitstand.policy.checksums import luhn
from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.detectors._labels import OTHER_NUMBERS, Called, Label
from leitstand.policy.detectors._numbers import ALONE, END, GAP, LIKE, NINE_DIGITS, Number, readings
from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

_ISSUED = re.compile(
    r"4[0-9]{15}"
    r"|5[1-5][0-9]{14}|(?:222[1-9]|22[3-9][0-9]|2[3-6][0-9]{2}|27[01][0-9]|2720)[0-9]{12}"
    r"|3[47][0-9]{13}|(?:30[0-5]|3[689][0-9])[0-9]{11}"
    r"|(?:6011|64[4-9][0-9]|65[0-9]{2}|62[0-9]{2}|35[2-8][0-9])[0-9]{12}"
)
_ISSUED_WHERE_NAMED = re.compile(r"(?:5[0678]|6[0-9])[0-9]{10,17}|4[0-9]{12}|4[0-9]{18}")
_FORMS = ((4, 4, 4, 4), (4, 6, 5), (4, 6, 4), (4, 4, 4, 4, 3), (4, 4, 4, 1))
_LABEL = Label(
    r"kredit-?\s?kart", r"credit", r"karten-?\s?(?:nr|nummer|daten)", r"card", r"\bvisa", r"amex",
    r"american express", r"diners", r"\bjcb\b", r"maestro", r"discover", r"\bpan\b", r"\bkarte\b",
    r"debit(?!or)", r"bezahlkarte", r"firmenkarte", r"girocard", r"ec-?\s?karte",
    others=(*OTHER_NUMBERS, r"\biban", r"mitglied", r"versichert", r"steuer"),
)  # fmt: skip
_LENGTHS = range(12, 20)


def _is_right(number: Number) -> bool:
    digits = number.digits
    known = _ISSUED.fullmatch(digits) or _ISSUED_WHERE_NAMED.fullmatch(digits)
    return known is not None and luhn(digits) and number.repaired <= 4 and len(set(digits)) > 1


def _confidence(number: Number, called: Called) -> Confidence | None:
    issued = _ISSUED.fullmatch(number.digits) is not None
    printed = issued and number.blocks in _FORMS and number.is_printed(*_FORMS)
    if called is Called.SO:
        known = issued or _ISSUED_WHERE_NAMED.fullmatch(number.digits) is not None
        return Confidence.HIGH if printed or (known and not number.has_neighbour) else None
    if called is Called.OTHERWISE or not issued or number.repaired or number.follows_digit:
        return None
    bare = len(number.blocks) == 1 or number.is_spaced_singly
    if printed:
        return Confidence.HIGH
    return Confidence.MEDIUM if bare and not number.precedes_digit else None


def _validate(candidate: Candidate) -> Evidence | None:
    for number in filter(_is_right, readings(candidate, _LENGTHS)):
        called = _LABEL.of(candidate)
        confidence = _confidence(number, called)
        if confidence is not None:
            reasons = (Reason.CHECKSUM, Reason.ISSUED)
            return Evidence(
                start=number.start,
                end=number.end,
                confidence=confidence,
                reasons=(*reasons, Reason.CONTEXT) if called is Called.SO else reasons,
            )
    return None


DETECTOR = Detector(
    category=Category.CREDIT_CARD,
    data_class=DataClass.PERSONAL,
    patterns=(
        Pattern(
            anchor=NINE_DIGITS,
            candidate=rf"{ALONE}[2-6](?:{GAP}{LIKE}){{11,18}}{END}",
            before=80,
            after=80,
        ),
    ),
    validate=_validate,
    cost=900,
)
