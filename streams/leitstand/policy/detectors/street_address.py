"""Street with house number.

Legal basis: personal data where somebody lives there or is reached there, Art. 4 (1) GDPR.
Format: DIN 5008, section 10: street name, house number with letter or range: ``Hauptstr. 12a``,
``Lange Straße 5-7``, ``Straße des 17. Juni 135``, ``Am Alten Markt 3``, ``Q7, 12`` in Mannheim;
post-office boxes.
Validity: the last part of a street's name (``_street_words``), or an address around it: a postcode
with its place behind, a word that says that somebody lives there before.
With an address around it: high. A name that streets alone bear, or a landmark behind ``Am``,
``An der`` … : medium. A post-office box without a place, and the address of a court or an authority
that stands directly before it, that of a public building or of a closed road, a street called after
an example (``Beispielweg``): low.
Does not trigger: a street without a number, numbers that count (``Sonnenweg 12 Kinder``), dates,
ordinals, years, paragraphs, roads by number (``Bundesstraße 76``), ways and places that are none
(``Rechtsweg``, ``Parkplatz 12``, ``Platz 3``).
Specimens: Musterstraße 12a, Am Mustermarkt 3 (fictitious).
"""

import re

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.detectors._address import (
    NUMBER,
    POSTCODE,
    POSTCODE_ANCHOR,
    POSTCODE_TRIGGER,
    WORD,
    is_named,
    postcode_follows,
)
from leitstand.policy.detectors._office import is_an_offices
from leitstand.policy.detectors._public_place import is_public
from leitstand.policy.detectors._street_words import COUNTED, LIKELY, NO_NAME, SURE, is_no_street
from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

_NR = r"(?:(?:Nr\.?|Nummer|Hausnr\.?|Hausnummer|Haus-Nr\.?)[ ]?)?"
_GAP = rf"[ \t]{{0,3}}\n?[ \t]{{0,3}}{_NR}"
_END = r"(?![A-Za-zÄÖÜäöüß0-9])"
_LETTERS = r"A-Za-zÀ-ÖØ-öø-ÿœŒčćęėłńňřśšžźżğışŠŽČŁβ"
_HEAD = (
    rf"(?<![\w.\-])[{_LETTERS}][{_LETTERS}.'\u2019\-]{{0,60}}(?:\n[a-zäöüß]{{1,25}}\.?)?"
    rf"{_GAP}{NUMBER}{_END}"
)
"""The last word of the name and the number; :func:`_validate` looks for the words before it."""
_OF_SOMETHING = (
    r"(?<![\w\-])(?:Stra(?:ß|ss)e|Str\.|Platz|Allee|Ufer|Promenade)[ ](?:der|des|am|an[ ]der|zum|zur|im)"
    rf"[ ](?:[0-9]{{1,2}}\.[ ])?{WORD}(?:-{WORD}){{0,2}}(?:[ ](?:(?:und|der|des)[ ])?{WORD}){{0,2}}"
    rf"{_GAP}{NUMBER}{_END}"
)
_SQUARE = r"(?<![\w\-])[A-U][ ]?[1-7],?[ ][1-9][0-9]{0,2}[a-h]?(?![\w]|[.,][0-9])"
_BOX = r"(?<![\w\-])(?:Postfach|POSTFACH|Postf\.)[ ]{0,2}(?:Nr\.[ ]?)?[1-9][0-9]?(?:[ ]?[0-9]{2}){1,3}(?![0-9])"

