"""Rule 3: seen in the facts and in the text, and where the register allows it."""

from datetime import date

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.policy import judge
from leitstand.policy.examples import policy
from leitstand.schemas.interaction import Attachment
from leitstand.schemas.register import Application
from leitstand.schemas.vocabulary import Approval, Operation, Place, Where

from .builders import CLOUD, content, facts

REQUEST = "Bitte transkribiere die Aufnahme der Besprechung."
AUDIO = (Attachment(media_type="audio/mpeg", bytes=10),)


def places(text: str = "Hallo", **changes: object) -> list[Where]:
    """Return where the rule objects."""
    judgement = judge(facts(**changes), content(text), policy())
    return [f.where for f in judgement.findings if f.rule == "gesprochenes-wort"]


def test_where_it_is_seen() -> None:
    """An endpoint, an audio file, a request."""
    assert places(operation=Operation.TRANSCRIPTION) == [Where.CONDUCT]
    assert places(attachments=AUDIO) == [Where.ATTACHMENT]
    assert places(REQUEST) == [Where.PROMPT]
    assert places(attachments=(Attachment(media_type="image/png", bytes=10),)) == []


def trial(department: str, until: date, *, audio: bool) -> Application:
    """Return an on-premises application in trial."""
    return msgspec.structs.replace(
        CLOUD,
        place=Place.ON_PREMISES,
        approval=Approval.TRIAL,
        trial_departments=(department,),
        trial_until=until,
        audio_allowed=audio,
    )


ALLOWED = [
    (trial("bauen", date(2026, 3, 10), audio=True), True),
    (trial("bauen", date(2026, 3, 9), audio=True), False),
    (trial("kultur", date(2026, 3, 10), audio=True), False),
    (trial("bauen", date(2026, 3, 10), audio=False), False),
    (msgspec.structs.replace(CLOUD, audio_allowed=True), True),
    (msgspec.structs.replace(CLOUD, audio_allowed=True, approval=Approval.WITHDRAWN), False),
]


@pytest.mark.parametrize(("application", "allowed"), ALLOWED)
def test_the_register_may_allow_it_for_a_group_until_a_day(
    application: Application,
    allowed: bool,
) -> None:
    """Audio allowed, and the application may be used here and today."""
    assert (places(REQUEST, application=application) == []) is allowed
    assert (places(application=application, operation=Operation.TRANSCRIPTION) == []) is allowed


@given(
    until=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    day=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    department=st.sampled_from(["bauen", "kultur"]),
)
def test_the_trial_ends_with_its_last_day(until: date, day: date, department: str) -> None:
    """For its group, on every day up to the last, on none after it."""
    application = trial("bauen", until, audio=True)
    allowed = department == "bauen" and day <= until
    found = places(
        application=application,
        department=department,
        usage_day=day,
        operation=Operation.TRANSCRIPTION,
    )
    assert (found == []) is allowed
