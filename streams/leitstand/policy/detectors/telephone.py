"""Telephone number, German forms first.

Legal basis: personal data where it reaches a natural person, Art. 4 (1) GDPR, § 3 no. 3 TDDDG.
Format: ITU-T E.164 and DIN 5008: +49 431 901-0, 0049 (0)431 9010, (0431) 901-0, 0431/90 10,
0431.9010, 0170 1234567; other countries with + or 00.
Validity: an area code that was given out (list of the Bundesnetzagentur) or a mobile prefix
(015, 016, 017), and 5 to 12 digits without the leading zero.
With a word that names it: high. In the written form of a telephone number: medium. A row of digits
without separators needs the word, except for mobile prefixes. A number that is free or costs all
callers the same (0800, 0180, 0137, 0900) reaches a service and no person: low; so does the extension
0, the switchboard (DIN 5008), of an authority that is named before it.
Does not trigger: dates, invoice, file and customer numbers, citations of paragraphs, prices,
council papers (030/2024), standards, service numbers of authorities (115, 110, 112, 116 117).
Specimens: numbers for fiction of the Bundesnetzagentur: 030 23125 000 to 999, 069 90009 000 to 999,
089 99998 000 to 999, 0171 39200 00 to 99.
"""

import functools
import re
from dataclasses import replace
from importlib.resources import files

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.engine.rough import Sought, rough_of
from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.policy.words import after, any_of
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

_GAP = r"(?:[ \t]{0,2}[\-/.][ \t]{0,2}|[ \t]{1,2})?"
_BREAK = r"(?:[ \t]{0,2}[\-/.)]?[ \t]?\r?\n[ \t]{0,4})"
_TAIL = rf"(?:{_GAP}[0-9]){{4,13}}"
_SHORT_TAIL = rf"(?:{_GAP}[0-9]){{2,13}}"
_START = r"(?<![A-Za-z0-9])(?<![0-9][.,\-/: ])(?<![0-9][.\-/] )(?<![0-9] - )(?<![€§$])"
_END = r"(?![0-9A-Za-z])(?![.,:][0-9])(?! ?(?:€|EUR|Euro))"
_GERMAN_ABROAD = rf"{_START}(?:\([ ]?(?:\+|00)[ ]?49[ ]?\)|(?:\+|00)[ ]?49){_GAP}(?:[\(\[][ ]?[0Oo][ ]?[\)\]]{_GAP})?(?:\([ ]?0?[1-9][0-9]{{1,4}}[ ]?\)(?:{_GAP}|{_BREAK}){_SHORT_TAIL}|0?[1-9](?:[0-9]{{1,4}}{_BREAK}[0-9])?{_TAIL}){_END}"
_ABROAD = rf"{_START}(?:\((?:\+|00)[1-9][0-9]{{0,2}}\)|(?:\+(?!49)|00(?!49))[ ]?[1-9][0-9]{{0,2}}){_GAP}(?:\([0-9]{{1,4}}\){_GAP})?[0-9]{_TAIL}{_END}"
_NATIONAL = rf"{_START}(?:[\(\[][ ]?0[ ]?[1-9](?:[ ]?[0-9]){{1,4}}[ ]?[\)\]](?:{_GAP}|{_BREAK}){_SHORT_TAIL}|0[1-9][0-9]{{1,4}}{_BREAK}[0-9]{_TAIL}|0[ ]?[1-9]{_TAIL}){_END}"
_LABEL = (
    r"(?:(?:mobil|handy|fest|privat|dienst|haus)?(?:tele?fon|telef\.?|tel\.?|phone|fon|fax|ruf|handy|mobil(?:funk)?|durchwahl|whatsapp|telefax|telephon|rückruf|kontakt)"
    r"(?:[ \-]?(?:nr\.?|nummer|no\.?))?)"
)
_LINK = r"(?:[ \t]{0,3}(?:[.:=|]|ist|lautet|\((?:privat|dienstlich|mobil|p|d)\)|privat|dienstlich|mobil|unter|intern)){0,3}[ \t]{0,3}(?:\r?\n[ \t]{0,4})?"
_LOOKS = "[0-9OoIl|SB]"
_NAMED_LOCAL = rf"(?i:(?<![a-zäöüß]){_LABEL}{_LINK})-?[1-9OoIl(](?:[)]?{_GAP}{_LOOKS}){{2,14}}(?![0-9A-Za-z])(?![,:][0-9])(?! ?(?:€|EUR|Euro))"
_REACHED = rf"(?i:(?:erreich|telefon|anruf|ruf|mobil)[a-zäöü]{{0,8}}[ ](?:[a-zäöü]+[ ]){{0,4}}unter[ ](?:der[ ])?(?:[a-zäöü]{{0,10}}nummer[ ]|tel\.?[ ])?)[1-9](?:{_GAP}[0-9]){{3,8}}{_END}"
_EXTENSION = (
    r"(?i:(?<![a-zäöüß])(?:durchwahl|nebenstelle|(?:haus)?apparat|app\.|dw|klappe)(?:[ \-]?(?:nr\.?|nummer))?[ .:]{0,3}(?:ist|lautet|die)?[ ]?)-?[0-9][0-9 ]{0,4}[0-9]"
    + _END
)

