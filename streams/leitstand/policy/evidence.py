"""The evidence ladder of a detector: candidate, validity, context on both sides."""

from dataclasses import dataclass

from leitstand.schemas.vocabulary import Confidence, DataClass, Reason

__all__ = ["CONTEXT", "Candidate", "Evidence", "Reason", "rank"]

CONTEXT = 60
"""Characters on each side of a candidate that a detector may look at."""

_RANK = {Confidence.LOW: 0, Confidence.MEDIUM: 1, Confidence.HIGH: 2}


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
