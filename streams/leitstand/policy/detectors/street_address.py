"""Street with house number.

Legal basis: personal data where somebody lives there or is reached there, Art. 4 (1) GDPR.
Format: DIN 5008, section 10: street name, house number with letter or range: ``Hauptstr. 12a``,
``Lange Straße 5-7``, ``Straße des 17. Juni 135``, ``Am Alten Markt 3``, ``Q7, 12`` in Mannheim;
post-office boxes.
Validity: the last part of a street's name (``_street_words``), or an address around it: a postcode
with its place behind, a word that says that somebody lives there before.
With an address around it: high. A name that streets alone bear, or a landmark behind ``Am``,
``An der`` … : medium. A post-office box without a place: low.
Does not trigger: a street without a number, numbers that count (``Sonnenweg 12 Kinder``), dates,
ordinals, years, paragraphs, roads by number (``Bundesstraße 76``), ways and places that are none
(``Rechtsweg``, ``Parkplatz 12``, ``Platz 3``).
Specimens: Musterstraße 12a, Am Mustermarkt 3 (fictitious).
"""

import re

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.detectors._address import NUMBER, WORD, is_named, postcode_follows
from leitstand.policy.detectors._street_words import COUNTED, LIKELY, NO_NAME, NO_STREET, SURE
from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

_NR = r"(?:(?:Nr\.?|Nummer|Hausnr\.?|Hausnummer|Haus-Nr\.?)[ ]?)?"
_GAP = rf"[ \t]{{0,3}}\n?[ \t]{{0,3}}{_NR}"
_END = r"(?![A-Za-zÄÖÜäöüß0-9])"
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
_LEADING = rf"(?:(?:{_FORENAME}[ ](?:(?:von|vom|de|und|der)[ ]){{0,2}})?(?:{WORD}|Dr\.|St\.|[0-9]{{1,2}}\.)(?:-(?:{WORD}|und|von|der|den|de|am)){{0,4}})"
_COMPOUND = (
    rf"(?:{_ADJECTIVE}[ ]|[A-ZÄÖÜ][a-zäöüß]{{2,20}}er[ ](?=Land|Chaussee|Heer|Kirch|Schloss|Markt))?"
    rf"(?:(?:[A-ZÄÖÜ][A-Za-zÀ-ÿβ'\u2019]{{0,30}}|Dr\.|St\.|und|von|der|den|de|am)-){{0,5}}"
    rf"[A-Za-zÀ-ÖØ-öø-ÿ][A-Za-zÀ-ÿžšč'\u2019]{{0,40}}?(?:-\n[a-zäöüß]{{0,20}})?(?i:{SURE})"
)
_HYPHENED = rf"(?:{_ADJECTIVE}[ ])?(?:(?:{WORD}|Dr\.|St\.|Prof\.|[A-Z]\.|und|von|der|den|de|am)[\-.]?-){{1,5}}(?i:{SURE})"
_APART = (
    rf"{_LEADING}[ ](?:Stra(?:ß|ss|β|B)e|STRASSE|STRAßE|Str\.?|Allee|Gasse|Chaussee|Promenade"
    r"|(?<=e[rs][ ])(?:Weg|Platz|Damm|Ufer|Ring|Steig|Stieg|Pfad|Redder|Twiete|Koppel|Kamp|Siedlung|Zeile|Reihe|Tor|Markt|Graben|Wall|Berg))"
)
_OF_SOMETHING = (
    r"(?:Stra(?:ß|ss)e|Str\.|Platz|Allee|Ufer|Promenade|Weg|Ring)[ ](?:der|des|am|an[ ]der|zum|zur|beim|vor[ ]dem|im|in[ ]der)"
    rf"[ ](?:[0-9]{{1,2}}\.[ ])?{WORD}(?:-{WORD}){{0,2}}(?:[ ](?:(?:und|der|des)[ ])?{WORD}){{0,2}}"
)
_SURE_STREET = (
    rf"(?<![\w\-])(?:{_OF_SOMETHING}|{_APART}|{_HYPHENED}|{_COMPOUND}){_GAP}{NUMBER}{_END}"
)