_PHONE = (
    r"\btel|telefon|\bcall (?:me|her|him|back|us)\b|\bfon\b|phone|mobil|handy|rufnummer|durchwahl|\bfax|telefax|erreich|anruf|\bruf|r(?:ü|ue)ckruf|whatsapp"
    r"|\bsms\b|(?:^|\s)[tmf][:.]\s|kontaktnummer|festnetz|angerufen|privatnummer|signal"
    r"|\b(?:meine|deine|ihre|seine|unsere|der|folgende[nr]?) (?:neue |private )?(?:nummer|nr\.?):? (?:ist |lautet )?\Z"
)
_OTHER = (
    r"rechnung|kunden|auftrag|bestell|vertrag|kassenzeichen|aktenzeichen|\baz\b|\bisbn|z(?:ä|ae)hler|inventar|artikel|beleg"
    r"|buchung|sendung|ticket|vorgang|lizenz|\bbic\b|konto|drucksache|vorlage|antrag|iban|haushaltsstelle|kostenstelle"
    r"|kostentr|flur|grundbuch|\bdin\b|\biso\b|\bnorm\b|§|versicherungs|serien|\bplz\b|blz|version|referenz|\bid\b"
    r"|identifikation|pers(?:onal)?-?\s?nr|personalnummer|schl(?:ü|ue)ssel|\bags\b|los\b|\bpos\b|\bmatrikel"
    r"|(?<!telefon)(?<!ruf)(?<!handy)(?<!mobil)(?<!fax)(?<!tel\. )(?<!tel\.)(?<!tel)(?<!fon-)(?<!tel\.-)(?<!tel-)(?<!ruf-)(?<!handy-)(?<!mobil-)(?<!fax-)nr\.?:?\s*\Z"
)
_CALLED = Sought(rf"(?P<phone>{_PHONE})|(?P<other>{_OTHER})")
_SENTENCE_END = re.compile(r"(?<=[a-zäöüß]{5})[.!?]\s|\n\s*\n")
_CALLED_BEHIND = any_of(
    after(r"^[ ,]{0,3}(?:ist )?\(?(?:mein |ihr |sein |das )?(?:handy|mobil|tel|privat|dienstlich|fax)\b", within=30),
    after(r"erreich", r"anruf", r"zur(?:ü|ue)ckruf", r"r(?:ü|ue)ckruf", r"angerufen", r"\(mobil", r"\(handy", r"\(tel", within=40),
)  # fmt: skip
_REACH = 40
"""Characters before a number in which somebody may call it something."""
_DATE = re.compile(r"0?[0-9]{1,2}([.\-/ ]{1,2})[01]?[0-9]\1 ?(?:19|20)?[0-9]{2}")
_DOTTED_DATE = re.compile(r"[0-3]?[0-9]([.\-/])[ ]?[01]?[0-9]\1[ ]?(?:19|20)?[0-9]{2}")
_PAPER = re.compile(r"0[0-9]{1,4} ?[/\-] ?(?:19|20)[0-9]{2}(?:/[0-9]+)?")
_MOBILE = re.compile(r"1(?:5[0-9]|6[0-9]|7[0-9])[0-9]{6,8}")
_SHARED_COST = re.compile(r"(?:800|180|900|700|137|32)[0-9]{4,9}")
_SERVICE = re.compile(r"(?:800|180|900|137)[0-9]{4,9}")
_OPENING = re.compile(r"(?<![A-Za-zÄÖÜäöüß])[(\[]?[0-9OIl|]")
_AMOUNT = re.compile(
    r"\+[0-9]{1,3}\.[0-9]{3,8}[ ]+-?[0-9]{1,3}\.[0-9]{3,8}|\+[ ]?[0-9]{1,3}(?:\.[0-9]{3})+|\+[ ]?[0-9]{1,3}\.[0-9]+|\+[ ]?[0-9]+(?:[ ][0-9]{3})+"
)
_ROW = re.compile(r"0[1-9][0-9]{6,11}")
_WRITTEN = re.compile(r"[(\[]?0[ ]?[1-9][0-9]{1,4}(?:[)\]]|[ \-/.]|[0-9]{3})")
_BRACKETED = re.compile(r"[(\[][ ]?0[ ]?[1-9](?:[ ]?[0-9]){1,4}[ ]?[)\]]")
_BEHIND_SOMEBODY = re.compile(
    r"\b(?:herrn?|frau|familie|eheleute|mutter|vater|oma|opa|eltern|nachbar(?:in)?|mieter(?:in)?)(?: (?:des|der) kind(?:es|er))?"
    r"(?: [a-zäöüß\-]{2,24})?[ ,:]{1,2}\Z"
)
_SEPARATORS = frozenset(";|\t,")
_HEAD = re.compile(r"(?i:telefon|\btel\b|handy|mobil|rufnummer|phone)")
_SHORT_LABEL = re.compile(r"(?i:.{0,8}(?:tel|app|klappe|fon))")
_EXTENSION_LABEL = re.compile(r"(?i:durchwahl|nebenstelle|(?:haus)?apparat|dw)")
_SERVICES = frozenset(
    {"110", "112", "115", "116117", "116116", "19222", "116000", "116006", "116111"}
)
_AGE = re.compile(r"(?:19|20)[0-9]{2}")
_COUNTED = re.compile(
    r"[ ]?(?:uhr|euro|prozent|%|jahr|minuten|stunden|stück|anrufe|personen|geräte|seiten|mal\b|mitarb|handys|tage|h\b)"
)
_POSTCODE = re.compile(r"[0-9]{5}[ ][A-ZÄÖÜ][a-zäöü]")
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


