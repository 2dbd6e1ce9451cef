"""Number of a driving licence (Führerschein).

Legal basis: personal data, Art. 4 (1) GDPR; registers §§ 48 to 63 StVG, § 49 FeV.
Format: card since 1999, field 5: key of the authority (letter of the Land A to P, two digits, one
place), five places of serial number, check character, number of the copy: eleven capitals and digits.
Checksum: weights 9 to 1 over the first nine, modulo 11, 10 is X; A counts 10, Z 35, as in a vehicle
identification number (the rule that the model licence of Anlage 8 FeV follows; no law prints it).
Paper licences before 1999: a list number with the year (1234/85) directly behind the word.
With a word that names it: high, paper: medium. With the check character alone: medium where the
serial number holds a letter, else low.
Does not trigger: a wrong check character, even if named; licences of other countries; classes
(B, BE, C1E) and key numbers; numbers that are called article, order or serial number.
Specimen (Anlage 8 FeV): B072RRE2I55.
"""

import re

from leitstand.policy.checksums_documents import licence_check_character
from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.detectors._near import has_any, words_before, words_behind
from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

_START = r"(?<![A-Za-z0-9])(?<![0-9][.\-/])"
_END = r"(?![A-Za-z0-9<«])(?!-[0-9A-Za-z])"
_COMPACT = rf"{_START}(?:[A-P][0-9]{{2}}[0-9A-Z]{{6}}[0-9X][0-9A-Z]|[a-p][0-9]{{2}}[0-9a-z]{{6}}[0-9x][0-9a-z]){_END}"
_GAP = r"[ \t\r\n.\-/]{0,2}"
_IN_GROUPS = (
    rf"{_START}[A-Pa-p](?:{_GAP}[0-9OoIl|]){{2}}(?:{_GAP}[0-9A-Za-z|]){{6}}"
    rf"{_GAP}[0-9XxOoIl|SB]{_GAP}[0-9A-Za-z]{_END}"
)
_PAPER = (
    r"(?i:f(?:ü|ue)hrerschein(?:nummer|s)?|fahrerlaubnis(?:nummer)?)[ \-]{0,2}"
    r"(?i:(?:n(?:umme)?r\.?|:|=|lautet|ist|liste)[ \t]{0,2}){1,3}"
    r"(?P<number>[A-Z]?[ \-]?[0-9]{1,6}/(?:19)?[4-9][0-9])(?![0-9A-Za-z/])"
)
_NUMBER = re.compile(r"[A-Z]?[ \-]?[0-9]{1,6}/[0-9]{2,4}$")

_NAMED = (
    "führerschein",
    "fuehrerschein",
    "fahrerlaubnis",
    " fs nr",
    " fs nummer",
    " fs klasse",
    " fs ",
    "lenkberechtigung",
    "driving licen",
    "driver s licen",
    "drivers licen",
)
_NAMED_OTHERWISE = (
    "artikel",
    "bestell",
    "rechnung",
    "serien",
    "gerät",
    "geraet",
    "inventar",
    "ticket",
    " bic ",
    "lizenz",
    "auftrag",
    "modell",
    "produkt",
    " fin ",
    "fahrgestell",
    "sendung",
    "zähler",
)
_FORM = re.compile(r"[A-P][0-9]{2}[0-9A-Z]{6}[0-9X][0-9A-Z]")
_LIKE_DIGIT = str.maketrans("OI|SB", "01158")
_OFTEN_MISREAD = str.maketrans("OI|", "011")


def _readings(text: str) -> tuple[str, ...]:
    """Return what the characters can mean: as written, then with look-alikes as digits.

    The places of the key are digits; of the serial number one O or I may be a misread digit, not
    more, else too many wrong numbers would become right. A small l among capitals is a misread I: a number is all small or all capitals.
    """
    compact = re.sub(r"[^A-Za-z0-9|]", "", text)
    if not re.search(r"[a-km-z]", compact):
        compact = compact.replace("l", "I")
    plain = compact.upper()
    last = plain[9].translate(_LIKE_DIGIT) + plain[10]
    key, serial = plain[0] + plain[1:3].translate(_LIKE_DIGIT), plain[3:9]
    digits = serial.translate(_OFTEN_MISREAD)
    misread = [n for n in range(len(serial)) if serial[n] != digits[n]]
    one_misread = [serial[:n] + digits[n] + serial[n + 1 :] for n in misread]
    return plain, *(key + read + last for read in (serial, *one_misread))


def _is_right(eleven: str) -> bool:
    return (
        _FORM.fullmatch(eleven) is not None
        and licence_check_character(eleven[:9]) == eleven[9]
        and len(set(eleven[1:9])) > 1
    )


def _judge_paper(candidate: Candidate) -> Evidence | None:
    number = _NUMBER.search(candidate.text)
    if number is None:
        return None
    return Evidence(
        start=candidate.start + number.start() + number.group().startswith((" ", "-")),
        end=candidate.end,
        confidence=Confidence.MEDIUM,
        reasons=(Reason.CONTEXT, Reason.FORM),
    )


def _is_mixed(text: str) -> bool:
    """Say whether it is in one case: not the end of one word and the beginning of another."""
    letters = re.sub(r"[^A-Za-z]|l", "", text)
    return not (letters.isupper() or letters.islower())


def _validate(candidate: Candidate) -> Evidence | None:
    if candidate.form == 2:
        return _judge_paper(candidate)
    readings = _readings(candidate.text)
    as_written = _is_right(readings[0])
    if candidate.form == 0 and not as_written:
        return None
    if not as_written and not any(map(_is_right, readings[1:])):
        return None
    return _judge_right(candidate)


def _judge_right(candidate: Candidate) -> Evidence | None:
    """Judge a number whose check character is right."""
    if has_any(words_before(candidate, 60), _NAMED) or has_any(words_behind(candidate, 40), _NAMED):
        one_case = candidate.form == 0 or not _is_mixed(candidate.text)
        reasons = (Reason.CHECKSUM, Reason.CONTEXT)
        return _evidence(candidate, Confidence.HIGH, *reasons) if one_case else None
    if candidate.form == 1 or has_any(words_before(candidate, 40), _NAMED_OTHERWISE):
        return None
    letters = re.search(r"[A-Za-z]", candidate.text[4:9])
    return _evidence(candidate, Confidence.MEDIUM if letters else Confidence.LOW, Reason.CHECKSUM)


def _evidence(candidate: Candidate, confidence: Confidence, *reasons: Reason) -> Evidence:
    return Evidence(
        start=candidate.start, end=candidate.end, confidence=confidence, reasons=reasons
    )


DETECTOR = Detector(
    category=Category.DRIVING_LICENCE,
    data_class=DataClass.PERSONAL,
    patterns=(
        Pattern(
            anchor=r"\b[A-P][0-9]{2}[0-9A-Z]{6}[0-9X][0-9A-Z]\b",
            candidate=_COMPACT,
            before=11,
            after=2,
            caseless=True,
        ),
        Pattern(
            anchor=r"(?:hrerschein|fahrerlaubnis|\bfs.?n|driv[a-z']{2,5} licen).{0,55}[0-9]",
            candidate=_IN_GROUPS,
            before=6,
            after=36,
            caseless=True,
        ),
        Pattern(
            anchor=r"(?:hrerschein|fahrerlaubnis).{0,30}[0-9]/[1-9]",
            candidate=_PAPER,
            before=64,
            after=6,
            caseless=True,
        ),
    ),
    validate=_validate,
)