_PREPOSITION = (
    r"(?:Am|Im|An[ ]d(?:er|en|em)|Auf[ ]d(?:em|er|en)|Aufm|Zum|Zur|Zu[ ]den|Unter[ ]d(?:en|er|em)|Unterm"
    r"|Hinter[ ]d(?:em|er|en)|Hinterm|In[ ]d(?:er|en|em)|Vor[ ]d(?:em|er|en)|Vorm|Bei[ ]d(?:er|en|em)|Beim"
    r"|Über[ ]de[mnr]|Überm|Ob[ ]de[mr]|Op[ ]de|Op[ ]dem|Achter[ ]de[mn]?|Up[ ]de[mn]?|Neben[ ]de[mr]"
    r"|Zwischen[ ]den|Gegenüber[ ]de[mr]|Ober[ ]der|Jenseits[ ]des|Hinter|Unter|Achtern|Obere[rn]?|Untere[rn]?|Große[rn]?|Kleine[rn]?|Lange[rn]?|Hohe[rn]?|Alte[rn]?|Neue[rn]?|Schöne[rn]?|Breite[rn]?)"
)
_AT_SOMETHING = (
    rf"(?<![\w\-]){_PREPOSITION}[ ](?:[A-ZÄÖÜa-zäöü][a-zäöüß]{{1,20}}(?:en|er|e)[ ])?{WORD}(?:-{WORD}){{0,4}}"
    rf"[ ]{{1,2}}{_NR}{NUMBER}{_END}"
)
_ANY = (
    rf"(?<![\w\-])(?:{_PREPOSITION}[ ](?:[a-zäöü][a-zäöüß]{{1,20}}en[ ])?)?{WORD}(?:[ \-](?:(?:von|der|den|dem|des|und|am|an|zum|zur|im)[ ])?{WORD}){{0,3}}"
    rf"[ ]{{1,2}}{_NR}{NUMBER}{_END}"
)
_SQUARE = r"(?<![\w\-])[A-U][ ]?[1-7],?[ ][1-9][0-9]{0,2}[a-h]?(?![\w]|[.,][0-9])"
_BOX = r"(?<![\w\-])(?:Postfach|POSTFACH|Postf\.)[ ]{0,2}(?:Nr\.[ ]?)?[1-9][0-9]?(?:[ ]?[0-9]{2}){1,3}(?![0-9])"

_NUMBER_AT_END = re.compile(rf"[ \t\n]{{0,8}}{_NR}{NUMBER}$")
_NOT_A_NAME = re.compile(
    r"(?:Der|Die|Das|Dem|Den|Des|Eine?[mnrs]?|(?:Unser|Ihr|Mein|Dein|Sein|Dies|Jed|Welch)e?[mnrs]?|Herrn?|Frau|Familie|Fam\."
    r"|Adresse|Anschrift|Wohnort|Wohnhaft|Wohnanschrift|Straße|Strasse|Name|Aber|Und|Oder|Ort|Wohnung|Objekt"
    r"|Grundstück|Baustelle|Kita|Firma|In|Von|Nach|Bei|Aus|Für|Mit|Ab|Bis|Zwischen|Ecke|Gebäude|Liegenschaft)"
)
_FIRST = re.compile(rf"{_PREPOSITION}[ ](?=[A-ZÄÖÜ])")
_AT = re.compile(
    r"(?:Am|Im|An|Auf|Aufm|Zum|Zur|Zu|Unter|Unterm|Hinter|Hinterm|In|Vor|Vorm|Bei|Beim|Über|Überm|Ob|Op|Up)\b"
)
_HEAD = re.compile(r"[^ \n]+$")
_ROADWAY = re.compile(r"(?i:.*(?:stra(?:ß|ss|β|B)en?|str\.?|allee|gasse|chaussee|promenade))")
_SURE = re.compile(rf"(?i:.+(?:{SURE}))")
_LIKELY = re.compile(rf"(?i:.*(?:{LIKELY}|{SURE}))")
_PUBLIC = re.compile(
    r"(?i:.*(?:schule|bahn|plan|kirche|rathaus|bahnhof|stadion|friedhof|kanal|markt|park|speicher|ring|weg|platz))"
)
_NOUN_NEXT = re.compile(
    r"[ ](?!(?:Haus|Hinterhaus|Wohnung|Whg|Tel|Telefon|Etage|App)\b)[A-ZÄÖÜ0-9]"
)
_LINE_ENDS = re.compile(r"[ \t]*(?:$|[\n,;])")
_MANNHEIM = re.compile(r"mannheim|quadrat")


