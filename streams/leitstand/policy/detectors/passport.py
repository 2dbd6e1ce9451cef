"""Number of a passport (Reisepass), and the machine-readable zone of passports and visas.

Legal basis: personal data, Art. 4 (1) GDPR; § 16 (2) PassG: the serial number must not be used to
open files or to join them.
Format: as of an identity card, beginning with C F G H J K (since November 2007). Passports of other
countries: 7 to 9 letters and digits directly behind a word that names the number.
Checksum: weights 7, 3, 1, modulo 10 (ICAO Doc 9303 part 3, 4.9).
With the check digit and a word that names it: high; with the check digit alone: medium; nine places
need the word, else low; another country's number: medium. A machine-readable zone (TD3, and visas of
both sizes) is one finding (high). Passports of children and provisional ones have the same numbers
or a letter with seven digits, which is taken as another country's is.
Does not trigger: a wrong check digit, even if named; words like Passwort, Engpass, Kompass,
Bildungspass; numbers that are called something else.
Specimens (Bundesdruckerei, BMI): C01X00T478, C01X0006H1, C01XYCCG2.
"""

import re

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.detectors._mrz import MRZ, read_zone
from leitstand.policy.detectors._serial import (
    NAMED_PATTERN,
    SERIAL,
    SERIAL_TRIGGER,
    judge_named,
    judge_plain,
    plain_pattern,
)
from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

_FIRST = "CFGHJK"
_LABEL = (
    r"(?:(?<![a-zäöüß])(?:reise|kinderreise)?pass(?:nummer|[ \-]?n(?:umme)?r)|reisepass|passport(?: no)?)"
    r"(?:[ \t]{0,3}(?:\.|:|=|\||lautet|ist|n(?:umme)?r)){0,3}[ \t]{0,3}"
)
_FOREIGN = (
    rf"(?i:{_LABEL})(?P<number>[A-Z]{{0,3}} ?[0-9]{{6,9}}[A-Z]?)(?![A-Za-z0-9])(?![.,/\-][0-9])"
)
_NUMBER = re.compile(r"[A-Z]{0,3} ?[0-9]{6,9}[A-Z]?$")


def _another_countrys(candidate: Candidate) -> Evidence | None:
    """Judge a number of unknown form directly behind the word "Passnummer"."""
    match = _NUMBER.search(candidate.text)
    number = match.group() if match else ""
    # Ten places without a blank would be a German number, whose check digit was wrong.
    longest = 10 if " " in number.strip() else 9
    if not 7 <= len(number.replace(" ", "")) <= longest or not number.strip("0 "):
        return None
    return Evidence(
        start=candidate.end - len(number.lstrip()),
        end=candidate.end,
        confidence=Confidence.MEDIUM,
        reasons=(Reason.CONTEXT,),
    )


def _validate(candidate: Candidate) -> Evidence | None:
    if candidate.form == 0:
        return read_zone(candidate, Category.PASSPORT)
    if candidate.form == 3:
        return _another_countrys(candidate)
    judge = judge_named if candidate.form == 1 else judge_plain
    return judge(candidate, Category.PASSPORT)


DETECTOR = Detector(
    category=Category.PASSPORT,
    data_class=DataClass.PERSONAL,
    patterns=(
        MRZ,
        Pattern(
            anchor=r"(?:reisep|\bpass\b|pass.?n|passp|ausweis|dokument).{0,45}[0-9]",
            candidate=NAMED_PATTERN,
            before=12,
            after=34,
            caseless=True,
        ),
        Pattern(
            anchor=SERIAL,
            trigger=SERIAL_TRIGGER,
            candidate=plain_pattern(_FIRST),
            before=9,
            after=6,
            caseless=True,
        ),
        Pattern(
            anchor=r"pass(?:.?n|port|\b).{0,20}[0-9]{6}",
            candidate=_FOREIGN,
            before=44,
            after=8,
            caseless=True,
        ),
    ),
    validate=_validate,
    cost=200,
)
