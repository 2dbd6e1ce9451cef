"""Postcode with its place.

Legal basis: part of an address, Art. 4 (1) GDPR. Alone it identifies nobody: a place has thousands
of people, and a town writes its own in every letter.
Format: DIN 5008, section 10: five digits and the place, also with D- or DE- before, in tables with
a comma; in Austria and Switzerland four digits, with A- or CH- or behind a street.
Validity: a region that has postcodes (none begins with 00, 05, 43 or 62), a capitalised place.
Behind a street or a post-office box: high. Beside a person or a word that names an address: medium.
Alone, or in the address of a court or an authority that stands before it: low, never a case.
Does not trigger: amounts and counts (``10000 Euro``, ``20000 Einwohner``), longer numbers, numbers
with a name of their own (invoice, article, budget line), years.
Specimens: 12345 Musterstadt (fictitious), 24103 Kiel.
"""

import re

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.detectors._address import (
    NEIGHBOUR_ANCHOR,
    NUMBER,
    PLACE,
    POSTCODE,
    POSTCODE_ANCHOR,
    POSTCODE_TRIGGER,
)
from leitstand.policy.detectors._office import is_an_offices
from leitstand.policy.detectors._street_words import LIKELY, SURE
from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.policy.words import before
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

_START = r"(?<![\w\-])(?<![0-9][.,/:])(?<![€§$+#])(?<![€§$+#] )"
_END = r"(?![\w]|-[0-9])"
_GAP = r"[ \t]{1,2}"
_GERMAN = rf"{_START}(?:(?:D|DE)[ ]?-[ ]?|(?:D|DE)[ ])?{POSTCODE}(?:{_GAP}|,[ ]|;)(?:{PLACE}|[A-ZÄÖÜ]{{3,30}}){_END}"
_SMALL = rf"{_START}{POSTCODE}[ ](?:bad[ ]|sankt[ ])?[a-zäöüß]{{3,30}}(?:-[a-zäöüß]{{3,30}}){{0,2}}{_END}"
"""As in a chat; only behind a street."""
_NEIGHBOUR = (
    rf"{_START}(?:(?:A|AT|CH|FL)[ ]?-[ ]?)?[1-9][0-9]{{3}}{_GAP}(?:{PLACE}|[A-ZÄÖÜ]{{3,30}}){_END}"
)

_BEHIND_A_STREET = re.compile(
    rf"(?:[a-zäöüß.)\]][ \t\n]{{1,3}}(?:nr\.?[ ]?)?{NUMBER}|[a-u][ ]?[1-7],?[ ][0-9]{{1,2}}[a-h]?|postfach[ 0-9]{{2,12}})"
    r"(?:,?[ ](?:[1-9]\.[ ]?(?:og|stock|etage)|eg|dg|hinterhaus|c/o[ \w]{2,30}))?"
    r"[ \t]{0,2}(?:[,;|·/]|in|-[ ])?[ \t]{0,2}(?:\r?\n[ \t]{0,4}){0,2}(?:ort:[ ]?)?$",
    re.IGNORECASE,
)
_STREET_WORD = re.compile(rf"(?:{SURE}|{LIKELY})$", re.IGNORECASE)
_BESIDE_A_PERSON = before(
    r"\bherrn?\b", r"\bfrau\b", r"\bfamilie\b", r"\bfam\.", r"wohnhaft", r"wohn(?:t|en|ung|sitz|ort)",
    r"anschrift", r"adresse", r"\bgemeldet", r"\bgeb(?:\.|oren)", r"umgezogen", r"\bplz\b", r"postleitzahl",
    r"verzogen", r"zugezogen", within=60,
)  # fmt: skip
_NAMED_OTHERWISE = before(
    r"rechnung", r"kunden-?n", r"auftrag", r"bestell", r"vertrag", r"zeichen", r"\baz\b", r"artikel", r"kosten",
    r"buchung", r"konto", r"haushalt", r"produkt", r"inventar", r"\bnr\.?:?\s*$", r"nummer:?\s*$", r"\bid:?\s*$",
    r"\bca\.?\s*$", r"\b(?:rund|etwa|über|knapp|insgesamt|mehr als|circa|mit|von|bis zu|auf|um)\s*$", within=22,
)  # fmt: skip
_NO_PLACE = re.compile(
    r"(?:euro|eur|cent|dollar|franken|uhr|prozent|einwohn|bürger|menschen|person|besuch|gäste|exemplar|stück|kinder"
    r"|schüler|student|mitarbeit|beschäftigt|mitglied|haushalt|wohnung|fahrzeug|pkw|lkw|kilomet|meter|quadrat|kubik"
    r"|liter|tonnen|kilo|hektar|watt|stunden|tage|jahre|monate|minuten|sekunden|fälle|anträge|seiten|zeichen|wörter|worte"
    r"|datensätze|einträge|zeilen|punkte|plätze|teilnehm|zuschau|stellen|arbeitsplä|bäume|tiere|schritte|dokument|akten"
    r"|mal\b|flyer|plakat|briefe|bücher|medien|stimm|wahlberecht|wähler|unterschrift|soldat|flüchtling|tote|opfer"
    r"|verletz|arbeit|unternehm|betrieb|kunden|nutzer|follower|abonn|leser|hörer|sitz|grad|volt|ampere|rpm|stk|kwh|mwh|mio|mrd"
    r"|januar|februar|märz|april|mai\b|juni|juli|august|september|oktober|november|dezember|fragen|antworten|zuwend"
    r"|and\b|or\b|der\b|die\b|das\b|den\b|und\b|oder\b|im\b|in\b|am\b|für\b|bei\b|nach\b|herrn?\b|frau\b|telefon|tel\b|fax|sachkonto"
    r"|aufwend|ertr(?:a|ä)g|gebühr|mieten?\b|unterhalt|bewirtschaft|geschäfts|geringwert|erstattung|zuschu(?:ss|ß)|zuschüsse|personal)"
    r"|\w{3,}(?:ungen|ionen|heiten|keiten|schaften|linge|stücke|stunden|tonnen|meter|plätze|innen)\b",
    re.IGNORECASE,
)
_NOT_BEHIND_FOUR = re.compile(r"Abs|Satz|Art|Nr|Uhr|[A-Z]{3,}|Seite|Band|Heft|BGB|Ziff")
_NEIGHBOURS = frozenset({2, 3})
"""Forms of Austria and Switzerland."""
_IN_SMALL_LETTERS = 4
"""Form that only a street before it makes one."""
_DIGITS = re.compile(r"[0-9]+")
_NUMBER_BEFORE = re.compile(r"[0-9][ ]$")


