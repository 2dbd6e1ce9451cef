"""Steuernummer of a tax office.

Legal basis: § 139a (1) AO (what the IdNr is to replace), tax secrecy § 30 AO. Personal data where
the taxpayer is a natural person, Art. 4 (1) GDPR.
Format: each Land prints its own: FFBBB/UUUUP (Baden-Württemberg), FF/BBB/UUUUP (Berlin, Hamburg,
Niedersachsen, Rheinland-Pfalz, Schleswig-Holstein), FF BBB UUUUP (Bremen), 0FF BBB UUUUP (Hessen),
FFF/BBB/UUUUP (Bayern, Brandenburg, Mecklenburg-Vorpommern, Saarland, Sachsen, Sachsen-Anhalt,
Thüringen), FFF/BBBB/UUUP (Nordrhein-Westfalen), once FF/BBB/UUUU/P (Rheinland-Pfalz); the federal
scheme has 13 digits, the tax office's four, a 0, and the rest. F office, B district, U taxpayer,
P check digit.
Checksum: 11er-, 2er- and modified 11er-Verfahren (:mod:`leitstand.policy.checksums_steuernummer`).
Several Länder share a form, so that a number is right when the rule of one of them says so.
Named and right: high. Named directly before it and in one of the printed forms with slashes or
blanks, but with another check digit: medium, for rules changed over the decades and people mistype
it. In the federal scheme or in one block a wrong check digit is none. Without a name: only with
slashes in a printed form, of a tax office that exists, with the right check digit: medium.
Does not trigger: file numbers, council papers, budget lines, parcels, telephone numbers.
Specimens (ELSTER): 93815/08152, 181/815/08155, 21/815/08150, 75 815 08152, 013 815 08153,
133/8150/8159, 22/815/0815/4, 2866081508156, 5400081508159.
"""

import functools
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files

from leitstand.policy.checksums_steuernummer import has_lawful_parts, is_right
from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.detectors._labels import OTHER_NUMBERS, Called, Label
from leitstand.policy.detectors._numbers import ALONE, END, GAP, LIKE, NINE_DIGITS, Number, readings
from leitstand.policy.evidence import Candidate, Evidence, Reason
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

_LABEL = Label(
    r"steuer-?\s?n(?:umme)?r", r"steuer-?\s?nummer", r"\bst\.?\s?-?\s?n(?:umme)?r", r"\bstnr",
    r"finanzamt", r"steuerbescheid", r"\bfa\s[a-zäöüß]+", r"einkommen-?steuer", r"k(?:ö|oe)rperschaft",
    r"tax\s?number",
    others=(
        *OTHER_NUMBERS, r"identifikation", r"steuer-?\s?id", r"\bidnr", r"\biban", r"konto", r"\bid\b",
        r"versicherung", r"\bplan", r"antrag",
    ),
)  # fmt: skip
_NUMBER = Label(
    r"steuer-?\s?n(?:umme)?r", r"steuer-?\s?nummer", r"\bst\.?\s?-?\s?n(?:umme)?r", r"\bstnr"
)

_BY_BLOCKS: Mapping[tuple[int, ...], tuple[str, ...]] = {
    (5, 5): ("28",),
    (2, 3, 5): ("11", "21", "22", "23", "24", "27", "26"),
    (2, 3, 4, 1): ("27",),
    (3, 3, 5): ("9", "10", "30", "31", "32", "40", "41", "26"),
    (3, 4, 4): ("5",),
}
"""Printed form: openings of the federal numbers of the Länder that print it."""
_BY_LENGTH: Mapping[int, tuple[str, ...]] = {
    10: ("11", "21", "22", "23", "24", "26", "27", "28"),
    11: ("9", "10", "30", "31", "32", "40", "41", "5", "26"),
}
_CANDIDATE = (
    rf"{ALONE}[0-9](?:{GAP}{LIKE}){{9}}(?:(?:{GAP}{LIKE}){{3}}{END}|{GAP}{LIKE}{END}|{END})"
)
_BLOCK = re.compile("[A-Za-z0-9]+")
_MARKS = frozenset({"/", " ", " / ", "-"})