def _evidence(candidate: Candidate, confidence: Confidence, *reasons: Reason) -> Evidence:
    return Evidence(
        start=candidate.start, end=candidate.end, confidence=confidence, reasons=reasons
    )


def _without(candidate: Candidate, characters: int) -> Candidate:
    """Return the candidate without its first characters."""
    return Candidate(
        whole=candidate.whole,
        start=candidate.start + characters,
        end=candidate.end,
        form=candidate.form,
    )


def _name(candidate: Candidate) -> str:
    return _NUMBER_AT_END.sub("", candidate.text)


def _head(candidate: Candidate) -> str:
    """Return the last word before the number."""
    match = _HEAD.search(_name(candidate).replace("-\n", ""))
    return match.group() if match else ""


def _trimmed(candidate: Candidate) -> Candidate:
    """Leave out first words that belong to the sentence: ``Unsere Kieler Straße 12``."""
    first, _, rest = candidate.text.partition(" ")
    if rest[:1].isupper() and _NOT_A_NAME.fullmatch(first):
        return _trimmed(_without(candidate, len(first) + 1))
    return candidate


def _is_addressed(candidate: Candidate) -> bool:
    return postcode_follows(candidate) or is_named(candidate)


def _graded(candidate: Candidate) -> Evidence:
    if _is_addressed(candidate):
        return _evidence(candidate, Confidence.HIGH, Reason.FORM, Reason.CONTEXT)
    return _evidence(candidate, Confidence.MEDIUM, Reason.FORM)


def _is_street_word(word: str) -> bool:
    """Say whether a word can end a street's name; in lower case only ``hauptstraße`` can."""
    if NO_STREET.fullmatch(word):
        return False
    return not word[:1].islower() or _ROADWAY.fullmatch(word) is not None


def _validate_sure(given: Candidate) -> Evidence | None:
    candidate = _trimmed(given)
    head = _head(candidate)
    apart = " " in _name(candidate)
    if not _is_street_word(head) or not (apart or _SURE.fullmatch(head)):
        return None
    return _graded(candidate)


def _opens_a_sentence(candidate: Candidate) -> bool:
    """Say whether its ``Am`` or ``In der`` may be the sentence's own word."""
    before = candidate.before.rstrip(" ")
    return (not before or before[-1] in ".!?:\n") and not _LINE_ENDS.match(candidate.after)


def _validate_at(candidate: Candidate) -> Evidence | None:
    """Judge ``Am Alten Markt 3``: a landmark behind a preposition, or anything with an address."""
    head = _head(candidate)
    match = _FIRST.match(candidate.text)
    if match and (
        _ROADWAY.fullmatch(head) or (_SURE.fullmatch(head) and _opens_a_sentence(candidate))
    ):
        return None if _AT.match(candidate.text) else _validate_sure(candidate)
    if _is_addressed(candidate):
        return None if NO_NAME.fullmatch(head) else _graded(candidate)
    if (
        NO_NAME.fullmatch(head)
        or NO_STREET.fullmatch(head)
        or _NOUN_NEXT.match(candidate.whole, candidate.end)
    ):
        return None
    known = _LIKELY.fullmatch(head) and (_AT.match(candidate.text) or not _PUBLIC.fullmatch(head))
    return _graded(candidate) if known else None


