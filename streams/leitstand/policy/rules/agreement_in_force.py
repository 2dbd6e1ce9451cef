"""A legal basis is in force (LPVG, GDPR Art. 6 and 88).

The assess worker refuses such events before anything is judged; the rule speaks where somebody asks
beforehand (preflight, ``leitstand assess``).
"""

from collections.abc import Iterable
from dataclasses import dataclass

from leitstand.policy.check import Check, Hit, Passage, conduct
from leitstand.policy.facts import Facts
from leitstand.schemas.policy import PolicyRule
from leitstand.schemas.vocabulary import Category, Confidence, DataClass, Reason


@dataclass(frozen=True, slots=True)
class AgreementInForce:
    """Objects when nothing may be recorded."""

    summary: str = "An agreement or another legal basis is in force on that day."
    categories: frozenset[Category] = frozenset()
    data_classes: frozenset[DataClass] = frozenset({DataClass.CONDUCT})

    def hits(self, rule: PolicyRule, facts: Facts, passages: Iterable[Passage]) -> Iterable[Hit]:
        """Yield one hit about conduct."""
        del rule, passages
        if not facts.agreement_in_force:
            yield conduct(Confidence.HIGH, Reason.NO_AGREEMENT)


CHECK: Check = AgreementInForce()
