"""Telephone number, German forms first.

Legal basis: personal data where it reaches a natural person, Art. 4 (1) GDPR, § 3 no. 3 TDDDG.
Format: ITU-T E.164 and DIN 5008: +49 431 901-0, 0049 (0)431 9010, (0431) 901-0, 0431/90 10,
0431.9010, 0170 1234567; other countries with + or 00.
Validity: an area code that was given out (list of the Bundesnetzagentur) or a mobile prefix
(015, 016, 017), and 5 to 12 digits without the leading zero.
With a word that names it: high. In the written form of a telephone number: medium. A row of digits
without separators needs the word, except for mobile prefixes.
Does not trigger: dates, invoice, file and customer numbers, citations of paragraphs, prices,
council papers (030/2024), standards, service numbers of authorities (115, 110, 112, 116 117).
Specimens: numbers for fiction of the Bundesnetzagentur: 030 23125 000 to 999, 069 90009 000 to 999,
089 99998 000 to 999, 0171 39200 00 to 99.
"""

import functools
import re
from importlib.resources import files

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.policy.words import after, any_of, before
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

_GAP = r"(?:[ \t]{0,2}[\-/.][ \t]{0,2}|[ \t]{1,2})?"
_TAIL = rf"(?:{_GAP}[0-9]){{4,13}}"
_START = r"(?<![A-Za-z0-9])(?<![0-9][.,\-/: ])(?<![0-9][.\-/] )(?<![0-9] - )(?<![€§$])"
_END = r"(?![0-9A-Za-z])(?![.,:][0-9])(?! ?(?:€|EUR|Euro))"
_GERMAN_ABROAD = rf"{_START}(?:\([ ]?(?:\+|00)49[ ]?\)|(?:\+|00)[ ]?49){_GAP}(?:\([ ]?0[ ]?\){_GAP})?(?:\([ ]?[1-9][0-9]{{1,4}}[ ]?\){_TAIL}|[1-9]{_TAIL}){_END}"
_ABROAD = rf"{_START}(?:\+(?!49)|00(?!49))[ ]?[1-9][0-9]{{0,2}}{_GAP}(?:\([0-9]{{1,4}}\){_GAP})?[0-9]{_TAIL}{_END}"
_NATIONAL = rf"{_START}(?:\([ ]?0[ ]?[1-9][0-9]{{1,4}}[ ]?\){_TAIL}|0[ ]?[1-9]{_TAIL}){_END}"
_NAMED_LOCAL = (
    rf"(?i:(?<![a-zäöü])(?:tel(?:efon)?(?:[ \-]?(?:nr|nummer))?|fon|telefonnummer|rufnummer|handynummer|handy|mobil|durchwahl|fax)"
    rf"[ \t]{{0,2}}(?:\.|:|=|ist|lautet)?[ \t]{{0,2}}:?[ \t]{{0,2}})[1-9](?:{_GAP}[0-9]){{4,8}}{_END}"
)

_NAMED = any_of(
    before(
        r"\btel", r"telefon", r"\bfon\b", r"phone", r"mobil", r"handy", r"rufnummer", r"durchwahl",
        r"\bfax", r"telefax", r"erreich", r"anruf", r"\bruf", r"r(?:ü|ue)ckruf", r"whatsapp", r"\bsms\b",
        r"(?:^|\s)[tmf][:.]\s", r"kontaktnummer", r"festnetz", r"angerufen", r"privatnummer", r"signal",
    ),
    after(r"erreich", r"anruf", r"zur(?:ü|ue)ckruf", r"angerufen", r"\(mobil", r"\(handy", r"\(tel", within=40),
)  # fmt: skip
_NAMED_OTHERWISE = before(
    r"rechnung", r"kunden", r"auftrag", r"bestell", r"vertrag", r"kassenzeichen", r"aktenzeichen",
    r"\baz\b", r"\bisbn", r"z(?:ä|ae)hler", r"inventar", r"artikel", r"beleg", r"buchung", r"sendung",
    r"ticket", r"vorgang", r"lizenz", r"\bbic\b", r"konto", r"drucksache", r"vorlage", r"antrag", r"iban",
    r"haushaltsstelle", r"kostenstelle", r"kostentr", r"buchungsstelle", r"flur", r"grundbuch", r"\bdin\b", r"\biso\b", r"\bnorm\b", r"§", r"versicherungs",
    r"serien", r"\bplz\b", r"blz", r"version", r"referenz", r"\bid\b", r"identifikation", r"pers(?:onal)?-?\s?nr",
    r"personalnummer", r"schl(?:ü|ue)ssel", r"\bags\b", r"los\b", r"\bpos\b", r"\bmatrikel",
    r"(?<!telefon)(?<!ruf)(?<!handy)(?<!mobil)(?<!fax)(?<!tel\. )(?<!tel\.)(?<!tel)nr\.?:?\s*$", within=30,
)  # fmt: skip
_DATE = re.compile(r"0?[0-9]{1,2}([.\-/ ]{1,2})[01]?[0-9]\1 ?(?:19|20)?[0-9]{2}")
_PAPER = re.compile(r"0[0-9]{1,4} ?[/\-] ?(?:19|20)[0-9]{2}")
_MOBILE = re.compile(r"1(?:5[0-9]|6[0-9]|7[0-9])[0-9]{6,8}")
_SHARED_COST = re.compile(r"(?:800|180|900|700|137|32)[0-9]{4,9}")
_SHARED_COST_CODE = re.compile(r"800|180[1-7]?|900[0-9]?|700|137[0-9]?|32")


