"""Personal data in a place where it may not be (rule 2 of the house; Art. 5, 6, 32 GDPR)."""

from collections.abc import Iterable
from dataclasses import dataclass

from leitstand.policy.check import Check, Hit, Passage, chosen
from leitstand.policy.facts import Facts
from leitstand.schemas.policy import PolicyRule
from leitstand.schemas.vocabulary import Category


@dataclass(frozen=True, slots=True)
class PersonalData:
    """Objects to every passage of the rule's categories in the texts that it looks at."""

    summary: str = "No personal data of the chosen categories in the texts that the rule looks at."
    categories: frozenset[Category] = frozenset(
        {Category.IBAN, Category.STEUER_ID, Category.EMAIL, Category.TELEPHONE}
    )

    def hits(self, rule: PolicyRule, facts: Facts, passages: Iterable[Passage]) -> Iterable[Hit]:
        """Yield a hit per passage."""
        del facts
        return chosen(rule, passages)


CHECK: Check = PersonalData()
