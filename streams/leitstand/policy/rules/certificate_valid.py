"""Training first: a valid certificate for that application at that time (rule 1 of the house).

A person whom nobody named cannot be judged: low confidence, never a case. Inside a course there is
no certificate yet, so that use for training is left alone.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from leitstand.policy.check import Check, Hit, Passage, conduct
from leitstand.policy.facts import Facts
from leitstand.policy.training import training_state
from leitstand.schemas.policy import PolicyRule
from leitstand.schemas.vocabulary import (
    Category,
    Confidence,
    DataClass,
    Purpose,
    Reason,
    TrainingState,
)

_FINE = frozenset(
    {TrainingState.VALID, TrainingState.NOT_REQUIRED, TrainingState.UNKNOWN_APPLICATION}
)


def is_fine(state: TrainingState) -> bool:
    """Say whether a training state is no reason to object."""
    return state in _FINE


@dataclass(frozen=True, slots=True)
class CertificateValid:
    """Objects when the person has no valid certificate; an unknown application is another rule's."""

    summary: str = (
        "The person holds a certificate of one of the application's courses, valid on that day."
    )
    categories: frozenset[Category] = frozenset()
    data_classes: frozenset[DataClass] = frozenset({DataClass.CONDUCT})

    def hits(self, rule: PolicyRule, facts: Facts, passages: Iterable[Passage]) -> Iterable[Hit]:
        """Yield one hit about conduct, with the training state as its reason."""
        del passages
        state = training_state(facts.application, facts.person, facts.usage_day, rule.grace_days)
        if facts.purpose is Purpose.TRAINING or is_fine(state):
            return
        if state is TrainingState.UNKNOWN_PERSON:
            sure = Confidence.MEDIUM if facts.person_known else Confidence.LOW
            yield conduct(sure, Reason.UNKNOWN_PERSON)
        else:
            yield conduct(Confidence.HIGH, Reason(state.value))


CHECK: Check = CertificateValid()
