"""Whether a person may use an application on a day, as far as certificates tell."""

from datetime import date, timedelta

from leitstand.schemas.register import Application, Certificate, Person
from leitstand.schemas.vocabulary import TrainingState


def _counts(certificate: Certificate, day: date, grace_days: int) -> bool:
    if certificate.expires is None or day < certificate.expires:
        return True
    return grace_days > 0 and day < certificate.expires + timedelta(days=grace_days)


def training_state(
    application: Application | None, person: Person | None, day: date, grace_days: int
) -> TrainingState:
    """Return the state on ``day``; an expired certificate counts ``grace_days`` longer.

    One valid certificate of one of the application's courses is enough. A certificate counts from
    the day on which the course was passed.
    """
    if application is None:
        return TrainingState.UNKNOWN_APPLICATION
    if not application.courses:
        return TrainingState.NOT_REQUIRED
    if person is None:
        return TrainingState.UNKNOWN_PERSON
    state = TrainingState.NEVER
    for certificate in person.certificates:
        if certificate.course in application.courses and certificate.passed <= day:
            if _counts(certificate, day, grace_days):
                return TrainingState.VALID
            state = TrainingState.EXPIRED
    return state
