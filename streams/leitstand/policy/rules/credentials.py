"""Passwords, keys and tokens in a prompt (rule 2 of the house; ORP.4 IT-Grundschutz)."""

from collections.abc import Iterable
from dataclasses import dataclass

from leitstand.policy.check import Check, Hit, Passage, chosen
from leitstand.policy.facts import Facts
from leitstand.schemas.policy import PolicyRule
from leitstand.schemas.vocabulary import Category


@dataclass(frozen=True, slots=True)
class Credentials:
    """Objects to every credential in the texts that the rule looks at."""

    summary: str = "No passwords, keys or tokens in the texts that the rule looks at."
    categories: frozenset[Category] = frozenset({Category.CREDENTIAL})

    def hits(self, rule: PolicyRule, facts: Facts, passages: Iterable[Passage]) -> Iterable[Hit]:
        """Yield a hit per passage."""
        del facts
        return chosen(rule, passages)


CHECK: Check = Credentials()