_ADJECTIVE = (
    r"(?:(?:Alt|Neu|Groß|Gross|Klein|Ober|Unter|Hinter|Vorder|Mittler|Lang|Kurz|Breit|Schmal|Hoh|Inner"
    r"|Äußer|Link|Recht|Erst|Zweit|Dritt|Nördlich|Südlich|Westlich|Östlich|Rot|Weiß|Grün|Schön|Heilig"
    r"|Tief|Krumm|Still|Schwarz|Gelb|Blau|Golden|Steil|Lieb|Dick|Kalt|Warm|Nass|Rund|Bunt|Städtisch)e[rnsm]?"
    r"|Sankt|St\.)"
)
_FORENAME = (
    r"(?:Konrad|Willy|Karl|Carl|Friedrich|Otto|Heinrich|Johann|Wolfgang|Thomas|Albert|Robert|Rosa|Clara"
    r"|Sophie|Geschwister|Graf|Kaiser|König|Königin|Prinz|Bischof|Pastor|Pfarrer|Doktor|Dr\.|Prof\.|Theodor"
    r"|Gustav|Ernst|Hermann|Max|Paul|Richard|Ludwig|Wilhelm|August|Anne|Käthe|Bertolt|Kurt|Julius|Martin"
    r"|Rudolf|Helmut|Hans|Georg|Walter|Werner|Bürgermeister|Gebrüder|Edith|Marie|Hannah|Claus|Klaus)"
)
_PREPOSITION = (
    r"(?:Am|Im|An[ ]d(?:er|en|em)|Auf[ ]d(?:em|er|en)|Aufm|Zum|Zur|Zu[ ]den|Unter[ ]d(?:en|er|em)|Unterm"
    r"|Hinter[ ]d(?:em|er|en)|Hinterm|In[ ]d(?:er|en|em)|Vor[ ]d(?:em|er|en)|Vorm|Bei[ ]d(?:er|en|em)|Beim"
    r"|Über[ ]de[mnr]|Überm|Ob[ ]de[mr]|Op[ ]de[mn]?|Achter[ ]de[mn]?|Up[ ]de[mn]?|Neben[ ]de[mr]"
    r"|Zwischen[ ]den|Gegenüber[ ]de[mr]|Ober[ ]der|Hinter|Achtern)"
)
_OPENS_WITH_A_PREPOSITION = re.compile(rf"{_PREPOSITION}[ ]")
_ADJECTIVE_LEFT = re.compile(
    rf"(?<![\w\-])(?:{_ADJECTIVE}|[A-ZÄÖÜ][a-zäöüß]{{2,20}}er(?=[ ]\Z))[ ]\Z"
)
_ADJECTIVE_ONLY = re.compile(rf"(?<![\w\-]){_ADJECTIVE}[ ]\Z")
_LEFT_OF_ROAD = re.compile(
    rf"(?<![\w\-])(?:{_ADJECTIVE}[ ])?(?:{_FORENAME}[ ](?:(?:von|vom|de|und|der)[ ]){{0,2}})?(?:{WORD}|Dr\.)(?:-(?:{WORD}|und|von|der|den|de|am)){{0,4}}[ ]\Z"
)
_OF_A_TOWN = re.compile(
    r"(?<![\w\-])(?!(?:\w*einer|dieser|jeder|unserer|ihrer|seiner|welcher|anderer|mancher|weiter|erster|letzter|nächster|jener|kleiner|großer|ganzer|neuer|über|unter|hinter|immer|aber|oder)[ ])"
    r"[a-zäöüß]{3,20}er[ ]\Z"
)
"""In small letters, ``kölner str. 88``."""
_LEFT_OF_PLACE = re.compile(
    rf"(?<![\w\-])(?:{WORD}(?:er|es)|(?:{WORD}-){{1,4}}{WORD}|{_FORENAME}[ ]{WORD}|{_ADJECTIVE})[ ]\Z"
)
_AT_LEFT = re.compile(
    rf"(?<![\w\-]){_PREPOSITION}[ ](?:[A-ZÄÖÜa-zäöü][a-zäöüß]{{1,20}}(?:en|er|e)[ ])?\Z"
)
_NAME_LEFT = re.compile(
    rf"(?<![\w\-])(?:{_PREPOSITION}[ ](?:[a-zäöü][a-zäöüß]{{1,20}}en[ ])?)?"
    rf"(?:{WORD}(?:-{WORD}){{0,3}}[ ](?:(?:von|der|den|dem|des|und|am|an|zum|zur|im)[ ])?){{0,3}}\Z"
)
_NOT_A_NAME = re.compile(
    r"(?:Der|Die|Das|Dem|Den|Des|Eine?[mnrs]?|(?:Unser|Ihr|Mein|Dein|Sein|Dies|Jed|Welch)e?[mnrs]?|Herrn?|Frau|Familie|Fam\."
    r"|Adresse|Anschrift|Wohnort|Wohnhaft|Wohnanschrift|Straße|Strasse|Name|Aber|Und|Oder|Ort|Wohnung|Objekt|Bürger|Mieter"
    r"|Grundstück|Baustelle|Kita|Firma|In|Von|Nach|Bei|Aus|Für|Mit|Ab|Bis|Zwischen|Ecke|Gebäude|Liegenschaft|Hausnummer)[ ]"
)
_NUMBER_AT_END = re.compile(rf"[ \t\n]{{0,8}}{_NR}{NUMBER}\Z")
_ROADWAY = re.compile(r"(?i:.*(?:stra(?:ß|ss|β|B)en?|str\.?|allee|gasse|chaussee|promenade))")
_SURE = re.compile(rf"(?i:.+(?:{SURE}))")
_LANDMARK = re.compile(rf"(?i:.*(?:{LIKELY}|{SURE}))")
_ROAD = re.compile(r"(?i:stra(?:ß|ss|β|B)e|str\.?|allee|gasse|chaussee|promenade)")
_PLACE = re.compile(
    r"Weg|Platz|Damm|Ufer|Ring|Steig|Stieg|Pfad|Redder|Twiete|Koppel|Kamp|Siedlung|Zeile|Reihe|Tor|Markt|Graben|Wall|Berg"
)
_DESCRIBED = re.compile(
    r"Bleichen?|Höfe|Aussicht|Mühle|Bogen|Höhe|Heide|Wiesen?|Insel|Teich|Deich|Hafen|Kirchhof|Zollhof|Terrassen?|Hof|Garten"
    r"|Brücke|Horst|Brink|Freiheit|Burg|Stein|Kai|Eck|Grund|Feld|Brook|Winkel"
)
_NOUN_NEXT = re.compile(
    r"[ ](?!(?:Haus|Hinterhaus|Wohnung|Whg|Tel|Telefon|Etage|App)\b)[A-ZÄÖÜ0-9]"
)
_SMALL_PLACE_NEXT = re.compile(rf",?[ \n]{{1,2}}{POSTCODE} [a-zäöü]{{3}}")
_LINE_ENDS = re.compile(r"[ \t]*(?:\Z|[\n,;|).])")
_BORDER = re.compile(r"[ ]?(?:\Z|[\n,;)|])")
_PERSON_BEFORE = re.compile(
    r"\b(?:Herrn?|Frau|Familie|Fam\.|Eheleute) (?!(?:Ober|Amts|Minister|Stadt|Präsident)\w+)[A-ZÄÖÜ][\w\-]{1,24}, \Z"
)
_COMPOUND = re.compile(rf"(?=[A-ZÄÖÜ])(?i:[a-zäöüß\-]{{3,}}(?:{LIKELY}))")
_BUILDING = re.compile(r"(?i:.*(?:schule|kirche|kapelle|rathaus|bahnhof|stadion|hütten?))")
"""What is listed with a number of its own as often as it is a street."""
_MANNHEIM = re.compile(r"mannheim|quadrat")
_LEFT = 60
"""Characters before the last word that may belong to the name."""
_ONLY_ADDRESSED = frozenset({6, 7, 10})
"""Forms whose anchor is what stands around an address; all others have a street's word as theirs."""


