"""Krankenversichertennummer (KVNR).

Legal basis: § 290 SGB V. Personal data, Art. 4 (1) GDPR, and social data in the hands of the bodies
of § 35 SGB I; it says who insures a person, and opens the way to health data.
Format: the part for life, a capital letter and nine digits (A123456780), as on the electronic health
card; with the insurer's Institutionskennzeichen (nine digits, opening with 10) and a check digit 20
characters; for members of a family with the part for life of the insured person behind it 30.
Checksum: GKV-Spitzenverband, "Prüfziffernberechnung für die Krankenversichertennummer": modulo 10,
weights 1 and 2 in turn, the letter as its two-digit place in the alphabet.
Named, or in a long form with all check digits right: high. Alone, in one block with a capital
letter: medium, since one in ten numbers of that form passes. Look-alikes, other blocks and a small
letter count only where it is named.
Does not trigger: a wrong check digit, order, ticket, file, passport or identity card numbers.
Specimens: A123456780 (gematik), A000500015.
"""

from leitstand.policy.checksums import health_insurance
from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.detectors._labels import OTHER_NUMBERS, Called, Label
from leitstand.policy.detectors._numbers import (
    END,
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

_LABEL = Label(
    r"kvnr", r"\bkv-?\s?n", r"krankenv", r"krankenkass", r"versicherten-?\s?(?:nr|id|num|karte)",
    r"\begk\b", r"gesundheitskarte", r"\bkk-?\s?n", r"mitglieds-?\s?(?:nr|num)", r"versicherungs-?\s?n",
    r"\bversichert", r"\binsured person", r"\bhealth insurance (?:n|id)", r"\b(?:aok|barmer|dak|ikk|bkk|knappschaft)\b",
    others=(
        *OTHER_NUMBERS, r"\bpass", r"reisepass", r"ausweis", r"f(?:ü|ue)hrerschein", r"\bdoi\b",
        r"charge", r"modell", r"\basin\b", r"seriennr",
    ),
)  # fmt: skip


def _normal(compact: str) -> str:
    """Return the number with letters and digits where they belong."""
    parts = [compact[0].upper(), as_digits(compact[1:19])]
    if len(compact) == 30:
        parts += [compact[19].upper(), as_digits(compact[20:])]
    else:
        parts.append(as_digits(compact[19:]))
    return "".join(parts)


def _is_form(normal: str) -> bool:
    letters = {0, 19} if len(normal) == 30 else {0}
    return all(one.isdigit() != (place in letters) for place, one in enumerate(normal))


def _is_right(number: Number) -> bool:
    """Say whether each part for life and the whole have their check digits."""
    normal = _normal(number.compact)
    if not _is_form(normal) or not health_insurance(normal[:10]):
        return False
    if len(normal) == 30 and not health_insurance(normal[19:29]):
        return False
    return len(normal) == 10 or (normal[10:12] == "10" and health_insurance(normal))


def _is_clear(number: Number) -> bool:
    if number.compact[0].islower() or number.repaired != 1 or number.has_neighbour:
        return False
    return len(number.blocks) == 1


def _confidence(number: Number, called: Called) -> Confidence | None:
    if called is Called.OTHERWISE or number.repaired > 4:
        return None
    if called is Called.SO or len(number.compact) > 10:
        return Confidence.HIGH
    return Confidence.MEDIUM if _is_clear(number) else None


def _validate(candidate: Candidate) -> Evidence | None:
    number = next(filter(_is_right, readings(candidate, (10, 20, 30))), None)
    if number is None:
        return None
    called = _LABEL.of(candidate)
    confidence = _confidence(number, called)
    if confidence is None:
        return None
    return Evidence(
        start=number.start,
        end=number.end,
        confidence=confidence,
        reasons=(Reason.CHECKSUM, Reason.CONTEXT) if called is Called.SO else (Reason.CHECKSUM,),
    )


DETECTOR = Detector(
    category=Category.KV_NUMBER,
    data_class=DataClass.PERSONAL,
    patterns=(
        Pattern(
            anchor=NINE_DIGITS,
            candidate=(
                rf"{START}[A-Za-z]{GAP}[0-9](?:{GAP}{LIKE}){{8}}"
                rf"(?:(?:{GAP}{LIKE}){{9}}(?:{GAP}[A-Za-z](?:{GAP}{LIKE}){{9}})?{GAP}{LIKE})?{END}"
            ),
            before=50,
            after=100,
        ),
    ),
    validate=_validate,
)
