"""Only applications of the register are used, inside their approval (rule 4 of the house).

An application in trial is allowed for the departments and until the day that the register names.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from leitstand.policy.check import Check, Hit, Passage, conduct
from leitstand.policy.conditions import is_in_trial, may_be_used
from leitstand.policy.facts import Facts
from leitstand.schemas.policy import PolicyRule
from leitstand.schemas.vocabulary import Category, Confidence, DataClass, Reason


@dataclass(frozen=True, slots=True)
class ApplicationApproved:
    """Objects when the application may not be used here and today."""

    summary: str = (
        "The application is in the register, and approved or in trial for this department and day."
    )
    categories: frozenset[Category] = frozenset()
    data_classes: frozenset[DataClass] = frozenset({DataClass.CONDUCT})

    def hits(self, rule: PolicyRule, facts: Facts, passages: Iterable[Passage]) -> Iterable[Hit]:
        """Yield one hit about conduct, with the reason."""
        del rule, passages
        if may_be_used(facts):
            return
        if facts.application is None:
            reason = Reason.NOT_IN_REGISTER
        elif is_in_trial(facts):
            reason = Reason.OUTSIDE_TRIAL
        else:
            reason = Reason.NOT_APPROVED
        yield conduct(Confidence.HIGH, reason)


CHECK: Check = ApplicationApproved()
