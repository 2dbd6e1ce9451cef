"""Number plate of a vehicle (Kfz-Kennzeichen).

Legal basis: personal data, since the register tells the keeper (§§ 33, 39 StVG; Art. 4 (1) GDPR).
Format: § 9 FZV and Anlage 2 FZV: one to three letters of the district (Unterscheidungszeichen), one or
two letters without umlauts, one to four digits that do not begin with 0, at most eight places, then
E (electric) or H (historic); a season behind it is no part of the finding.
Validity: a district sign that was given out (data file licence_plate_codes.txt, Anlage 1 FZV).
With a word about vehicles within a sentence, hyphen or blank: high. With a hyphen and such a word
within the paragraph: medium, without any: low. In small letters, run together or with
look-alikes only beside such a word, mostly directly behind "Kennzeichen".
Service vehicles (Y- of the Bundeswehr, THW, BP, BD, states), diplomats (0 17-1): only behind
"Kennzeichen", because no keeper is a person.
Does not trigger: DIN, ISO and EN standards, pay grades (TV-L 9), laws (KI-VO 2024), paper sizes,
rooms, types of products, file numbers, roads (A 7, B 404), plates of other countries.
Specimens (fictitious): HH-AB 123, M-X 1, KI-LS 2048E, B-AB 1234, GÖ-XY 77H.
"""

import functools
import re
from importlib.resources import files

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.detectors._near import has_any, words_before, words_behind
from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

LONGEST = 8
"""Places of a plate, without E and H."""
_SENTENCE = 160
"""Characters before a plate in which a vehicle may be named; behind it half of that."""

_PARAGRAPH = 400
"""Characters on each side in which a vehicle makes one with a hyphen likely."""

_DIGITS = r"[1-9][0-9]{0,3}"
_END = r"(?![A-Za-zÄÖÜäöüß0-9])(?![.,:/]?[0-9])(?! ?(?:[%€§]|km\b|Uhr|Euro|EUR|Prozent))"
_START = r"(?<![A-Za-zÄÖÜäöüß0-9])(?<![A-Za-zÄÖÜäöüß0-9][\-/._:])"
_SUFFIX = r"(?:[EH]| [EH](?![A-Za-z\-.]))?"
_HYPHEN = (
    rf"{_START}(?i:[A-ZÄÖÜ]{{1,3}}) ?[\-·•:] ?(?i:[A-Z]{{1,2}})[ \-]?{_DIGITS}(?i:{_SUFFIX}){_END}"
)
_BLANK = rf"{_START}[A-ZÄÖÜ]{{1,3}} [A-Z]{{1,2}} {_DIGITS}{_SUFFIX}{_END}"
_HYPHENATED = re.compile(r"[A-ZÄÖÜ]{1,3}-[A-Z]{1,2}[ \-]?[0-9]{1,4}[EH]?")
_LABEL = (
    r"(?i:(?:kennzeichen|nummernschild|kennz\.|license plate|licence plate|number plate|\b(?:kfz|pkw)[ \-]?(?:kz|n(?:umme)?r)\b\.?)(?:s|er)?"
    r"(?:[ \t]{0,2}(?:[:=|\"„(]|lautet|ist|war|n(?:umme)?r\.?|\r?\n)){0,3}[ \t]{0,2})"
)
_ANY = (
    r"(?:[A-Za-zÄÖÜäöü]{1,3}[ \-.:/·•*_]{0,3}[A-Za-z]{1,2}[ \-._]{0,2}[1-9][0-9OIl]{0,3}(?: ?[EHeh](?![a-z]))?"
    r"|(?:Y|X)[ \-][0-9]{3}[ ]?[0-9]{3}|THW[ \-][0-9]{4,5}|B[PD][ \-]?[0-9]{2}[ \-][0-9]{1,3}|0 [0-9]{2,3}-[0-9]{1,3})"
)
_NAMED = rf"{_LABEL}{_ANY}{_END}"
_PLATE = re.compile(rf"{_ANY}$")
_PARTS = re.compile(
    r"(?P<letters>[A-ZÄÖÜ]{2,5}|[A-ZÄÖÜ]{1,3}[^A-Z0-9ÄÖÜ]+[A-Z]{1,2})[^A-Z0-9]*"
    r"(?P<digits>[1-9][0-9OI]{0,3}) ?[EH]?"
)

