"""Steuerliche Identifikationsnummer (IdNr).

Legal basis: § 139a, § 139b AO; use beyond the purposes of the law is a regulatory offence,
§ 383a AO. Personal data, Art. 4 (1) GDPR.
Format: 11 digits, the first not 0 (0 opens the numbers for tests), printed as 12 345 678 901. Of
the first ten digits exactly one occurs twice (numbers issued until 2015) or one occurs two or three
times (since 2016), never three times in a row.
Checksum: ISO/IEC 7064 MOD 11,10 (ITZBund, "Prüfziffernberechnung"; ELSTER, "Prüfung der Steuer-
und Steueridentifikationsnummer", chapter 2).
Named: high. Without a name a valid number in one of the print forms is medium, since 4 in 1,000
numbers of this length pass. Look-alikes of digits and other blocks count only where it is named.
Does not trigger: a wrong check digit, other repetitions, numbers named as invoice, customer or
file number, a part of a longer number.
Specimens (BZSt and ELSTER documentation): 86 095 742 719, 47 036 892 816, 65 929 970 489,
02 476 291 358 (for tests).
"""

from leitstand.policy.checksums import iso7064_mod11_10
from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.detectors._labels import OTHER_NUMBERS, Called, Label
from leitstand.policy.detectors._numbers import END, GAP, LIKE, NINE_DIGITS, START, Number, readings
from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

_LABEL = Label(
    r"steuer[ \-]{0,3}id", r"identifikations-?\s?(?:nr|num|merkmal)", r"\bid-?\s?nr", r"\bident\.?-?\s?n",
    r"steuer-?\s?ident", r"\btin\b", r"tax\s?(?:id|payer)", r"steuerliche",
    r"steuer-?\s?(?:nummer|nr)", r"\bst\.?-?\s?(?:id|nr)", r"\bidnr", r"\bstid",
    others=(*OTHER_NUMBERS, r"konto", r"\bust", r"umsatzsteuer", r"versichert"),
)  # fmt: skip
_FORMS = ((2, 3, 3, 3), (11,))


def has_lawful_repetition(ten: str) -> bool:
    """Say whether the first ten digits repeat as the law of 2016 or that before it wants."""
    different = set(ten)
    if len(different) == 8:
        thrice = any(ten.count(digit) == 3 for digit in different)
        return thrice and not any(digit * 3 in ten for digit in different)
    return len(different) == 9


def _is_right(number: Number) -> bool:
    digits = number.digits
    return number.repaired <= 3 and has_lawful_repetition(digits[:10]) and iso7064_mod11_10(digits)


def _is_clear(number: Number) -> bool:
    """Say whether a number that nothing names is written as such numbers are."""
    if number.repaired or number.digits[0] == "0":
        return False
    bare = len(number.blocks) == 1 or number.is_spaced_singly
    printed = number.is_printed(*_FORMS) and not number.follows_digit
    return printed or (bare and not number.has_neighbour)


def _validate(candidate: Candidate) -> Evidence | None:
    number = next(filter(_is_right, readings(candidate, (11,))), None)
    if number is None:
        return None
    called = _LABEL.of(candidate)
    if called is Called.OTHERWISE or (called is Called.NOTHING and not _is_clear(number)):
        return None
    named = called is Called.SO
    return Evidence(
        start=number.start,
        end=number.end,
        confidence=Confidence.HIGH if named else Confidence.MEDIUM,
        reasons=(Reason.CHECKSUM, Reason.CONTEXT) if named else (Reason.CHECKSUM,),
    )


DETECTOR = Detector(
    category=Category.STEUER_ID,
    data_class=DataClass.PERSONAL,
    patterns=(
        Pattern(
            anchor=NINE_DIGITS,
            candidate=rf"{START}[0-9](?:{GAP}{LIKE}){{10}}{END}",
            before=70,
            after=70,
        ),
    ),
    validate=_validate,
)
