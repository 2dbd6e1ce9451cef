"""What could not be checked is counted by reason, so that it is never taken for fine."""

from collections.abc import Sequence
from datetime import date, timedelta

import sqlalchemy as sa

from leitstand.cases.tables import unchecked
from leitstand.schemas.assessment import Assessment
from leitstand.schemas.vocabulary import NotChecked

KEPT_DAYS = 90
"""As long as the assessments themselves."""


def is_unchecked(assessment: Assessment) -> bool:
    """Say whether a text was to be checked and could not be; an exempt person is nobody's count."""
    return assessment.not_checked not in {NotChecked.NONE, NotChecked.EXEMPT}


def note_unchecked(connection: sa.Connection, assessments: Sequence[Assessment]) -> None:
    """Note each event once, with the reason that was told first, and forget the old ones."""
    for assessment in assessments:
        this = sa.and_(
            unchecked.c.tenant == assessment.tenant, unchecked.c.event_id == assessment.event_id
        )
        if connection.execute(sa.select(unchecked.c.reason).where(this)).first() is None:
            connection.execute(sa.insert(unchecked).values(**_values(assessment)))
    newest = max(assessment.usage_day for assessment in assessments)
    oldest = newest - timedelta(days=KEPT_DAYS)
    connection.execute(sa.delete(unchecked).where(unchecked.c.usage_day < oldest))


def count_unchecked(connection: sa.Connection, tenant: str, since: date) -> dict[NotChecked, int]:
    """Return how many there were by reason, the most frequent first; reasons without any are left out."""
    number = sa.func.count()
    query = (
        sa.select(unchecked.c.reason, number)
        .where(unchecked.c.tenant == tenant, unchecked.c.usage_day >= since)
        .group_by(unchecked.c.reason)
        .order_by(number.desc(), unchecked.c.reason)
    )
    return {NotChecked(reason): count for reason, count in connection.execute(query)}


def _values(assessment: Assessment) -> dict[str, object]:
    return {
        "tenant": assessment.tenant,
        "event_id": assessment.event_id,
        "usage_day": assessment.usage_day,
        "reason": assessment.not_checked,
    }
