"""Reference of a payment to the town's treasury (Kassenzeichen, Buchungszeichen, Personenkonto).

Legal basis: personal data, since the account of the treasury names the debtor (Art. 4 (1) GDPR); of
taxes and charges § 30 AO.
Format: each treasury has its own. Five digits at least, in groups with dots, blanks, hyphens or
slashes, sometimes behind one to four capitals: 5.0100.123456.7, 01.12345.6, SG-2024-00123; four digits
for a Bescheidnummer with the year.
Directly behind a word that names it: high. Nothing without the word.
Does not trigger: budget lines (Haushaltsstelle, Produktsachkonto, Kostenstelle, Sachkonto), invoice
numbers of firms, patterns and placeholders, years, dates, amounts.
Specimens (fictitious): Kassenzeichen 5.0100.123456.7, Buchungszeichen 01.12345.6.
"""

import re

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.detectors._labelled import chain, chained, labelled, number_of
from leitstand.policy.detectors._near import has_any, words_before
from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

_NR = r"-?[ \t]?(?:n(?:umme)?r\b\.?|nummern?|konto|id)"
_LABEL = (
    r"(?<![a-zäöüß])(?:(?:kassen|buchungs|einzahlungs|forderungs|zahlungs)-?[ \t]?zeichens?|kass(?:en)?-?z\.|kassen-?(?:konto|n(?:umme)?r\.?)(?![a-zäöü])"
    rf"|debitor(?:en)?(?:{_NR})?|personenkont(?:o|en)(?:{_NR})?|(?:pk|fad|vg|vk)-?n(?:umme)?r\.?"
    rf"|vertragsgegenst(?:a|ä)nd(?:s|es|e)?(?:{_NR})?|(?:steuer|abgaben|gebühren|grundsteuer|gewerbesteuer)?bescheid{_NR}"
    rf"|(?:forderungs|b(?:ü|ue)rger|abgaben|verbraucher|gesch(?:ä|ae)ftspartner|finanzadress|finanzadresse|objekt)-?(?:konto)?{_NR}"
    r"|b(?:ü|ue)rgerkonto|abgabenkonto|finanzadresse|mandatsreferenz(?:nummer)?|zahlungsreferenz"
    r"|verwendungszweck)"
)
_NUMBER = (
    r"(?:[A-Z]{1,4}[ \-./]?)?[0-9OIl]{1,14}(?: ?[.\-/] ?[0-9OIl]{1,12}| [0-9]{1,12}(?! ?(?:EUR|Euro|€|,[0-9]))){0,7}"
    r"(?:[ \-/][A-Z](?![A-Za-zäöü]))?(?![A-Za-z0-9])"
)
_NAMED = labelled(_LABEL, _NUMBER)
_NAMED_NUMBER = re.compile(_NAMED)
_CHAIN = chain(_LABEL, _NUMBER)
_TALK = (
    "schema",
    "zum beispiel",
    " z b ",
    " beispiel ",
    "platzhalter",
    " muster ",
    "stellig",
    "haushaltsstelle",
)
_DATE = re.compile(r"[0-3]?[0-9]\. ?[01]?[0-9]\. ?(?:19|20)?[0-9]{2}")
_ENOUGH_DIGITS = 5


def _validate(candidate: Candidate) -> Evidence | None:
    number = _chained(candidate) if candidate.form == 1 else number_of(candidate, _NAMED_NUMBER)
    if number is None or has_any(words_before(number, 50), _TALK):
        return None
    digits = re.sub(r"[^0-9]", "", number.text)
    if len(digits) < _ENOUGH_DIGITS or not digits.strip("0") or _DATE.fullmatch(number.text):
        return None
    return Evidence(
        start=number.start,
        end=number.end,
        confidence=Confidence.HIGH,
        reasons=(Reason.CONTEXT, Reason.STRUCTURE),
    )


def _chained(candidate: Candidate) -> Candidate | None:
    """Return a number that another one links to its word; it must look like one by itself."""
    before = candidate.whole[max(0, candidate.start - 120) : candidate.start]
    in_groups = re.search(r"[0-9][.\-/][0-9]", candidate.text) is not None
    return candidate if in_groups and _CHAIN.search(before) else None


_ANCHOR = (
    r"(?:(?:kassen|buchungs|einzahlungs|forderungs|zahlungs).?.?zeichen|kass(?:en)?.?z\.|kassen.?(?:konto|nr|num)|debitor|personenkont|\b(?:pk|fad|vg|vk).?n"
    r"|vertragsgegenst|bescheid.?.?n|forderungs.?n|rgerkonto|abgabenkonto|partner.?n|finanzadress|objekt.?n"
    r"|verbraucher.?n|mandatsref|zahlungsref|verwendungszw)[^0-9]{0,48}[0-9]"
)

DETECTOR = Detector(
    category=Category.CASH_REFERENCE,
    data_class=DataClass.PERSONAL,
    patterns=(
        Pattern(anchor=_ANCHOR, candidate=_NAMED, before=76, after=44, caseless=True),
        Pattern(anchor=_ANCHOR, candidate=chained(_NUMBER), before=40, after=70, caseless=True),
    ),
    validate=_validate,
)