_VEHICLE = (
    "kennzeichen",
    "fahrzeug",
    " kfz",
    " pkw",
    " lkw",
    " auto ",
    " autos ",
    "wagen ",
    "wagens ",
    "halter ",
    "halterin",
    "halters ",
    "parkt ",
    " parken",
    "parkend",
    "parkte ",
    "parkversto",
    "parkausweis",
    "parkplatz",
    "abgestellt",
    "abgeschleppt",
    "motorrad",
    "transporter",
    "wohnmobil",
    "anhänger ",
    "zugelassen",
    "zulassung",
    "unfall",
    "geblitzt",
    "falschpark",
    "nummernschild",
    "fahrer ",
    "fahrerin",
    "fahrers ",
    "motorroller",
    "traktor",
    " vw ",
    " golf ",
    " opel ",
    " bmw ",
    " audi ",
    "mercedes",
    " ford ",
    " kombi",
    "stilllegen",
    "stillgelegt",
    "feuerwehrzufahrt",
    "bußgeld",
    "verwarnung",
    "strafzettel",
    "knöllchen",
    "rotlicht",
    " tüv",
    "hauptuntersuchung",
    "stellplatz",
    "einfahrt",
    "geschwindigkeit",
    "gehweg",
    "halteverbot",
    "haltverbot",
    " kz ",
    " taxi ",
    " plate ",
    " vehicle ",
    " car ",
)
"""Words about vehicles, and makes that people name instead."""
_AS_AN_EXAMPLE = (" zum beispiel  ", " beispielsweise  ", " z b  ", " etwa  ", " beispiel  ")
_NOT_A_PLATE = re.compile(
    r"din|iso|en|vdi|vde|dguv|iec|nr|art|artikel|abs|absatz|satz|anlage|raum|zimmer|az|typ|modell|version"
    r"|entgeltgruppe|besgr|ziffer|kap|kapitel|tab|tabelle|abb|seite|band|heft|linie|halle|block|charge|projekt"
    r"|konto|vorlage|beschluss|vo|rl|gem|gemäß|nach|aktenzeichen|zeichen|teil|stufe|gruppe|klasse|format|gz|§"
    r"|verordnung|richtlinie|drucksache|paket|los|bezug|norm|ausgabe|code|kürzel"
)
"""Last words before something that is written like a plate."""
_ABBREVIATIONS = frozenset(
    {"A-Z", "A-B", "B-A", "S-Z", "K-W", "E-A", "E-G", "KI-A", "KI-G", "EU-DS"}
)
"""Of a district's sign and letters, which mean something else."""
_ACTS = frozenset(
    f"{body}-{act}"
    for body in ("EU", "EG", "KI", "DS", "S", "LK", "HB")
    for act in ("VO", "RL", "GV", "NR", "KI", "IT", "AG", "EG", "A")
)
"""Short names of acts, pay grades and bodies: EU-VO 2018, S-EG 1, KI-VO 2024."""


@functools.cache
def district_codes() -> frozenset[str]:
    """Return the signs of the districts."""
    text = (
        files("leitstand.policy.detectors").joinpath("licence_plate_codes.txt").read_text("utf-8")
    )
    return frozenset(" ".join(line for line in text.splitlines() if line[:1] != "#").split())


def is_plate(text: str) -> bool:
    """Say whether letters and digits can be those of a plate, however they are separated."""
    match = _PARTS.fullmatch(re.sub(r"(?<=[0-9O])l", "1", text).upper())
    if match is None:
        return False
    code, *rest = re.findall(r"[A-ZÄÖÜ]+", match["letters"])
    if sum(map(len, (code, *rest, match["digits"]))) > LONGEST:
        return False
    if rest:
        return code in district_codes()
    return any(
        code[:cut] in district_codes() and re.fullmatch("[A-Z]{1,2}", code[cut:])
        for cut in range(1, min(3, len(code) - 1) + 1)
    )


