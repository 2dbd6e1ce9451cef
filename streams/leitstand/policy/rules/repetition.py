"""A pattern of repetition by one pseudonym: off by default, and never a matter of one interaction.

The verdict about an interaction is a function of that interaction (promise P3); what came before
cannot change it, or a restart would. So nothing is objected to here. The pipelines count, once a
day, over the assessments of the window, whether the pattern occurred, where both this rule is on and
the agreement in force says ``repetition_allowed`` (§ 87 (1) no. 6 BetrVG and the staff-council laws;
AI Act Annex III 4 (b): nobody is scored). They publish that and nothing about whom.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from leitstand.policy.check import Check, Hit, Passage
from leitstand.policy.facts import Facts
from leitstand.schemas.policy import PolicyRule
from leitstand.schemas.vocabulary import Category, DataClass


@dataclass(frozen=True, slots=True)
class RepetitionCheck:
    """Objects to nothing by itself; the pipelines read its numbers."""

    summary: str = (
        "Decided once a day over many interactions, only where the agreement allows it, and told as a"
        " number for the whole house."
    )
    categories: frozenset[Category] = frozenset()
    data_classes: frozenset[DataClass] = frozenset({DataClass.CONDUCT})

    def hits(self, rule: PolicyRule, facts: Facts, passages: Iterable[Passage]) -> Iterable[Hit]:
        """Return nothing: one interaction shows no pattern."""
        del rule, facts, passages
        return ()


CHECK: Check = RepetitionCheck()
