"""Small makers of facts and contents for the tests of this part."""

from datetime import date
from typing import Any

from leitstand.policy.facts import Facts
from leitstand.schemas.interaction import Content, Message
from leitstand.schemas.register import Application, Certificate, Person
from leitstand.schemas.vocabulary import Approval, Place, RiskClass, Where

DAY = date(2026, 3, 10)

CLOUD = Application(
    title="Chat",
    operator="Anbieter",
    place=Place.CLOUD,
    risk_class=RiskClass.LIMITED,
    approval=Approval.APPROVED,
    owner="digitales",
    courses=("ki-pass-chat",),
)
TRAINED = Person(
    department="bauen",
    certificates=(Certificate(course="ki-pass-chat", passed=date(2026, 1, 15)),),
)


def facts(**changes: Any) -> Facts:
    """Return the facts of an ordinary use, changed where the test says so."""
    ordinary: dict[str, Any] = {
        "usage_day": DAY,
        "application_id": "chat",
        "application": CLOUD,
        "person": TRAINED,
        "person_known": True,
        "department": "bauen",
    }
    return Facts(**(ordinary | changes))


def content(text: str, where: Where = Where.PROMPT) -> Content:
    """Return a conversation of one message."""
    return Content(messages=(Message(where=where, text=text),))
