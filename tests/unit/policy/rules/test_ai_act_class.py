"""The class of the application under the AI Act against the use."""

import msgspec
import pytest

from leitstand.policy import judge
from leitstand.policy.examples import policy
from leitstand.schemas.register import Application
from leitstand.schemas.vocabulary import Operation, Reason, RiskClass, Verdict

from ..builders import CLOUD, content, facts

OVERSEEN = {"risk_class": RiskClass.HIGH, "human_oversight": "Leitung Personalgewinnung"}
TABLE = [
    ({}, Operation.CHAT, ()),
    ({"risk_class": RiskClass.MINIMAL}, Operation.CHAT, ()),
    ({"risk_class": RiskClass.PROHIBITED}, Operation.CHAT, (Reason.PROHIBITED_CLASS,)),
    ({"risk_class": RiskClass.UNKNOWN}, Operation.CHAT, (Reason.UNCLASSIFIED,)),
    ({"risk_class": RiskClass.HIGH}, Operation.CHAT, (Reason.NO_OVERSIGHT,)),
    ({**OVERSEEN, "human_oversight": " "}, Operation.CHAT, (Reason.NO_OVERSIGHT,)),
    (OVERSEEN, Operation.IMAGE, ()),
    ({**OVERSEEN, "operations": (Operation.CHAT,)}, Operation.CHAT, ()),
    ({**OVERSEEN, "operations": (Operation.CHAT,)}, Operation.IMAGE, (Reason.OUTSIDE_PURPOSE,)),
    (
        {"risk_class": RiskClass.HIGH, "operations": (Operation.CHAT,)},
        Operation.IMAGE,
        (Reason.NO_OVERSIGHT, Reason.OUTSIDE_PURPOSE),
    ),
    ({"operations": (Operation.CHAT,)}, Operation.IMAGE, ()),
]


def reasons(application: Application | None, operation: Operation) -> tuple[Reason, ...]:
    """Return why the rule objects."""
    judgement = judge(
        facts(application=application, operation=operation), content("Hallo"), policy()
    )
    return tuple(r for f in judgement.findings if f.rule == "ki-verordnung" for r in f.reasons)


@pytest.mark.parametrize(("entry", "operation", "expected"), TABLE)
def test_ai_act_class(
    entry: dict[str, object], operation: Operation, expected: tuple[Reason, ...]
) -> None:
    """Prohibited always; high risk with oversight and for its purpose; nothing unclassified."""
    assert reasons(msgspec.structs.replace(CLOUD, **entry), operation) == expected


def test_what_is_not_in_the_register_is_another_rules() -> None:
    """Nobody can know its class."""
    assert reasons(None, Operation.CHAT) == ()


def test_a_prohibited_practice_is_a_violation_whatever_the_approval() -> None:
    """Approved by mistake is not allowed."""
    prohibited = msgspec.structs.replace(CLOUD, risk_class=RiskClass.PROHIBITED)
    judgement = judge(facts(application=prohibited), content("Hallo"), policy())
    assert judgement.verdict is Verdict.VIOLATION
