"""Certificates at the time of the use."""

from datetime import date

import msgspec
import pytest

from leitstand.policy import judge, training_state
from leitstand.policy.examples import policy
from leitstand.schemas.register import Application, Certificate, Person
from leitstand.schemas.vocabulary import Confidence, Purpose, TrainingState

from .builders import CLOUD, DAY, content, facts


def person(*certificates: Certificate) -> Person:
    """Return a person with these certificates."""
    return Person(department="bauen", certificates=certificates)


def passed(day: date, expires: date | None = None, course: str = "ki-pass-chat") -> Certificate:
    """Return a certificate."""
    return Certificate(course=course, passed=day, expires=expires)


FREE = msgspec.structs.replace(CLOUD, courses=())
EARLIER = date(2026, 1, 1)
CASES: list[tuple[Application | None, Person | None, int, TrainingState]] = [
    (None, person(), 0, TrainingState.UNKNOWN_APPLICATION),
    (FREE, None, 0, TrainingState.NOT_REQUIRED),
    (CLOUD, None, 0, TrainingState.UNKNOWN_PERSON),
    (CLOUD, person(), 0, TrainingState.NEVER),
    (CLOUD, person(passed(EARLIER)), 0, TrainingState.VALID),
    (CLOUD, person(passed(DAY)), 0, TrainingState.VALID),
    (CLOUD, person(passed(date(2026, 3, 11))), 0, TrainingState.NEVER),
    (CLOUD, person(passed(EARLIER, course="other")), 0, TrainingState.NEVER),
    (CLOUD, person(passed(EARLIER, date(2026, 3, 11))), 0, TrainingState.VALID),
    (CLOUD, person(passed(EARLIER, DAY)), 0, TrainingState.EXPIRED),
    (CLOUD, person(passed(EARLIER, DAY)), 1, TrainingState.VALID),
    (CLOUD, person(passed(EARLIER, date(2026, 2, 24))), 14, TrainingState.EXPIRED),
    (CLOUD, person(passed(EARLIER, date(2026, 2, 25))), 14, TrainingState.VALID),
    (CLOUD, person(passed(EARLIER, DAY), passed(DAY)), 0, TrainingState.VALID),
]


@pytest.mark.parametrize(("application", "who", "grace_days", "state"), CASES)
def test_training_state(
    application: Application | None, who: Person | None, grace_days: int, state: TrainingState
) -> None:
    """One valid certificate of a required course is enough; ``expires`` is the first day without."""
    assert training_state(application, who, DAY, grace_days) is state


def found(**changes: object) -> list[Confidence]:
    """Return the confidences of the training rule."""
    judgement = judge(facts(**changes), content("Hallo"), policy())
    return [f.confidence for f in judgement.findings if f.rule == "schulung-gueltig"]


def test_somebody_named_and_unknown_is_medium_nobody_is_low() -> None:
    """Whom nobody named cannot be judged."""
    assert found(person=None, person_known=True) == [Confidence.MEDIUM]
    assert found(person=None, person_known=False) == [Confidence.LOW]


def test_inside_a_course_there_is_no_certificate_yet() -> None:
    """The course itself is no offence."""
    assert found(person=person(), purpose=Purpose.TRAINING) == []
    assert found(person=person()) == [Confidence.HIGH]