_SWITCHBOARD = re.compile(r"[0-9][ ]?[-\u2013/][ ]?0\Z")
_AUTHORITY = re.compile(
    r"(?:stadt|gemeinde|kreis)verwaltung|rathaus|landratsamt|bürgerbüro|bürgerservice|bürgeramt|zentrale|telefonzentrale"
    r"|(?:finanz|sozial|jugend|ordnungs|standes|bau|gesundheits|arbeits)amt|gericht|behörde|jobcenter|präsidium"
)
_SOMEBODY = re.compile(r"\b(?:herrn?|frau|familie|privat)\b")
_AS_A_FORMAT = re.compile(r"\b(?:im|das) format |\bin der form |\bzum beispiel:? |\bz\. ?b\. $")


def _is_an_offices(candidate: Candidate) -> bool:
    """Say whether it is the switchboard, extension 0, of an authority named before it."""
    before = candidate.before
    return (
        _SWITCHBOARD.search(candidate.text, max(0, len(candidate.text) - 4)) is not None
        and _AUTHORITY.search(before) is not None
        and _SOMEBODY.search(before) is None
    )


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _evidence(candidate: Candidate, confidence: Confidence, *reasons: Reason) -> Evidence:
    return Evidence(
        start=candidate.start, end=candidate.end, confidence=confidence, reasons=reasons
    )


def _called(candidate: Candidate) -> str | None:
    """Return what somebody calls it: ``phone``, ``other`` or nothing; the nearest word counts."""
    before = candidate.before[-_REACH:]
    called = None
    for match in _CALLED.finditer(before):
        if _SENTENCE_END.search(before, match.end()) is None:
            called = match.lastgroup
    if called != "phone" and _CALLED_BEHIND(candidate):
        return "phone"
    return called


def _without_label(candidate: Candidate) -> Candidate:
    """Return the number alone; the candidate holds the word that names it, too."""
    match = _OPENING.search(candidate.text)
    start = candidate.start + (match.start() if match else 0)
    return Candidate(whole=candidate.whole, start=start, end=candidate.end, form=candidate.form)


