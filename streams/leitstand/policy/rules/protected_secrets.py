"""Social, tax and official secrets where they may not be (rule 2 of the house).

Social secrecy: § 35 SGB I, § 67 SGB X. Tax secrecy: § 30 AO. Official secrecy: § 203, § 353b StGB.
Numbers that belong to such a procedure count where the rule names their category.
"""

from leitstand.policy.check import Check, PassageCheck
from leitstand.schemas.vocabulary import Category, DataClass

CHECK: Check = PassageCheck(
    summary=(
        "No social, tax or official secrets of the chosen categories in the texts that the rule"
        " looks at."
    ),
    categories=frozenset(
        {
            Category.OTHER,
            Category.MARKING,
            Category.HEALTH,
            Category.STEUER_ID,
            Category.STEUERNUMMER,
            Category.SV_NUMBER,
            Category.KV_NUMBER,
            Category.CASE_NUMBER,
            Category.CASH_REFERENCE,
        }
    ),
    data_classes=frozenset({DataClass.SOCIAL, DataClass.TAX, DataClass.OFFICIAL_SECRET}),
)
