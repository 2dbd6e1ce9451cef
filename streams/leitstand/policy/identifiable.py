"""Is a statement about a person whom the text makes identifiable (Art. 4 (1) GDPR)?"""

from collections.abc import Iterable

from leitstand.policy.evidence import Evidence
from leitstand.schemas.vocabulary import Category

REACH = 300
"""Characters between a statement and the person whom it is about, inside one paragraph."""

IDENTIFYING = frozenset(
    {
        Category.PERSON,
        Category.STREET_ADDRESS,
        Category.TELEPHONE,
        Category.EMAIL,
        Category.DATE_OF_BIRTH,
        Category.STEUER_ID,
        Category.SV_NUMBER,
        Category.KV_NUMBER,
        Category.ID_CARD,
        Category.PASSPORT,
    }
)


def is_about_a_person(
    statement: Evidence, others: Iterable[tuple[Category, Evidence]], text: str
) -> bool:
    """Say whether something that identifies a person stands beside the statement."""
    return any(
        category in IDENTIFYING and _is_near(statement, other, text) for category, other in others
    )


def _is_near(one: Evidence, other: Evidence, text: str) -> bool:
    low, high = min(one.end, other.end), max(one.start, other.start)
    return high - low <= REACH and "\n\n" not in text[low:high]