def _place(candidate: Candidate) -> str:
    match = _DIGITS.search(candidate.text)
    return candidate.text[match.end() if match else 0 :].lstrip(" \t,;")


def _evidence(candidate: Candidate, confidence: Confidence, *reasons: Reason) -> Evidence:
    return Evidence(
        start=candidate.start, end=candidate.end, confidence=confidence, reasons=reasons
    )


def _ends_a_street(number: re.Match[str]) -> bool:
    """Say whether the word to which a house number belongs is a street's."""
    word = number.string[: number.start() + 1].rpartition(" ")[2]
    return _STREET_WORD.search(word) is not None


def _is_in_a_chat(candidate: Candidate, behind: re.Match[str] | None) -> bool:
    """Say whether a place in small letters stands behind a street, and is no unit of a count."""
    no_place = _NO_PLACE.match(_place(candidate)) is not None
    return behind is not None and _ends_a_street(behind) and not no_place


def _validate_neighbour(candidate: Candidate) -> Evidence | None:
    """Judge four digits of Austria or Switzerland: with the country, or behind a street."""
    if _NOT_BEHIND_FOUR.match(_place(candidate)) or _NO_PLACE.match(_place(candidate)):
        return None
    behind = _BEHIND_A_STREET.search(candidate.before[-36:])
    if candidate.text[0].isdigit() and not (behind and _ends_a_street(behind)):
        return None
    confidence = Confidence.HIGH if behind else Confidence.LOW
    return _evidence(candidate, confidence, Reason.FORM)


def _validate(candidate: Candidate) -> Evidence | None:
    if candidate.form in _NEIGHBOURS:
        return _validate_neighbour(candidate)
    behind = _BEHIND_A_STREET.search(candidate.before[-36:])
    if candidate.form == _IN_SMALL_LETTERS and not _is_in_a_chat(candidate, behind):
        return None
    if behind:
        offices = is_an_offices(candidate.whole, candidate.start)
        confidence = Confidence.LOW if offices else Confidence.HIGH
        return _evidence(candidate, confidence, Reason.STRUCTURE, Reason.CONTEXT)
    if _NO_PLACE.match(_place(candidate)) or _NAMED_OTHERWISE(candidate):
        return None
    if _NUMBER_BEFORE.search(candidate.before):
        return None
    if _BESIDE_A_PERSON(candidate):
        return _evidence(candidate, Confidence.MEDIUM, Reason.STRUCTURE, Reason.CONTEXT)
    return _evidence(candidate, Confidence.LOW, Reason.STRUCTURE)


DETECTOR = Detector(
    category=Category.POSTAL_PLACE,
    data_class=DataClass.PERSONAL,
    patterns=(
        Pattern(
            anchor=POSTCODE_ANCHOR,
            trigger=POSTCODE_TRIGGER,
            candidate=_GERMAN,
            before=16,
            after=90,
        ),
        Pattern(
            anchor=r"[0-9]{5}(?:  |, |\t|;)[A-Z\xc0-\xdf]",
            trigger=r"[0-9]{5}  |[0-9]{5}, |[0-9]{5}\t|[0-9]{5};",
            candidate=_GERMAN,
            before=16,
            after=90,
        ),
        Pattern(anchor=NEIGHBOUR_ANCHOR, candidate=_NEIGHBOUR, before=16, after=90),
        Pattern(
            anchor=rf"(?:{SURE.replace('ß|ss|β|B', '[ßB?]|ss')}) [1-9][0-9a-h]{{0,4}}(?:, |\n)[1-9][0-9]{{3}} ",
            candidate=_NEIGHBOUR,
            before=12,
            after=90,
            caseless=True,
        ),
        Pattern(
            anchor=r"[0-9a-h](?:, | |\n)[0-9]{5} [a-z\xe0-\xff]{3}",
            candidate=_SMALL,
            before=10,
            after=70,
        ),
    ),
    validate=_validate,
    cost=600,
)
