"""Cross-checks of a policy before it takes effect."""

import msgspec
import pytest

from leitstand.policy import known_checks, policy_problems
from leitstand.policy.examples import policy
from leitstand.schemas.policy import PolicyDocument, Scope
from leitstand.schemas.vocabulary import Category, Mode, Place

POLICY = policy()
PERSONAL = next(p for p, rule in enumerate(POLICY.rules) if rule.check == "personal_data")


def changed(**fields: object) -> PolicyDocument:
    """Return the example with its rule about personal data changed."""
    rules = list(POLICY.rules)
    rules[PERSONAL] = msgspec.structs.replace(rules[PERSONAL], **fields)
    return msgspec.structs.replace(POLICY, rules=tuple(rules))


def test_the_example_has_no_problem() -> None:
    """And uses every check that there is."""
    assert policy_problems(POLICY) == []
    assert {rule.check for rule in POLICY.rules} == set(known_checks())


WRONG = [
    ({"check": "nonsense"}, "check", True),
    ({"categories": (Category.PERSON,)}, "categories", True),
    ({"categories": ()}, "categories", True),
    ({"look_at": ()}, "look_at", True),
    ({"case_from": 0}, "case_from", True),
    ({"grace_days": -1}, "grace_days", True),
    ({"scope": Scope(places=(Place.CLOUD,))}, "scope.places", False),
    ({"scope": Scope(applications=("a",), except_applications=("a",))}, "scope", True),
    ({"mode": Mode.OFF}, "mode", False),
]


@pytest.mark.parametrize(("fields", "where", "fatal"), WRONG)
def test_one_wrong_field_is_one_problem(
    fields: dict[str, object],
    where: str,
    fatal: bool,
) -> None:
    """With its place in the file and a remedy."""
    (problem,) = policy_problems(changed(**fields))
    assert problem.field == f"rules[{PERSONAL}].{where}"
    assert problem.fatal is fatal
    assert problem.remedy


def test_ids_and_time_zone() -> None:
    """Ids are unique, the zone exists."""
    twice = msgspec.structs.replace(POLICY, rules=(*POLICY.rules, POLICY.rules[0]))
    assert [p.field for p in policy_problems(twice)] == ["rules"]
    lost = msgspec.structs.replace(POLICY, time_zone="Europe/Musterstadt")
    assert [p.field for p in policy_problems(lost)] == ["time_zone"]