@functools.cache
def tax_offices() -> frozenset[str]:
    """Return the four-digit federal numbers of the tax offices."""
    text = files("leitstand.policy.detectors").joinpath("german_tax_offices.txt").read_text("utf-8")
    return frozenset(" ".join(line for line in text.splitlines() if line[:1] != "#").split())


def federal(digits: str, openings: tuple[str, ...]) -> Iterator[str]:
    """Yield the number of 10 or 11 digits in the federal scheme, for each Land that it may be of.

    Ten digits hold two of the office's four; eleven hold three, which must fit the Land, or in
    Hessen a 0 and two.
    """
    for opening in openings:
        if len(digits) == 10:
            yield f"{opening}{digits[:2]}0{digits[2:]}"
        elif opening == "26":
            if digits[0] == "0":
                yield f"26{digits[1:3]}0{digits[3:]}"
        elif digits.startswith(opening[1:]):
            yield f"{opening[0]}{digits[:3]}0{digits[3:]}"


def _possible(number: Number, *, by_form: bool) -> list[str]:
    digits = number.digits
    if len(digits) == 13:
        return [digits]
    openings = _BY_BLOCKS.get(number.blocks, ()) if by_form else _BY_LENGTH[len(digits)]
    return list(federal(digits, openings))


def _is_printed(number: Number) -> bool:
    one_mark = len(number.marks) == 1 and number.marks <= _MARKS
    return one_mark and number.blocks in _BY_BLOCKS and number.digits == number.compact


def _of_an_office(number: Number) -> bool:
    """Say whether a number that nothing names is beyond doubt."""
    slashed = _is_printed(number) and number.marks <= {"/", " / "} and not number.has_neighbour
    return slashed and any(
        is_right(one) and one[:4] in tax_offices() for one in _possible(number, by_form=True)
    )


def _confidence(
    number: Number, called: Called, candidate: Candidate, *, right: bool
) -> Confidence | None:
    if called is Called.SO and right:
        return Confidence.HIGH
    if called is Called.SO:
        lawful = any(map(has_lawful_parts, _possible(number, by_form=True)))
        return Confidence.MEDIUM if lawful and _NUMBER.is_directly_before(candidate) else None
    return Confidence.MEDIUM if called is Called.NOTHING and _of_an_office(number) else None


def _is_right(number: Number) -> bool:
    possible = _possible(number, by_form=number.blocks in _BY_BLOCKS)
    return number.repaired <= 3 and any(map(is_right, possible))


def _is_hopeless(candidate: Candidate) -> bool:
    """Say whether neither a name nor the printed form can speak for it."""
    blocks = tuple(map(len, _BLOCK.findall(candidate.text)))
    printed = any(blocks[: len(form)] == form for form in _BY_BLOCKS)
    return not printed and not _LABEL.may_be_own(candidate)


def _validate(candidate: Candidate) -> Evidence | None:
    for number in readings(candidate, (10, 11, 13)):
        right = _is_right(number)
        if right or _is_printed(number):
            called = _LABEL.of(candidate)
            confidence = _confidence(number, called, candidate, right=right)
            if confidence is not None:
                beside = (Reason.CONTEXT,) if called is Called.SO else (Reason.ISSUED,)
                return Evidence(
                    start=number.start,
                    end=number.end,
                    confidence=confidence,
                    reasons=(Reason.CHECKSUM if right else Reason.FORM, *beside),
                )
    return None


DETECTOR = Detector(
    category=Category.STEUERNUMMER,
    data_class=DataClass.PERSONAL,
    patterns=(Pattern(anchor=NINE_DIGITS, candidate=_CANDIDATE, before=70, after=70),),
    validate=_validate,
    is_hopeless=_is_hopeless,
    cost=600,
)
