"""What a number is called: its own name, the name of something else, or nothing.

The word directly before a number decides ("Rechnungsnummer: …"); else its own name anywhere before
it in the sentence; else another name there; else what stands behind it ("… ist meine Steuer-ID").
"""

import re
from enum import Enum, auto

from leitstand.policy.engine.rough import Sought
from leitstand.policy.evidence import Candidate

REACH = 60
"""Characters before a number in which its name may stand."""

_LEAD = (
    r"[\s:.#=\"'„“”»«()\[\]|*>_\-]*"
    r"(?:(?:ist|sind|lautet|lauten|war|heißt|heisst|is|no|nr|nummer|wie folgt|die|der)\b"
    r"[\s:.#=\"'„“”»«()\[\]|*>_\-]*){0,3}$"
)
_REST_OF_WORD = r"[a-zäöüß0-9\-]*(?:[ .\-]{1,2}(?:nr|num|no|nummer|id|code)\b)?"
_SOME_NUMBER = (
    r"[a-zäöüß][a-zäöüß.\-/]{1,40}(?:nummer|nr|kennzeichen|zeichen|kennung|code|schlüssel)\b"
)
_FOLLOWS = (
    r"[\s\"'“”)\],]{0,3}(?:\(|ist|war|als|=|lautet|-)?\s?"
    r"(?:(?:die|das|der|meine|ihre|seine|unsere|deren|eine)\s)?(?:[a-zäöüß]{2,14}\s)?"
)
_SENTENCE_END = re.compile(r"(?<=[a-zäöüß]{5})(?<!nr)(?<!num)[.!?]\s|\n\s*\n")

OTHER_NUMBERS = (
    r"rechnung", r"kunden", r"auftrag", r"bestell", r"vertrag", r"kassenzeichen", r"aktenzeichen",
    r"\baz\b", r"gesch(?:ä|ae)ftszeichen", r"\bisbn", r"\bissn", r"\bean\b", r"\bgtin\b",
    r"z(?:ä|ae)hler", r"inventar", r"artikel", r"material", r"beleg", r"buchung", r"sendung",
    r"tracking", r"paket", r"ticket", r"vorgang", r"lizenz", r"\bbic\b", r"\bblz\b", r"bankleitzahl",
    r"beh(?:ö|oe)rden", r"haushaltsstelle", r"kostenstelle", r"kostentr", r"sachkonto",
    r"produktkonto", r"\btel\b", r"telefon(?!at|isch|ier)", r"\bfax", r"mobil", r"handy", r"rufnummer", r"flur",
    r"grundbuch", r"\bdin\b", r"\biso\b", r"drucksache", r"vorlage", r"serien", r"version",
    r"referenz", r"mandatsref", r"matrikel", r"personal-?\s?(?:nr|nummer)", r"projekt", r"\bpzn\b",
    r"verwendungszweck",
    r"unser zeichen",
    r"\bgz\b",
    r"\bref\b",
    r"\bhr[ab]\b",
    r"\border",
    r"\bpsp",
    r"\bkd\b",
    r"\brg\b",
    r"barcode",
    r"ger(?:ä|ae)te", r"fahrgestell", r"\bimei\b", r"hochwert", r"rechtswert", r"\blos\b",
)  # fmt: skip
"""Stems of what else is numbered in a town hall."""


class Called(Enum):
    """What a number is called."""

    SO = auto()
    """Its own name."""
    OTHERWISE = auto()
    """Something else's."""
    NOTHING = auto()


class Label:
    """The names of one kind of number, and those of what it is not."""

    def __init__(self, *own: str, others: tuple[str, ...] = OTHER_NUMBERS) -> None:
        self._own = Sought(f"(?:{'|'.join(own)}){_REST_OF_WORD}")
        self._directly = Sought(f"(?:(?:{'|'.join(others)}){_REST_OF_WORD}|{_SOME_NUMBER}){_LEAD}")
        self._others = Sought("|".join(others))
        self._own_behind = re.compile(f"{_FOLLOWS}(?:{'|'.join(own)})")
        self._others_behind = re.compile(f"{_FOLLOWS}(?:{'|'.join(others)}|{_SOME_NUMBER})")

    def of(self, candidate: Candidate) -> Called:
        """Say what the number is called."""
        sentence = _same_sentence(candidate.before[-REACH:])
        own = _last(self._own, sentence)
        directly = self._directly.search(sentence)
        if own is not None and (directly is None or own.end() > directly.start()):
            return Called.SO
        if directly is not None:
            return Called.OTHERWISE
        return self._by_what_follows(candidate, sentence)

    def may_be_own(self, candidate: Candidate) -> bool:
        """Say whether its own name may stand around it; ``False`` is certain, and cheap to know."""
        before = candidate.before[-REACH:]
        return self._own.may_occur(before) or self._own_behind.match(candidate.after) is not None

    def is_directly_before(self, candidate: Candidate) -> bool:
        """Say whether its own name is the very word before it."""
        own = _last(self._own, candidate.before[-REACH:])
        return (
            own is not None and re.match(_LEAD, candidate.before[-REACH:][own.end() :]) is not None
        )

    def _by_what_follows(self, candidate: Candidate, sentence: str) -> Called:
        if self._own_behind.match(candidate.after):
            return Called.SO
        if self._others_behind.match(candidate.after) or self._others.search(sentence):
            return Called.OTHERWISE
        return Called.NOTHING


def _last(pattern: Sought, text: str) -> re.Match[str] | None:
    return max(pattern.finditer(text), key=lambda match: match.end(), default=None)


def _same_sentence(text: str) -> str:
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    return text[ends[-1] :] if ends else text