def _validate_abroad(candidate: Candidate) -> Evidence | None:
    """Judge a number that opens with a country code; the plus sign is unmistakable, 00 is not."""
    if not 8 <= len(_digits(candidate.text)) <= 17:
        return None
    if _called(candidate) == "phone":
        return _evidence(candidate, Confidence.HIGH, Reason.FORM, Reason.CONTEXT)
    if candidate.text.lstrip("( ")[0] == "+" and not _AMOUNT.fullmatch(candidate.text):
        return _evidence(candidate, Confidence.HIGH, Reason.FORM)
    return None


def _validate_german(candidate: Candidate) -> Evidence | None:
    """Judge +49 …: the form is unmistakable, so that a code nobody issued counts as well."""
    compact = re.sub(r"[^0-9]", "", candidate.text)
    national = re.sub(r"^(?:00)?490?", "", compact)
    called = _called(candidate)
    if not 5 <= len(national) <= 13 or called == "other":
        return None
    if _SERVICE.fullmatch(national):
        return _evidence(candidate, Confidence.LOW, Reason.FORM)
    reasons = [Reason.FORM]
    if is_plausible(national):
        reasons.append(Reason.ISSUED)
    elif candidate.text.lstrip("( ")[0] != "+":
        return None
    if called == "phone":
        reasons.append(Reason.CONTEXT)
    return _evidence(candidate, Confidence.HIGH, *reasons)


def _is_other_number(text: str) -> bool:
    return _DATE.fullmatch(text) is not None or _PAPER.fullmatch(text) is not None


def _opens_with_a_code(text: str) -> bool:
    """Say whether the first written group is a code of its own, with enough behind it.

    ``06.1853`` and ``0341/14`` are files. A row of digits without groups must be a mobile number.
    """
    bracketed = _BRACKETED.match(text)
    if bracketed:
        # As DIN 5008 wrote it until 2001: "(0 71 21) 30 33".
        text = bracketed.group().replace(" ", "") + text[bracketed.end() :]
    code, slash, rest = text.partition("/")
    spelled = (
        code.replace(" ", "") + slash + rest if slash else re.sub(r"^([(\[]?)0 ", r"\g<1>0", text)
    )
    first, *others = re.findall(r"[0-9]+", spelled)
    if not others:
        return _MOBILE.fullmatch(first[1:]) is not None
    if _MOBILE.fullmatch(_digits(text)[1:]):
        return True
    known = first[1:] in area_codes() or _SHARED_COST_CODE.fullmatch(first[1:]) is not None
    return known and sum(map(len, others)) >= 3


def _stands_in_contact_data(candidate: Candidate) -> bool:
    """Say whether a person or an e-mail address stands beside it, or the head of its list names it."""
    beside = candidate.before + candidate.after
    if "@" in beside or _BEHIND_SOMEBODY.search(candidate.before[-48:]):
        return True
    listed = candidate.before.rstrip(" ")[-1:] in _SEPARATORS
    return listed and _HEAD.search(candidate.whole, 0, 400) is not None


def _may_be_called_phone(candidate: Candidate) -> bool:
    """Say whether a word for a telephone stands beside it; a rough look, since none does most often."""
    first_look = rough_of(_PHONE)
    before = candidate.before[-_REACH:].encode("latin-1", "replace")
    return first_look is None or first_look.may_occur(before) or _CALLED_BEHIND(candidate)


def _validate_national(candidate: Candidate) -> Evidence | None:
    national = _digits(candidate.text)[1:]
    if _is_other_number(candidate.text) and not _may_be_called_phone(candidate):
        return None
    called = _called(candidate)
    if called == "other":
        return None
    named = called == "phone" and _DATE.fullmatch(candidate.text) is None
    if not is_plausible(national):
        return _validate_unissued(candidate, named=named)
    if _SERVICE.fullmatch(national):
        return _evidence(candidate, Confidence.LOW, Reason.FORM)
    if named:
        return _evidence(candidate, Confidence.HIGH, Reason.ISSUED, Reason.CONTEXT)
    if _is_other_number(candidate.text):
        return None
    if _opens_with_a_code(candidate.text):
        return _evidence(candidate, Confidence.MEDIUM, Reason.ISSUED, Reason.FORM)
    if _ROW.fullmatch(candidate.text) and _stands_in_contact_data(candidate):
        return _evidence(candidate, Confidence.MEDIUM, Reason.ISSUED, Reason.CONTEXT)
    return None


