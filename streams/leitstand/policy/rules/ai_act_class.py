"""Class of the application under the AI Act (Regulation (EU) 2024/1689) against the use.

Prohibited practices (Art. 5) are never used, whatever the approval says. High risk (Art. 6, Annex
III) needs a function that oversees it (Art. 26 (2)) and is used for what it is meant for (Art. 26
(1)): the operations that the register names. An application whose class nobody entered is told, too.
What is not in the register is another rule's.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from leitstand.policy.check import Check, Hit, Passage, conduct
from leitstand.policy.facts import Facts
from leitstand.schemas.policy import PolicyRule
from leitstand.schemas.register import Application
from leitstand.schemas.vocabulary import (
    Category,
    Confidence,
    DataClass,
    Operation,
    Reason,
    RiskClass,
)

_UNPROBLEMATIC = frozenset({RiskClass.MINIMAL, RiskClass.LIMITED})


def _reasons(application: Application, operation: Operation) -> Iterable[Reason]:
    if application.risk_class is RiskClass.PROHIBITED:
        yield Reason.PROHIBITED_CLASS
    elif application.risk_class is RiskClass.UNKNOWN:
        yield Reason.UNCLASSIFIED
    elif application.risk_class is RiskClass.HIGH:
        if not application.human_oversight.strip():
            yield Reason.NO_OVERSIGHT
        if application.operations and operation not in application.operations:
            yield Reason.OUTSIDE_PURPOSE


@dataclass(frozen=True, slots=True)
class AiActClass:
    """Objects to prohibited applications, to high risk without oversight or outside its purpose."""

    summary: str = (
        "The application's AI Act class allows the use: not prohibited, classified, and high risk only"
        " with human oversight and for the operations that the register names."
    )
    categories: frozenset[Category] = frozenset()
    data_classes: frozenset[DataClass] = frozenset({DataClass.CONDUCT})

    def hits(self, rule: PolicyRule, facts: Facts, passages: Iterable[Passage]) -> Iterable[Hit]:
        """Yield one hit about conduct, with every reason."""
        del rule, passages
        if facts.application is None or facts.application.risk_class in _UNPROBLEMATIC:
            return
        reasons = tuple(_reasons(facts.application, facts.operation))
        if reasons:
            yield conduct(Confidence.HIGH, *reasons)


CHECK: Check = AiActClass()