@functools.cache
def area_codes() -> frozenset[str]:
    """Return the German area codes without the leading zero."""
    text = files("leitstand.policy.detectors").joinpath("german_area_codes.txt").read_text("utf-8")
    return frozenset(" ".join(line for line in text.splitlines() if line[:1] != "#").split())


def is_plausible(national: str) -> bool:
    """Say whether digits without the leading zero can be a German number of a person or an office."""
    if _MOBILE.fullmatch(national):
        return True
    if not 5 <= len(national) <= 12:
        return False
    if _SHARED_COST.fullmatch(national):
        return True
    return any(national[:length] in area_codes() for length in range(2, 6))


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _evidence(candidate: Candidate, confidence: Confidence, *reasons: Reason) -> Evidence:
    return Evidence(
        start=candidate.start, end=candidate.end, confidence=confidence, reasons=reasons
    )


def _validate_abroad(candidate: Candidate) -> Evidence | None:
    """Judge a number that opens with a country code; the plus sign is unmistakable, 00 is not."""
    if not 8 <= len(_digits(candidate.text)) <= 17:
        return None
    if _NAMED(candidate):
        return _evidence(candidate, Confidence.HIGH, Reason.FORM, Reason.CONTEXT)
    if candidate.text[0] == "+":
        return _evidence(candidate, Confidence.HIGH, Reason.FORM)
    return None


def _validate_german(candidate: Candidate) -> Evidence | None:
    compact = re.sub(r"[^0-9]", "", candidate.text)
    national = re.sub(r"^(?:00)?49(?:0)?", "", compact)
    if not is_plausible(national):
        return None
    reasons = [Reason.FORM, Reason.ISSUED]
    if _NAMED(candidate):
        reasons.append(Reason.CONTEXT)
    elif _NAMED_OTHERWISE(candidate):
        return None
    return _evidence(candidate, Confidence.HIGH, *reasons)


def _is_other_number(text: str) -> bool:
    return _DATE.fullmatch(text) is not None or _PAPER.fullmatch(text) is not None


def _opens_with_a_code(text: str) -> bool:
    """Say whether the first written group is a code of its own, with enough behind it.

    ``06.1853`` and ``0341/14`` are files. A row of digits without groups must be a mobile number.
    """
    first, *others = re.findall(r"[0-9]+", re.sub(r"^(\(?)0 ", r"\g<1>0", text))
    if not others:
        return _MOBILE.fullmatch(first[1:]) is not None
    if _MOBILE.fullmatch(_digits(text)[1:]):
        return True
    known = first[1:] in area_codes() or _SHARED_COST_CODE.fullmatch(first[1:]) is not None
    return known and sum(map(len, others)) >= 3


def _validate_national(candidate: Candidate) -> Evidence | None:
    national = _digits(candidate.text)[1:]
    if not is_plausible(national):
        return None
    if _NAMED(candidate) and _DATE.fullmatch(candidate.text) is None:
        return _evidence(candidate, Confidence.HIGH, Reason.ISSUED, Reason.CONTEXT)
    if _NAMED_OTHERWISE(candidate) or _is_other_number(candidate.text):
        return None
    if not _opens_with_a_code(candidate.text):
        return None
    return _evidence(candidate, Confidence.MEDIUM, Reason.ISSUED, Reason.FORM)


def _validate_local(candidate: Candidate) -> Evidence | None:
    """Judge a number without area code directly behind the word that names it."""
    first = re.search(r"[0-9]", candidate.text)
    start = candidate.start + (first.start() if first else 0)
    number = Candidate(whole=candidate.whole, start=start, end=candidate.end)
    if not 5 <= len(_digits(number.text)) <= 9 or _DATE.fullmatch(number.text):
        return None
    return _evidence(number, Confidence.MEDIUM, Reason.CONTEXT)


def _validate(candidate: Candidate) -> Evidence | None:
    opening = _digits(candidate.text)
    if candidate.text[0].isalpha():
        return _validate_local(candidate)
    if candidate.text.lstrip("( ")[0] == "+" or opening.startswith("00"):
        german = opening.startswith(("49", "0049"))
        return _validate_german(candidate) if german else _validate_abroad(candidate)
    return _validate_national(candidate)


DETECTOR = Detector(
    category=Category.TELEPHONE,
    data_class=DataClass.PERSONAL,
    patterns=(
        Pattern(anchor=r"(?:\+|00)[ ]?49", candidate=_GERMAN_ABROAD, before=10, after=80),
        Pattern(anchor=r"(?:\+|00)[ ]?[1-9]", candidate=_ABROAD, before=10, after=80),
        Pattern(
            anchor=rf"0[ ]?[1-9](?:[)]?{_GAP}[0-9]){{4}}", candidate=_NATIONAL, before=30, after=60
        ),
        Pattern(
            anchor=r"(?:tel|fon|nummer|nr|handy|mobil|durchwahl|fax)[^0-9\n]{0,14}[1-9]",
            candidate=_NAMED_LOCAL,
            before=60,
            after=50,
            caseless=True,
        ),
    ),
    validate=_validate,
)
