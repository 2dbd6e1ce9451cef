"""The evidence ladder of a detector: candidate, validity, context on both sides."""

from dataclasses import dataclass
from enum import StrEnum

from leitstand.schemas.vocabulary import Confidence

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place in a plain text that a pattern found."""

    whole: str
    start: int
    end: int

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


def rank(confidence: Confidence) -> int:
    """Return a number that grows with the confidence."""
    return _RANK[confidence]
