"""Steuerliche Identifikationsnummer (IdNr).

Legal basis: § 139a, § 139b AO; use beyond the purposes of the law is a regulatory offence,
§ 383a AO. Personal data, Art. 4 (1) GDPR.
Format: 11 digits, the first not 0, printed as 12 345 678 901. Of the first ten digits exactly one
occurs twice (numbers issued until 2015) or one occurs two or three times (since 2016), never three
times in a row.
Checksum: ISO/IEC 7064 MOD 11,10 (ITZBund, "Prüfziffernberechnung").
Does not trigger: a wrong check digit, other repetitions, numbers named as invoice, customer or
file number. Without a word that names it a valid number is medium, since 4 in 1,000 numbers of
this length pass.
Specimens (BZSt and ELSTER documentation): 86 095 742 719, 47 036 892 816, 65 929 970 489.
"""

from collections import Counter

from leitstand.policy.checksums import iso7064_mod11_10
from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.policy.words import after, any_of, before
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

_GAP = r"[ \t\r\n.\-/_]{0,3}"
_CANDIDATE = (
    rf"(?<![A-Za-z0-9])(?<![0-9][.,\-/ ])[1-9](?:{_GAP}[0-9]){{10}}(?![0-9A-Za-z])(?![.,\-/ ][0-9])"
)

_NAMED = any_of(
    before(
        r"steuer-?\s?id", r"identifikations", r"\bid-?nr", r"\bidentnr", r"steuerident", r"\btin\b",
        r"tax\s?id", r"steuerliche", r"steuer-?\s?(?:nummer|nr)",
    ),
    after(r"steuer-?\s?id", r"identifikationsnummer", r"\bidnr", within=30),
)  # fmt: skip
_NAMED_OTHERWISE = before(
    r"rechnung", r"kunden", r"auftrag", r"bestell", r"vertrag", r"kassenzeichen", r"aktenzeichen",
    r"\baz\b", r"\bisbn", r"\bean\b", r"z(?:ä|ae)hler", r"inventar", r"artikel", r"beleg", r"buchung",
    r"sendung", r"ticket", r"vorgang", r"lizenz", r"\bbic\b", r"konto", r"beh(?:ö|oe)rden",
    r"tel\b", r"telefon", r"\bfax", r"mobil", r"\bust",
)  # fmt: skip


def has_lawful_repetition(ten: str) -> bool:
    """Say whether the first ten digits repeat as the law of 2016 or that before it wants."""
    counts = sorted(Counter(ten).values(), reverse=True)
    if counts[0] == 2:
        return counts[1] == 1
    if counts[0] == 3:
        return counts[1] == 1 and not any(digit * 3 in ten for digit in set(ten))
    return False


def _validate(candidate: Candidate) -> Evidence | None:
    digits = "".join(filter(str.isdigit, candidate.text))
    if not (has_lawful_repetition(digits[:10]) and iso7064_mod11_10(digits)):
        return None
    named = _NAMED(candidate)
    if not named and _NAMED_OTHERWISE(candidate):
        return None
    return Evidence(
        start=candidate.start,
        end=candidate.end,
        confidence=Confidence.HIGH if named else Confidence.MEDIUM,
        reasons=(Reason.CHECKSUM, Reason.CONTEXT) if named else (Reason.CHECKSUM,),
    )


DETECTOR = Detector(
    category=Category.STEUER_ID,
    data_class=DataClass.PERSONAL,
    patterns=(
        Pattern(anchor=rf"[1-9](?:{_GAP}[0-9]){{10}}", candidate=_CANDIDATE, before=45, after=5),
    ),
    validate=_validate,
)
