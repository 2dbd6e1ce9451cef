"""Date of birth.

Legal basis: personal data, Art. 4 (1) GDPR; with a name it identifies a person in every register
(§ 3 (1) no. 6 BMG).
Format: any way to write a day: ``12.03.1985``, ``3. März 1985``, ``1985-03-12``, ``12/03/85``.
Validity: a day of the calendar, from 1900 on (who was born before is history).
Named as birth (geb., geboren am, Geburtsdatum, a star, born; before it or behind it), also by the
head of a column: high. Behind ``Name, Vorname,``, and in brackets
behind a first name: medium. A year of birth alone: low.
Does not trigger: any other day, days that bound an age group (``nach dem 01.01.1964 geboren``),
people with a day of death, certificates and their day, ages, ``TT.MM.JJJJ``.
Specimens: geb. 12.08.1964 (Erika Mustermann, on the specimen of the identity card).
"""

import re

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.detectors._dates import NUMERIC, WRITTEN, read_date
from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.policy.names.vocabulary import is_first_name, is_only_a_name
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

_DATE = rf"(?:{WRITTEN}|{NUMERIC}|[0-3][0-9][01][0-9](?:19|20)[0-9]{{2}}|(?:19|20)[0-9]{{2}}[01][0-9][0-3][0-9])"
_START = r"(?<![0-9A-Za-z./\-])(?=[0-9OIlSBJFMASONDjfmasond])"
_END = r"(?![0-9A-Za-z]|[./\-][0-9])"
_DAY = rf"{_START}{_DATE}{_END}"
_YEAR = rf"{_START}(?:19|20)[0-9]{{2}}{_END}"

_BIRTH = (
    r"(?:geb[.\-]{0,2}[ ]?(?:dat(?:um)?|tag|d)\b\.?|geburts?[ \-]?(?:datum|dat\.?|daten|tag[es]?)"
    r"|geburtsort[ ]?(?:/|und)[ ]?-?(?:geburts)?datum|geboren(?:e[rnsm]?)?|geburt|geb\.?|tag[ ]der[ ]geburt|date[ ]of[ ]birth|birth[ ]?(?:date|day)"
    r"|born|d\.?o\.?b\.?|\*)"
)
_FIRST_LETTER = "[gtdb*]"
_LINK = (
    r"(?:[ \t:=;,|*\"'()\[\]/_.>\-]|\n|(?:am|on|in|zu|den|der|dem|des|ist|war|lautet|vom|mein|meines|meiner|seines|kindes|sohnes|tochter"
    r"|kind|wurde|wie|folgt|und|ort|geburtsort|geburtsname|tt\.mm\.jjjj|tt\.mm\.jj|datum|person|antragsteller\w{0,4}|schüler\w{0,4})\b)"
)
_LABEL = re.compile(rf"(?<![a-zäöüß])(?={_FIRST_LETTER}){_BIRTH}(?![a-zäöüß])")
_LINKED = re.compile(rf"{_LINK}{{0,12}}")
_BORN_AS = re.compile(
    r"(?:[ ](?:am|in|zu|als))?[ ,:]{0,2}[a-zäöüß\-]{2,25}(?:[ ]\(?[a-zäöüß\-]{2,20}\)?)?(?:,?[ ](?:am|den|geb\.))?[ ,:]{1,3}"
)
"""Behind ``geb.`` or ``geboren``: the name or the place, then the day."""
_DAY_OF_SOMEBODY = re.compile(
    r":?(?:[ ](?:von|der|des|meine[rs]?|ihre[rs]?|seine[rs]?|für))?(?:[ ][\w.äöüß\-]{2,25}){1,3}"
    r"(?:[ ](?:ist|war|lautet))?(?:[ ](?:am|der|den))?[ :,(]{1,3}"
)
"""Behind ``Geburtsdatum``: whose it is, then the day."""
_NAMED_BEHIND = re.compile(
    r"(?:[ ,]{0,2}\(?(?:geb(?:\.|oren|urtsdatum|urtstag|dat)|[*]|dob\b)|[ ](?:in|zu)[ ][\w.äöüß\- ()/]{2,32}[ ]gebor|[ ][^.!?\n]{0,45}\b(?:geboren\b(?![ ]sein)|auf die welt|zur welt))"
)
_BOUND = re.compile(
    r"(?:\b(?:vor|nach|seit|ab|bis(?:[ ]zum)?|zwischen|und|stichtag|spätestens|frühestens|jahrgänge?|später als|früher als)"
    r"(?:[ ](?:dem|den|zum|einschließlich|einschl\.))?|(?<![a-z])[<>≤≥]=?)[ ]{0,2}$"
)
_OTHER_DAY = re.compile(
    r"(?:\bzum|\bzu|runde[nr]?|[0-9]\.|einladung|feier\w*|glückw\w+)[^.\n]{0,30}geburtstag[^.\n]{0,15}$|"
    r"geburts(?:urkunde|register|anzeige|bescheinigung|termin|eintrag|vorbereit|haus|klinik|station|feier|name)\w*(?:[ ][\w./\-]+){0,4}[ ]$"
    r"|(?:termin|entbindung|stichtag|feier|party|besuch|einladung|sitzung|ausgestellt|stand|gratul)[^.\n]{0,12}$"
)
_DEAD = re.compile(
    r"[^\n)]{0,40}(?:†|gest(?:\.|orben)|verst(?:\.|orben)|[ ]-[ ][0-9]{1,2}\.[ ]?(?:[0-9]|[a-zä]))"
)
_NAME_COMMA = re.compile(
    r"(?:^|[\n;|(•\-:\t]|\b(?:herrn?|frau|kind|von|für|und|schüler(?:in)?|bewohner(?:in)?|[Bb]ewerber(?:in)?|[Aa]ntragsteller(?:in)?|[Pp]atient(?:in)?|Sohn|Tochter|Kläger(?:in)?|Bürger(?:in)?)\s|[0-9]\.?\s)[ ]{0,3}"
    r"[A-ZÄÖÜ][a-zäöüßé]+(?:-[A-ZÄÖÜ][a-zäöüß]+)?(?:,[ ]?|;[ ]?|[ ]\|[ ]|[ ]|\t)[A-ZÄÖÜ][a-zäöüßé]+(?:[ \-][A-ZÄÖÜ][a-zäöüß]+)?(?:,[ ]?|;[ ]?|[ ]\|[ ]|\t|[ ]\()$"
)
_NAME_BRACKET = re.compile(
    r"(?<![\w.\-])(?:(?P<first>[^\W\d_a-z][^\W\d_]+)(?:-[^\W\d_]+)? )?(?P<last>[^\W\d_a-z][\w\-]+) ?\($"
)
_OF_CHILDREN = re.compile(
    r"kind|schüler|söhne|sohn|tochter|töchter|kita|hort|gruppe|geschwister|zwilling"
)
_NO_NAME = re.compile(
    r"(?:sitzung|termin|rat\b|ausschuss|stadt|amt|kiel|berlin|hamburg|tag\b|beschluss|urteil|bericht|ung\b|vorlage|schreiben|bescheid|verordnung|gesetz|satzung|blatt|fassung|mail|protokoll|montag|dienstag|mittwoch|donnerstag|freitag|gericht)"
)
_CELLS = {mark: re.compile(re.escape(mark)) for mark in "|;\t"} | {",": re.compile(r",(?=[ ]?\S)")}
"""What ends a cell, by the mark of the table: "Meier, Anna" is one cell between bars."""
_HEAD_OF_BIRTH = re.compile(
    r"geb(?:\.|oren|urts?[ \-]?(?:datum|dat|tag)|dat)|\bdob\b|birth", re.IGNORECASE
)
_HEADS = ("geb.", "geboren", "geburt", "gebdat", "birth", "dob")
"""One of these stands in whatever :data:`_HEAD_OF_BIRTH` matches."""
_BORN = frozenset({"geb.", "geb", "geboren", "born"})
_LINE, _HEAD, _TABLE = 300, 400, 8000
"""Characters of a row before its date, of the head of a table, and of the rows below it."""
_LATEST = 2035
_LATEST_UNNAMED = 2015