def _validate_unissued(candidate: Candidate, *, named: bool) -> Evidence | None:
    """Judge a code that nobody issued, or another country's: the brackets or the word prove it."""
    if not 6 <= len(_digits(candidate.text)) <= 14:
        return None
    if named and _WRITTEN.match(candidate.text) and not _PAPER.fullmatch(candidate.text):
        return _evidence(candidate, Confidence.MEDIUM, Reason.FORM, Reason.CONTEXT)
    if _BRACKETED.match(candidate.text):
        return _evidence(candidate, Confidence.MEDIUM, Reason.FORM)
    return None


def _least(candidate: Candidate) -> int:
    """Return the digits that such a word asks for: an extension has two, a fax number five."""
    if _EXTENSION_LABEL.match(candidate.text):
        return 2
    return 3 if _SHORT_LABEL.match(candidate.text) or "-" in candidate.text[:8] else 5


def _validate_local(given: Candidate) -> Evidence | None:
    """Judge what stands directly behind the word that names it: no area code, look-alikes of OCR."""
    candidate = _without_label(given)
    text = candidate.text
    digits = _digits(text)
    least = _least(given)
    if not max(least, sum(map(str.isalpha, text)) * 2) <= len(digits) <= 15:
        return None
    if (
        _DOTTED_DATE.fullmatch(text)
        or digits in _SERVICES
        or (len(digits) == 4 and _AGE.fullmatch(digits))
    ):
        return None
    if _COUNTED.match(candidate.after) or _POSTCODE.match(candidate.whole, candidate.start):
        return None
    return _evidence(candidate, Confidence.MEDIUM, Reason.CONTEXT)


_VALIDATORS = (
    _validate_german, _validate_abroad, _validate_national, _validate_local, _validate_local,
    _validate_local,
)  # fmt: skip


def _validate(candidate: Candidate) -> Evidence | None:
    found = _VALIDATORS[candidate.form](candidate)
    if found is None or _AS_A_FORMAT.search(candidate.before[-16:]):
        return None
    return replace(found, confidence=Confidence.LOW) if _is_an_offices(candidate) else found


DETECTOR = Detector(
    category=Category.TELEPHONE,
    data_class=DataClass.PERSONAL,
    patterns=(
        Pattern(
            anchor=r"(?:\+ ?|(?:^|[^0-9.,:])00 ?)49[ \-/.()\[]{0,3}[0-9Oo]",
            candidate=_GERMAN_ABROAD,
            before=12,
            after=80,
        ),
        Pattern(
            anchor=r"(?:\+ ?|(?:^|[^0-9.,:])00 ?)[1-9][0-9]{0,2}[ \-/.()]{0,3}[0-9]",
            candidate=_ABROAD,
            before=14,
            after=80,
        ),
        Pattern(
            anchor=r"(?:^|[ (\[\n\t:/|;,\"'>=])0 ?[1-9][0-9]|[(\[]0 ?[1-9] [0-9]",
            candidate=_NATIONAL,
            before=8,
            after=60,
        ),
        Pattern(
            anchor=(
                r"(?:fon|tel|phone|fax|ruf|handy|mobil|wahl|whatsapp|funk)[ \-]?(?:nr|nummer)?"
                r"(?:[ .:=|/(\t\n\-]{1,4}|\.?:? (?:\(?[pmd][a-z]{0,10}\)?|ist|lautet|unter|intern):? )"
                r"(?:[1-9(]|[0oil]{1,3}[0-9])"
            ),
            candidate=_NAMED_LOCAL,
            before=50,
            after=50,
            caseless=True,
        ),
        Pattern(
            anchor=r"(?:erreich|telefon|ruf|mobil)[a-z\xc0-\xff]{0,8} (?:[a-z\xc0-\xff]{1,14} ){0,4}unter (?:der )?(?:[a-z]{0,10}nummer |tel\.? ?)?[1-9][0-9]",
            candidate=_REACHED,
            before=110,
            after=40,
            caseless=True,
        ),
        Pattern(
            anchor=r"(?:durchwahl|nebenstelle|apparat|klappe|\bdw|app\.)[ .:nrist]{1,8}-?[0-9]",
            candidate=_EXTENSION,
            before=40,
            after=10,
            caseless=True,
        ),
    ),
    validate=_validate,
    cost=300,
)
