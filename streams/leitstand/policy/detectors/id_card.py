"""Number of an identity card (Personalausweis), and the machine-readable zone of cards.

Legal basis: personal data, Art. 4 (1) GDPR; § 20 (3) PAuswG: the serial number must not be used to
open files or to join them.
Format: authority key of four places and five random ones (§ 5 (8) PAuswG), of the digits and of the
letters C F G H J K L M N P R T V W X Y Z; identity cards begin with L M N P R T V W X Y. Printed
without, in the machine-readable zone and in forms with a check digit, sometimes with the nationality
D behind it. Until October 2010: nine digits, check digit, D.
Checksum: weights 7, 3, 1, modulo 10 (ICAO Doc 9303 part 3, 4.9).
With the check digit and a word that names it: high; with the check digit alone: medium; nine places
need the word, else low. A machine-readable zone is one finding (high), found by the check digits of
both dates and of the number; TD1 and TD2 of every country. Residence permits (document code AR,
eAT), passport cards and eID cards are found here too; a certificate of a vehicle is not.
Does not trigger: a wrong check digit, even if named; numbers that are called invoice, article,
inventory or serial number; other cards (staff, library, severely disabled person, energy).
Specimens (Bundesdruckerei, BMI): T220001293, L01X00T471, L01X00T47, 1220001297D.
"""

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
from leitstand.policy.evidence import Candidate, Evidence
from leitstand.schemas.vocabulary import Category, DataClass

_FIRST = "LMNPRTVWXY"
_OLD = r"(?<![A-Za-z0-9])[0-9]{10} ?[Dd](?![A-Za-z0-9])(?!-[A-Za-z])"
_NAMES = (
    r"(?:ausweis|perso\b|identit|id.karte|id.card|\bbpa\b|\bpa.?n|aufenthalts|\beat\b|dokument)"
)


def _validate(candidate: Candidate) -> Evidence | None:
    if candidate.form == 0:
        return read_zone(candidate, Category.ID_CARD)
    judge = judge_named if candidate.form == 1 else judge_plain
    return judge(candidate, Category.ID_CARD)


DETECTOR = Detector(
    category=Category.ID_CARD,
    data_class=DataClass.PERSONAL,
    patterns=(
        MRZ,
        Pattern(
            anchor=rf"{_NAMES}.{{0,45}}[0-9]",
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
        Pattern(anchor=r"[0-9]{10} ?[Dd]", trigger="[0-9]{10}", candidate=_OLD, before=12, after=2),
    ),
    validate=_validate,
    cost=400,
)
