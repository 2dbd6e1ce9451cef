"""Transparency duties of limited risk (Art. 50 AI Act), as a reminder.

Seen in the facts alone: a picture or a voice was made (Art. 50 (4): to be labelled where it could
pass for real), or the register says that the application talks to the public (Art. 50 (1)) and does
not say that it is AI. A text for the public is no finding: a person checks and answers for it (rule
5 of the house), so that Art. 50 (4) asks for no label.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from leitstand.policy.check import Check, Hit, Passage, conduct
from leitstand.policy.facts import Facts
from leitstand.schemas.policy import PolicyRule
from leitstand.schemas.vocabulary import Category, Confidence, DataClass, Operation, Reason, Status

_MADE = frozenset({Operation.IMAGE, Operation.SPEECH})


@dataclass(frozen=True, slots=True)
class Transparency:
    """Reminds of labels for pictures and voices, and of saying "I am an AI" to the public."""

    summary: str = (
        "A reminder: pictures and voices that AI made are labelled, and a chat with the public says"
        " that it is AI."
    )
    categories: frozenset[Category] = frozenset()
    data_classes: frozenset[DataClass] = frozenset({DataClass.CONDUCT})

    def hits(self, rule: PolicyRule, facts: Facts, passages: Iterable[Passage]) -> Iterable[Hit]:
        """Yield hits about conduct."""
        del rule, passages
        if facts.operation in _MADE and facts.status is Status.OK:
            yield conduct(Confidence.HIGH, Reason.SYNTHETIC_MEDIA)
        application = facts.application
        if application and application.public_facing and not application.discloses_ai:
            yield conduct(Confidence.HIGH, Reason.PUBLIC_UNDISCLOSED)


CHECK: Check = Transparency()
