"""An automated decision about a person is asked for (rule 5 of the house: people decide).

Art. 22 GDPR, § 35a VwVfG, Art. 26 and Annex III AI Act. What counts as a request, and what does
not, stands in the detector of the same name.
"""

from leitstand.policy.check import Check, PassageCheck
from leitstand.schemas.vocabulary import Category, DataClass

CHECK: Check = PassageCheck(
    summary="Nobody asks the AI to decide about a person, or to rank or sort out people.",
    categories=frozenset({Category.OTHER}),
    data_classes=frozenset({DataClass.CONDUCT}),
)
