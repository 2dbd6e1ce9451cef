"""Special categories of personal data about an identifiable person (Art. 9 GDPR, § 22 BDSG).

Detectors speak only where the text says whom it is about: "ein Kollege ist oft krank" is nobody.
"""

from leitstand.policy.check import Check, PassageCheck
from leitstand.schemas.vocabulary import Category, DataClass

CHECK: Check = PassageCheck(
    summary=(
        "No health, religion, trade union or other special category about an identifiable person in"
        " the texts that the rule looks at."
    ),
    categories=frozenset({Category.HEALTH, Category.RELIGION, Category.UNION, Category.OTHER}),
    data_classes=frozenset({DataClass.SPECIAL_CATEGORY}),
)
