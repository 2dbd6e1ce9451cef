"""Personal data in a place where it may not be (rule 2 of the house; Art. 5, 6, 32 GDPR)."""

from leitstand.policy.check import Check, PassageCheck
from leitstand.schemas.vocabulary import Category

CHECK: Check = PassageCheck(
    summary="No personal data of the chosen categories in the texts that the rule looks at.",
    categories=frozenset(
        {
            Category.PERSON,
            Category.STREET_ADDRESS,
            Category.POSTAL_PLACE,
            Category.TELEPHONE,
            Category.EMAIL,
            Category.DATE_OF_BIRTH,
            Category.IBAN,
            Category.STEUER_ID,
            Category.STEUERNUMMER,
            Category.UST_ID,
            Category.SV_NUMBER,
            Category.KV_NUMBER,
            Category.ID_CARD,
            Category.PASSPORT,
            Category.DRIVING_LICENCE,
            Category.LICENCE_PLATE,
            Category.CREDIT_CARD,
            Category.CASE_NUMBER,
            Category.CASH_REFERENCE,
        }
    ),
)