def _year(candidate: Candidate) -> int | None:
    day = read_date(candidate.text)
    return day[0] if day and 1900 <= day[0] <= _LATEST else None


def _evidence(candidate: Candidate, confidence: Confidence, *reasons: Reason) -> Evidence:
    return Evidence(
        start=candidate.start, end=candidate.end, confidence=confidence, reasons=reasons
    )


def _is_another_day(candidate: Candidate) -> bool:
    """Say whether it bounds an age group, is the day of a certificate, or a dead person's."""
    return (
        _BOUND.search(candidate.before) is not None
        or _OTHER_DAY.search(candidate.before) is not None
        or _DEAD.match(candidate.after) is not None
    )


def _named_before(candidate: Candidate) -> bool:
    """Say whether the last word for birth before it leads to it."""
    before = candidate.before
    labels = list(_LABEL.finditer(before))
    if not labels:
        return False
    label = labels[-1]
    if _LINKED.fullmatch(before, label.end()):
        return True
    born = label.group() in _BORN and _BORN_AS.fullmatch(before, label.end())
    day = label.group().startswith("geburts") and _DAY_OF_SOMEBODY.fullmatch(before, label.end())
    return bool(born or day)


def _is_named(candidate: Candidate) -> bool:
    return _named_before(candidate) or _NAMED_BEHIND.match(candidate.after) is not None


def _validate_named(candidate: Candidate) -> Evidence | None:
    if _year(candidate) is None or not _is_named(candidate) or _is_another_day(candidate):
        return None
    return _evidence(candidate, Confidence.HIGH, Reason.STRUCTURE, Reason.CONTEXT)


def _column(line: str, place: int, mark: str) -> int:
    return len(_CELLS[mark].findall(line[:place]))