def _has_vehicle(candidate: Candidate) -> bool:
    return has_any(words_before(candidate, _SENTENCE), _VEHICLE) or has_any(
        words_behind(candidate, _SENTENCE // 2), _VEHICLE
    )


def _is_called_otherwise(candidate: Candidate) -> bool:
    last = words_before(candidate, 20).split()[-1:]
    return bool(last) and _NOT_A_PLATE.fullmatch(last[0]) is not None


def _looks_like_an_act(text: str) -> bool:
    code, letters = re.findall(r"[A-ZÄÖÜ]+", text)[:2]
    return f"{code}-{letters}" in _ABBREVIATIONS | _ACTS


def _is_a_heading(candidate: Candidate) -> bool:
    """Say whether two single letters with blanks are the numbering of a text: B I 2."""
    return re.fullmatch(r"[A-ZÄÖÜ] [A-Z] [0-9]{1,2}", candidate.text) is not None


def _judge_alone(candidate: Candidate) -> Evidence | None:
    """Judge a plate with a hyphen, beside which no vehicle is named."""
    if _HYPHENATED.fullmatch(candidate.text) is None:
        return None
    near = has_any(words_before(candidate, _PARAGRAPH), _VEHICLE) or has_any(
        words_behind(candidate, _PARAGRAPH), _VEHICLE
    )
    confidence = Confidence.MEDIUM if near else Confidence.LOW
    return _evidence(candidate, confidence, Reason.ISSUED, Reason.FORM)


def _judge(candidate: Candidate) -> Evidence | None:
    if not is_plate(candidate.text) or _is_called_otherwise(candidate):
        return None
    if _looks_like_an_act(candidate.text.upper()) or _is_a_heading(candidate):
        return None
    if words_before(candidate, 24).endswith(_AS_AN_EXAMPLE):
        return _evidence(candidate, Confidence.LOW, Reason.ISSUED, Reason.FORM)
    if _has_vehicle(candidate):
        return _evidence(candidate, Confidence.HIGH, Reason.ISSUED, Reason.CONTEXT)
    return _judge_alone(candidate) if candidate.form == 0 else None


def _judge_named(candidate: Candidate) -> Evidence | None:
    """Judge what stands directly behind "Kennzeichen", in any case and form."""
    match = _PLATE.search(candidate.text)
    if match is None:
        return None
    plate = Candidate(
        whole=candidate.whole, start=candidate.start + match.start(), end=candidate.end
    )
    service = re.match(r"[YX][ \-]|THW|B[PD]|0 ", plate.text)
    if service is None and not is_plate(plate.text):
        return None
    return _evidence(plate, Confidence.HIGH, Reason.ISSUED, Reason.CONTEXT)


def _validate(candidate: Candidate) -> Evidence | None:
    return _judge_named(candidate) if candidate.form == 2 else _judge(candidate)


def _evidence(candidate: Candidate, confidence: Confidence, *reasons: Reason) -> Evidence:
    return Evidence(
        start=candidate.start, end=candidate.end, confidence=confidence, reasons=reasons
    )


DETECTOR = Detector(
    category=Category.LICENCE_PLATE,
    data_class=DataClass.PERSONAL,
    patterns=(
        Pattern(
            anchor=r"[A-ZÄÖÜäöü ][-·:?] ?[A-Z]{1,2}[ \-]?[1-9]",
            candidate=_HYPHEN,
            before=12,
            after=8,
            caseless=True,
        ),
        Pattern(anchor=r"[A-ZÄÖÜ] [A-Z]{1,2} [1-9]", candidate=_BLANK, before=10, after=8),
        Pattern(
            anchor=r"(?:kennz(?:eichen|\.)|nummernschild|(?:licen[cs]e|number) plate|(?:kfz|pkw).?(?:kz|n)).{0,30}[0-9]",
            candidate=_NAMED,
            before=60,
            after=12,
            caseless=True,
        ),
    ),
    validate=_validate,
    cost=1_400,
)
