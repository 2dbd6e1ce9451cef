"""Whether a person may use an application on a day, as far as certificates tell."""

from datetime import date, timedelta

from leitstand.schemas.register import Application, Certificate, Person
from leitstand.schemas.vocabulary import TrainingState


def _counts(certificate: Certificate, day: date, grace: timedelta) -> bool:
    return certificate.expires is None or day < certificate.expires + grace


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
    passed = [c for c in person.certificates if c.course in application.courses and c.passed <= day]
    if not passed:
        return TrainingState.NEVER
    grace = timedelta(days=grace_days)
    valid = any(_counts(certificate, day, grace) for certificate in passed)
    return TrainingState.VALID if valid else TrainingState.EXPIRED