def _validate_any(given: Candidate) -> Evidence | None:
    """Judge any name before a number: only with an address around it."""
    candidate = _trimmed(given)
    if NO_NAME.fullmatch(_head(candidate)) or not _is_addressed(candidate):
        return None
    return _evidence(candidate, Confidence.MEDIUM, Reason.CONTEXT)


def _validate_square(candidate: Candidate) -> Evidence | None:
    """Judge a square of Mannheim, whose streets have no names."""
    if not _MANNHEIM.search(candidate.after + candidate.before):
        return None
    return _evidence(candidate, Confidence.MEDIUM, Reason.FORM, Reason.CONTEXT)


def _validate_box(candidate: Candidate) -> Evidence:
    reached = postcode_follows(candidate)
    confidence = Confidence.MEDIUM if reached else Confidence.LOW
    return _evidence(candidate, confidence, Reason.FORM)


_VALIDATORS = (
    _validate_sure, _validate_at, _validate_any, _validate_any, _validate_square, _validate_box,
)  # fmt: skip


def _validate(candidate: Candidate) -> Evidence | None:
    if COUNTED.match(candidate.after):
        return None
    return _VALIDATORS[candidate.form](candidate)


_DIGITS = r"[1-9][0-9]{0,2}[a-zA-Z]?\b"
_ANCHOR_NR = r"[ \t\n]{0,3}(?:Nr\.? ?|Nummer |Hausnr\.? ?|Hausnummer |Haus-Nr\. ?)?"

DETECTOR = Detector(
    category=Category.STREET_ADDRESS,
    data_class=DataClass.PERSONAL,
    patterns=(
        Pattern(
            anchor=rf"(?:{SURE.replace('ß|ss|β|B', '[ßB?]|ss')}|(?:stra(?:[ß?]|ss)e|str\.|platz|allee|ufer|promenade|weg|ring) (?:der|des|am|an der|zum|zur|beim|vor dem|im|in der) [^\n,;:]{{2,30}}|reihe|tor|markt|graben|wall|berg){_ANCHOR_NR}{_DIGITS}",
            candidate=_SURE_STREET,
            before=90,
            after=20,
            caseless=True,
        ),
        Pattern(
            anchor=rf"\b{_PREPOSITION} (?:[A-Za-z\xc0-\xff]{{2,20}}e[nr]? )?[A-Z\xc0-\xdf][A-Za-z\xc0-\xff\-]{{1,30}} {{1,2}}(?:Nr\.? ?)?{_DIGITS}",
            candidate=_AT_SOMETHING,
            before=90,
            after=20,
        ),
        Pattern(
            anchor=r"[0-9][ ]?[a-zA-Z]?[ ]?[,;|]?[ \n\t]{1,4}(?:D-|DE-|A-|CH-)?[0-9]{4,5} {1,2}[A-Z\xc0-\xdf][a-z\xdf-\xff]",
            candidate=_ANY,
            before=110,
            after=10,
        ),
        Pattern(
            anchor=rf"(?:wohnhaft|wohnt|wohnend|wohnung|anschrift|adresse|wohnsitz|gemeldet|whft|wh\.|stra(?:ß|ss)e:|hausnummer:|zieh(?:t|en)|umzug|gezogen)[^0-9]{{1,60}} {_DIGITS}",
            candidate=_ANY,
            before=90,
            after=20,
            caseless=True,
        ),
        Pattern(anchor=r"\b[A-U][ ]?[1-7],?[ ][1-9]", candidate=_SQUARE, before=8, after=12),
        Pattern(
            anchor=r"postf(?:ach|\.) {0,2}(?:nr\. )?[1-9]",
            candidate=_BOX,
            before=22,
            after=20,
            caseless=True,
        ),
    ),
    validate=_validate,
)