def _evidence(start: int, end: int, confidence: Confidence, *reasons: Reason) -> Evidence:
    return Evidence(start=start, end=end, confidence=confidence, reasons=reasons)


def _from(candidate: Candidate, start: int) -> Candidate:
    return Candidate(whole=candidate.whole, start=start, end=candidate.end, form=candidate.form)


def _without_sentence(candidate: Candidate) -> Candidate:
    """Leave out first words that belong to the sentence: ``Unsere Kieler Straße 12``."""
    match = _NOT_A_NAME.match(candidate.text)
    if match and candidate.text[match.end()].isupper():
        return _without_sentence(_from(candidate, candidate.start + match.end()))
    return candidate


def _is_addressed(candidate: Candidate) -> bool:
    return postcode_follows(candidate) or is_named(candidate)


def _graded(given: Candidate) -> Evidence:
    candidate = _without_sentence(given)
    if candidate.text.startswith("Beispiel"):
        return _evidence(candidate.start, candidate.end, Confidence.LOW, Reason.FORM)
    if is_an_offices(candidate.whole, candidate.start) or is_public(
        candidate.whole, candidate.start, candidate.end
    ):
        return _evidence(candidate.start, candidate.end, Confidence.LOW, Reason.FORM)
    if _is_addressed(candidate):
        reasons = (Reason.FORM, Reason.CONTEXT)
        return _evidence(candidate.start, candidate.end, Confidence.HIGH, *reasons)
    return _evidence(candidate.start, candidate.end, Confidence.MEDIUM, Reason.FORM)


def _extended(candidate: Candidate, left: str, pattern: re.Pattern[str]) -> Candidate | None:
    match = pattern.search(left)
    return _from(candidate, candidate.start - len(left) + match.start()) if match else None