def _head_above(candidate: Candidate) -> bool:
    """Say whether the column of a table or list in which it stands is headed as birth."""
    whole = candidate.whole
    nearest = max(0, candidate.start - _LINE)
    start = whole.rfind("\n", nearest, candidate.start) + 1
    if start == 0:
        return False
    block = max(whole.rfind("\n\n", max(0, start - _TABLE), start), 0)
    head_of_table = whole[block : min(start, block + _HEAD)]
    lowered = head_of_table.lower()
    if not any(word in lowered for word in _HEADS):
        return False
    lines = head_of_table.strip("\n").split("\n")
    row = whole[start : candidate.start]
    for line in lines[:4]:
        head = _HEAD_OF_BIRTH.search(line)
        mark = next((mark for mark in _CELLS if mark in line), ",")
        if head and _column(line, head.start(), mark) == _column(row, len(row), mark):
            return True
    return False


def _validate_listed(candidate: Candidate) -> Evidence | None:
    """Judge a day in a row: by the head of its column, or by a name before it."""
    year = _year(candidate)
    if year is None:
        return None
    if _head_above(candidate):
        confidence, reason = Confidence.HIGH, Reason.CONTEXT
    elif (year <= _LATEST_UNNAMED or _OF_CHILDREN.search(candidate.before)) and _follows_a_name(
        candidate
    ):
        confidence, reason = Confidence.MEDIUM, Reason.POSITION
    else:
        return None
    if _is_another_day(candidate):
        return None
    return _evidence(candidate, confidence, Reason.STRUCTURE, reason)


def _stands_behind_a_name(candidate: Candidate, before: str) -> bool:
    """Say whether it stands in brackets behind a first name, or a first name and another word."""
    match = _NAME_BRACKET.search(before)
    if match is None or not candidate.after.startswith(")"):
        return False
    said = match["first"] or match["last"]
    return (
        is_first_name(said) and is_only_a_name(said) and not _NO_NAME.search(match["last"].lower())
    )


def _follows_a_name(candidate: Candidate) -> bool:
    before = candidate.whole[max(0, candidate.start - 60) : candidate.start]
    if _stands_behind_a_name(candidate, before):
        return True
    return _NAME_COMMA.search(before) is not None and _NO_NAME.search(before.lower()) is None


_YEAR_NAMED = re.compile(
    r"(?<![a-zäöüß])(?:geb\.|geboren|jg\.|jahrgang|geburtsjahr)[ :]{0,2}(?:im[ ]jahre?[ ])?$"
)


def _validate_year(candidate: Candidate) -> Evidence | None:
    if not _YEAR_NAMED.search(candidate.before) or not 1900 <= int(candidate.text) <= _LATEST:
        return None
    return _evidence(candidate, Confidence.LOW, Reason.CONTEXT)


_VALIDATORS = (_validate_named, _validate_named, _validate_named, _validate_listed, _validate_year)


def _validate(candidate: Candidate) -> Evidence | None:
    return _VALIDATORS[candidate.form](candidate)


DETECTOR = Detector(
    category=Category.DATE_OF_BIRTH,
    data_class=DataClass.PERSONAL,
    patterns=(
        Pattern(
            anchor=(
                r"(?:geb(?:\.|ore?n|urts?(?:[ \-]?dat|tag|ort|:| am| des)|[ \-]?dat|[ :])|born|birth|\bdob)[^0-9]{0,50}[0-9]"
            ),
            candidate=_DAY,
            before=20,
            after=30,
            caseless=True,
        ),
        Pattern(anchor=r"\*[ ]{0,2}(?:am )?[0-9]{1,4}[./\- ]", candidate=_DAY, before=8, after=25),
        Pattern(
            anchor=r"[0-9]{2}[ ,]{0,3}[^0-9.!?\n]{0,45}(?:gebor|geb\.|geburts(?:dat|tag)|\(\*|zur welt|auf die welt)",
            candidate=_DAY,
            before=72,
            after=0,
            caseless=True,
        ),
        Pattern(
            anchor=(
                r"[,;|(\t] ?(?:[0-3]?[0-9]\. ?[01]?[0-9]\. ?(?:19|20|[0-9]{2}[^0-9])"
                r"|[0-3]?[0-9]/[01]?[0-9]/(?:19|20)|(?:19|20)[0-9]{2}-[01][0-9]-[0-3]"
                # With its year, but not the "15" of "15. Mai, 15. August".
                r"|[0-3]?[0-9]\. ?\n?[JFMASOND][a-z\xe4][A-Za-z]{1,8}\.?[ \-]{0,2}"
                r"(?:\n?'?[0-9]{2}|,[ ]?\n?[0-9]{4}))"
            ),
            candidate=_DAY,
            before=38,
            after=20,
        ),
        Pattern(
            anchor=r"(?:geb\.|geboren|jg\.|jahrgang|geburtsjahr)[ :]{0,2}(?:im jahre? )?(?:19|20)[0-9]{2}",
            candidate=_YEAR,
            before=6,
            after=3,
            caseless=True,
        ),
    ),
    validate=_validate,
    cost=300,
)
