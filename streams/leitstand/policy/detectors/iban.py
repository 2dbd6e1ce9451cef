"""International bank account number.

Legal basis: personal data as soon as it belongs to a natural person, Art. 4 (1) GDPR.
Format: two letters of the country, two check digits, then the national account number whose length
and parts the country fixed (SWIFT IBAN Registry, release 101, ISO 13616-1).
Checksum: ISO/IEC 7064 MOD 97-10 with the first four characters moved to the end.
Found in every print form: in blocks of four, with dots, hyphens or slashes, in lower case, broken
over lines, in full-width digits, with soft hyphens or zero-width characters in between, touching the
word IBAN or the BIC; up to six characters may be look-alikes (O for 0, l for 1) where the structure
says what must stand there.
Does not trigger: a wrong check digit, a wrong length, a country that issues none, account number
and bank code alone, creditor identifiers.
Specimens: DE89 3704 0044 0532 0130 00, GB29 NWBK 6016 1331 9268 19, AT61 1904 3002 3457 3201,
CH93 0076 2011 6238 5295 7 (all from the registry).
"""

import functools
import re
from string import ascii_uppercase

from leitstand.policy.checksums import iso7064_mod97_10
from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.detectors._numbers import GAP, NINE_DIGITS, START, as_digits
from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

BBAN = {
    "AD": "8n 12c", "AE": "19n", "AL": "8n 16c", "AT": "16n", "AZ": "4a 20c", "BA": "16n",
    "BE": "12n", "BG": "4a 6n 8c", "BH": "4a 14c", "BI": "23n", "BR": "23n 1a 1c", "BY": "4c 4n 16c",
    "CH": "5n 12c", "CR": "18n", "CY": "8n 16c", "CZ": "20n", "DE": "18n", "DJ": "23n",
    "DK": "14n", "DO": "4c 20n", "EE": "16n", "EG": "25n", "ES": "20n", "FI": "14n",
    "FK": "2a 12n", "FO": "14n", "FR": "10n 11c 2n", "GB": "4a 14n", "GE": "2a 16n", "GI": "4a 15c",
    "GL": "14n", "GR": "7n 16c", "GT": "24c", "HN": "4a 20n", "HR": "17n", "HU": "24n",
    "IE": "4a 14n", "IL": "19n", "IQ": "4a 15n", "IS": "22n", "IT": "1a 10n 12c", "JO": "4a 4n 18c",
    "KW": "4a 22c", "KZ": "3n 13c", "LB": "4n 20c", "LC": "4a 24c", "LI": "5n 12c", "LT": "16n",
    "LU": "3n 13c", "LV": "4a 13c", "LY": "21n", "MC": "10n 11c 2n", "MD": "20c", "ME": "18n",
    "MK": "3n 10c 2n", "MN": "16n", "MR": "23n", "MT": "4a 5n 18c", "MU": "4a 19n 3a", "NI": "4a 20n",
    "NL": "4a 10n", "NO": "11n", "OM": "3n 16c", "PK": "4a 16c", "PL": "24n", "PS": "4a 21c",
    "PT": "21n", "QA": "4a 21c", "RO": "4a 16c", "RS": "18n", "RU": "14n 15c", "SA": "2n 18c",
    "SC": "4a 20n 3a", "SD": "14n", "SE": "20n", "SI": "15n", "SK": "20n", "SM": "1a 10n 12c",
    "SO": "19n", "ST": "21n", "SV": "4a 20n", "TL": "19n", "TN": "20n", "TR": "6n 16c",
    "UA": "6n 19c", "VA": "18n", "VG": "4a 16n", "XK": "16n", "YE": "4a 4n 18c",
}  # fmt: skip
"""Country: parts of the national account number; n digits, a capital letters, c either."""

_CANDIDATE = (
    rf"(?:{START}|(?<=IBAN)|(?<=Iban)|(?<=iban))[A-Za-z]{GAP}[A-Za-z]{GAP}[0-9OISBZ]{GAP}[0-9OISBZ]"
    rf"(?:{GAP}[A-Za-z0-9]){{11,29}}"
)
_LETTERED = "|".join(country for country, parts in BBAN.items() if "c" in parts)
"""Countries whose account numbers may hold so many letters that no row of ten digits is left."""
_NO_CHARACTER = re.compile(r"[^A-Za-z0-9]+")
_LETTERS = str.maketrans("0158", "OISB")
_VALUES = {ord(letter): str(value) for value, letter in enumerate(ascii_uppercase, 10)}
_MOST_REPAIRS = 6


@functools.cache
def kinds(country: str) -> str:
    """Return the kind of each character of a country's IBAN; empty where it issues none."""
    parts = BBAN.get(country, "").split()
    return "aann" + "".join(part[-1] * int(part[:-1]) for part in parts) if parts else ""


@functools.cache
def _structure(country: str) -> re.Pattern[str]:
    """Return the form of a country's IBAN without look-alikes."""
    return re.compile(
        "".join({"n": "[0-9]", "a": "[A-Z]", "c": "[A-Z0-9]"}[k] for k in kinds(country))
    )


def _repaired(character: str, kind: str) -> str:
    """Return what a scanner saw wrong as the kind that must stand there, where there is one."""
    if kind == "n":
        return as_digits(character)
    return character.upper().translate(_LETTERS) if kind == "a" else character.upper()


def _mended(given: str, form: str) -> str:
    """Return the characters with look-alikes mended, unless they are too many."""
    mended = "".join(map(_repaired, given, form))
    repairs = sum(one.upper() != other for one, other in zip(given, mended, strict=True))
    return mended if repairs <= _MOST_REPAIRS else ""


def read(compact: str) -> str | None:
    """Return the IBAN that a text without gaps opens with, or ``None``: look-alikes are mended."""
    country = compact[:2].upper()
    form = kinds(country)
    if not form or len(compact) < len(form):
        return None
    iban = compact[: len(form)].upper()
    if _structure(country).fullmatch(iban) is None:
        iban = _mended(compact[: len(form)], form)
        if _structure(country).fullmatch(iban) is None:
            return None
    return iban if iso7064_mod97_10(as_number(iban)) else None


def as_number(iban: str) -> str:
    """Return the digits that the check runs over: the first four last, letters from A = 10."""
    return (iban[4:] + iban[:4]).translate(_VALUES)


def _place(text: str, count: int) -> int:
    """Return where the last of so many characters of the number stands."""
    places = [place for place, character in enumerate(text) if character.isalnum()]
    return places[count - 1]


def _validate(candidate: Candidate) -> Evidence | None:
    iban = read(_NO_CHARACTER.sub("", candidate.text))
    if iban is None:
        return None
    end = candidate.start + _place(candidate.text, len(iban)) + 1
    behind = candidate.whole[end : end + 3].upper()
    if behind[:1].isalnum() and behind != "BIC":
        return None
    return Evidence(
        start=candidate.start,
        end=end,
        confidence=Confidence.HIGH,
        reasons=(Reason.CHECKSUM, Reason.STRUCTURE),
    )


DETECTOR = Detector(
    category=Category.IBAN,
    data_class=DataClass.PERSONAL,
    patterns=(
        Pattern(anchor=NINE_DIGITS, candidate=_CANDIDATE, before=140, after=140),
        Pattern(
            anchor=rf"(?:{_LETTERED})[ .\-/_]*[0-9][ .\-/_]*[0-9][ .\-/_\r\n]*[A-Z0-9]",
            candidate=_CANDIDATE,
            before=20,
            after=140,
        ),
    ),
    validate=_validate,
)
