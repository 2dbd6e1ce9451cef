"""The agreement under which somebody tries it out alone."""

from datetime import date, timedelta

from leitstand.schemas.agreement import Agreement
from leitstand.schemas.vocabulary import AgreementKind

DAYS = 30


def evaluation_agreement(today: date, made_by: str) -> Agreement:
    """Return an agreement that ends by itself."""
    return Agreement(
        kind=AgreementKind.EVALUATION,
        title=f"Evaluation on this machine, made by {made_by}",
        signed=today,
        ends=today + timedelta(days=DAYS),
    )
