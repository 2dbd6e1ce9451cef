"""The evidence ladder of a detector: candidate, validity, context on both sides."""

from dataclasses import dataclass
from enum import StrEnum

from leitstand.schemas.vocabulary import Confidence, DataClass

CONTEXT = 60
"""Characters on each side of a candidate that a detector may look at."""

_RANK = {Confidence.LOW: 0, Confidence.MEDIUM: 1, Confidence.HIGH: 2}


class Reason(StrEnum):
    """What a finding rests on, for its explanation."""

    CHECKSUM = "checksum"
    """The check digits are right."""
    STRUCTURE = "structure"
    """Length and parts are those of a real one."""
    CONTEXT = "context"
    """A word beside it names it."""
    FORM = "form"
    """It is written the way such things are written."""
    ISSUED = "issued"
    """Its opening part is one that was really given out (area code, key prefix)."""
    REQUEST = "request"
    """It asks for an act."""
    NAME_LIST = "name_list"
    """It stands in a list of names that people bear, or of places that exist."""
    MODEL = "model"
    """The trained model recognises it by its form and its neighbours."""
    PERSON_NEARBY = "person_nearby"
    """The text makes a person identifiable beside it."""
    POSITION = "position"
    """It stands where such a thing stands: a header, a line of its own."""
    CAPITALS = "capitals"
    """It is set in capitals, as a marking is."""
    RANDOM = "random"
    """Its characters are as random as those of a key."""
    SEVERAL_TEXTS = "several_texts"
    """It was split over several messages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place in a plain text that a pattern found."""

    whole: str
    start: int
    end: int
    form: int = 0
    """Which of the detector's patterns proposed it."""

    @property
    def text(self) -> str:
        """The candidate itself."""
        return self.whole[self.start : self.end]

    @property
    def before(self) -> str:
        """What stands before it, lower case, nearest last."""
        return self.whole[max(0, self.start - CONTEXT) : self.start].lower()

    @property
    def after(self) -> str:
        """What stands behind it, lower case."""
        return self.whole[self.end : self.end + CONTEXT].lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A validated candidate; the validator may have drawn its borders closer."""

    start: int
    end: int
    confidence: Confidence
    reasons: tuple[Reason, ...]
    data_class: DataClass | None = None
    """Where it is not the detector's own: a marking may be a classification or an official secret."""


def rank(confidence: Confidence) -> int:
    """Return a number that grows with the confidence."""
    return _RANK[confidence]