def _opens_a_sentence(candidate: Candidate) -> bool:
    """Say whether its ``Am`` or ``In der`` may be the sentence's own word."""
    before = candidate.before.rstrip(" ")
    return (not before or before[-1] in ".!?:\n") and not _LINE_ENDS.match(candidate.after)


def _is_in_a_chat(candidate: Candidate) -> bool:
    """Say whether somebody wrote the address in small letters: ``gartenweg 7, 70190 stuttgart``."""
    return _SMALL_PLACE_NEXT.match(candidate.after) is not None or is_named(candidate)


def _sure(candidate: Candidate, head: str, left: str) -> Evidence | None:
    """Judge ``Hauptstr. 12``, with the adjective before it, and with ``Am`` where it belongs."""
    if head[0].islower() and not _ROADWAY.fullmatch(head) and not _is_in_a_chat(candidate):
        return None
    longer = None if _ROADWAY.fullmatch(head) else _extended(candidate, left, _AT_LEFT)
    if longer is None or _opens_a_sentence(longer):
        far = head.startswith(("Land", "Chaussee", "Heer", "Kirch", "Schloss", "Post"))
        longer = _extended(candidate, left, _ADJECTIVE_LEFT if far else _ADJECTIVE_ONLY)
    return _graded(longer or candidate)


def _apart(candidate: Candidate, head: str, left: str) -> Candidate | None:
    """Return ``Kieler Straße 12``, ``Alter Platz 3`` for the last word of it."""
    if _ROAD.fullmatch(head):
        return _extended(candidate, left, _LEFT_OF_ROAD if head[0].isupper() else _OF_A_TOWN)
    return _extended(candidate, left, _LEFT_OF_PLACE) if _PLACE.fullmatch(head) else None


def _at(candidate: Candidate, head: str, left: str) -> Candidate | None:
    """Return ``Am Alten Markt 3``, ``Große Bleichen 23`` for the last word of it."""
    if not head or head[0].islower() or _NOUN_NEXT.match(candidate.whole, candidate.end):
        return None
    if _LANDMARK.fullmatch(head):
        longer = _extended(candidate, left, _AT_LEFT)
        if longer is not None:
            return longer
    return _extended(candidate, left, _ADJECTIVE_ONLY) if _DESCRIBED.fullmatch(head) else None


def _longest(one: Candidate | None, other: Candidate | None) -> Candidate | None:
    if one is None or other is None:
        return one or other
    return min(one, other, key=lambda candidate: candidate.start)


def _stands_alone(candidate: Candidate, head: str) -> bool:
    """Say whether a compound such as ``Lindenhof 12`` stands between commas or in a line of its own."""
    before = candidate.before.rstrip(" ")
    return (
        (not before or before[-1] in ",(:;|\n")
        and _BORDER.match(candidate.whole, candidate.end) is not None
        and _COMPOUND.fullmatch(head) is not None
        and not is_no_street(head)
        and not _BUILDING.fullmatch(head)
    )


def _is_a_persons(candidate: Candidate) -> bool:
    """Say whether it stands between commas behind a person: ``Herr Muster, Zum Hirschen 7, …``."""
    behind = _BORDER.match(candidate.whole, candidate.end) is not None
    before = candidate.whole[max(0, candidate.start - 40) : candidate.start]
    opens = _OPENS_WITH_A_PREPOSITION.match(candidate.text) is not None
    return opens and behind and _PERSON_BEFORE.search(before) is not None


def _addressed(candidate: Candidate, left: str) -> Evidence | None:
    """Judge any name before a number: only with an address around it."""
    longer = _without_sentence(_extended(candidate, left, _NAME_LEFT) or candidate)
    if longer.text[0].islower() or not (_is_addressed(longer) or _is_a_persons(longer)):
        return None
    return _evidence(longer.start, longer.end, Confidence.MEDIUM, Reason.CONTEXT)


def _at_a_common_word(candidate: Candidate, left: str) -> Evidence | None:
    """Judge ``Auf der Höhe 4``, ``Vor dem Tor 1``: only with an address around it."""
    longer = _extended(candidate, left, _AT_LEFT)
    return _graded(longer) if longer is not None and _is_addressed(longer) else None


def _validate_head(candidate: Candidate) -> Evidence | None:
    name = _NUMBER_AT_END.sub("", candidate.text)
    head = name.replace("-\n", "")
    known = _SURE.fullmatch(head) is not None
    if "\n" in head or (candidate.form in _ONLY_ADDRESSED and _LANDMARK.fullmatch(head)):
        return None  # its own anchor proposed it already
    left = candidate.whole[max(0, candidate.start - _LEFT) : candidate.start]
    nameless = NO_NAME.fullmatch(head.rstrip(".")) is not None
    if known and not is_no_street(head):
        return _sure(candidate, head, left)
    if nameless and not _PLACE.fullmatch(head):
        return _at_a_common_word(candidate, left) if _LANDMARK.fullmatch(head) else None
    longer = _apart(candidate, head, left)
    if not nameless and not _ROAD.fullmatch(head) and not is_no_street(head):
        longer = _longest(longer, _at(candidate, head, left))
    if longer is None and not nameless and _stands_alone(candidate, head):
        longer = candidate
    if longer is not None:
        return _graded(longer)
    if nameless:
        return _at_a_common_word(candidate, left)
    return None if len(head) < 3 else _addressed(candidate, left)


def _validate_square(candidate: Candidate) -> Evidence | None:
    """Judge a square of Mannheim, whose streets have no names."""
    if not _MANNHEIM.search(candidate.after + candidate.before):
        return None
    reasons = (Reason.FORM, Reason.CONTEXT)
    return _evidence(candidate.start, candidate.end, Confidence.MEDIUM, *reasons)


def _validate_box(candidate: Candidate) -> Evidence:
    confidence = Confidence.MEDIUM if postcode_follows(candidate) else Confidence.LOW
    return _evidence(candidate.start, candidate.end, confidence, Reason.FORM)


def _validate(candidate: Candidate) -> Evidence | None:
    if COUNTED.match(candidate.after):
        return None
    if candidate.form in {8, 9}:
        return _validate_square(candidate) if candidate.form == 8 else _validate_box(candidate)
    return _graded(candidate) if candidate.form == 5 else _validate_head(candidate)


def _near_a_head(
    anchor: str, *, trigger: str = "", caseless: bool = True, before: int = 72, after: int = 24
) -> Pattern:
    return Pattern(
        anchor=anchor,
        trigger=trigger,
        candidate=_HEAD,
        before=before,
        after=after,
        caseless=caseless,
    )


_SURE_ANCHOR = f"(?:{SURE.replace('ß|ss|β|B', '[ßB?]|ss')})"

DETECTOR = Detector(
    category=Category.STREET_ADDRESS,
    data_class=DataClass.PERSONAL,
    patterns=(
        # Five fixed forms: one anchor with an optional gap costs the one pass five times as much.
        _near_a_head(rf"(?:{_SURE_ANCHOR}|{LIKELY}) [1-9]"),
        _near_a_head(rf"{_SURE_ANCHOR}\n[1-9]"),
        _near_a_head(rf"{_SURE_ANCHOR}  [1-9]"),
        _near_a_head(r"(?:str\.|stra(?:[ßB?]|ss)e|weg|allee)[1-9]"),
        _near_a_head(rf"{_SURE_ANCHOR} (?:haus-?)?(?:nr|nummer)"),
        Pattern(
            anchor=(
                r"(?:Stra(?:ß|ss)e|Str\.|Platz|Allee|Ufer|Promenade) (?:der|des|am|an der|zum|zur|im)"
                r" [A-Z0-9\xc0-\xdf]"
            ),
            candidate=_OF_SOMETHING,
            before=24,
            after=80,
        ),
        _near_a_head(POSTCODE_ANCHOR, trigger=POSTCODE_TRIGGER, caseless=False, before=90, after=4),
        _near_a_head(
            r"(?:wohnhaft|wohne?[nt]|wohne|anschrift|adresse|wohnsitz|gemeldet|whft|wh\.|stra(?:ß|ss)e:|str\.:|nr\.?:|hausnummer:|zieh(?:t|en)|umzug|gezogen)[^0-9]{1,60} [1-9]",
            before=72,
        ),
        Pattern(anchor=r"annheim", candidate=_SQUARE, before=30, after=14),
        Pattern(
            anchor=r"postf(?:ach|\.) {0,2}(?:nr\. )?[1-9]",
            candidate=_BOX,
            before=22,
            after=20,
            caseless=True,
        ),
        _near_a_head(
            r"(?:\bherrn?|\bfrau|\bfamilie|\bfam\.|\beheleute) [A-Z\xc0-\xdf][a-z\xdf-\xff\-]{1,24}, [^0-9\n.,;:]{3,32} [1-9]",
            before=56,
        ),
    ),
    validate=_validate,
    cost=600,
)
