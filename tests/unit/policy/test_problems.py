"""Cross-checks of a policy before it takes effect."""

import msgspec
import pytest

from leitstand.policy import known_checks, policy_problems
from leitstand.policy.examples import policy
from leitstand.policy.problems import not_looked_for
from leitstand.schemas.policy import PolicyDocument, Scope
from leitstand.schemas.vocabulary import Category, DataClass, Mode, Place

POLICY = policy()
PERSONAL = next(p for p, rule in enumerate(POLICY.rules) if rule.check == "personal_data")


def changed(**fields: object) -> PolicyDocument:
    """Return the example with its rule about personal data changed."""
    return changed_at(PERSONAL, **fields)


def changed_at(position: int, **fields: object) -> PolicyDocument:
    """Return the example with one rule changed."""
    rules = list(POLICY.rules)
    rules[position] = msgspec.structs.replace(rules[position], **fields)
    return msgspec.structs.replace(POLICY, rules=tuple(rules))


def place_of(check: str) -> int:
    """Return where the rule of a check stands."""
    return next(p for p, rule in enumerate(POLICY.rules) if rule.check == check)


def test_the_example_has_no_problem() -> None:
    """And uses every check that there is."""
    assert policy_problems(POLICY) == []
    assert {rule.check for rule in POLICY.rules} == set(known_checks())


def test_the_example_looks_for_everything() -> None:
    """All categories are covered by some rule; what is left out is told."""
    assert not_looked_for(POLICY) == ()
    fewer = msgspec.structs.replace(POLICY, rules=POLICY.rules[:1])
    assert set(not_looked_for(fewer)) == set(Category)
    off = tuple(msgspec.structs.replace(rule, mode=Mode.OFF) for rule in POLICY.rules)
    assert set(not_looked_for(msgspec.structs.replace(POLICY, rules=off))) == set(Category)


WRONG = [
    ({"check": "nonsense"}, "check", True),
    ({"categories": (Category.CREDENTIAL,)}, "categories", True),
    ({"categories": ()}, "categories", True),
    ({"look_at": ()}, "look_at", True),
    ({"case_from": 0}, "case_from", True),
    ({"grace_days": -1}, "grace_days", True),
    ({"scope": Scope(places=(Place.CLOUD,))}, "scope.places", False),
    ({"scope": Scope(applications=("a",), except_applications=("a",))}, "scope", True),
    ({"scope": Scope(departments=("a",), except_departments=("a",))}, "scope", True),
    ({"mode": Mode.OFF}, "mode", False),
    ({"forbidden_files": ("archive",)}, "forbidden_files", True),
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


WRONG_ELSEWHERE = [
    ("special_categories", {"data_classes": (DataClass.CREDENTIAL,)}, "data_classes", True),
    ("attachment_types", {"forbidden_files": ()}, "forbidden_files", True),
    ("attachment_types", {"forbidden_files": ("archives",)}, "forbidden_files", True),
    ("attachment_types", {"allowed_files": (".pdf", "image/*")}, None, True),
    ("repetition", {"repetition": None}, "repetition", True),
    ("repetition", {"mode": Mode.WARN}, "mode", True),
    ("repetition", {"opens_case": True}, "mode", True),
    ("repetition", {"mode": Mode.OBSERVE}, "mode", False),
]


@pytest.mark.parametrize(("check", "fields", "where", "fatal"), WRONG_ELSEWHERE)
def test_fields_of_single_checks(
    check: str, fields: dict[str, object], where: str | None, fatal: bool
) -> None:
    """Each is held against its own check."""
    position = place_of(check)
    problems = policy_problems(changed_at(position, **fields))
    expected = [] if where is None else [(f"rules[{position}].{where}", fatal)]
    assert [(p.field, p.fatal) for p in problems] == expected


def test_ids_and_time_zone() -> None:
    """Ids are unique, the zone exists."""
    twice = msgspec.structs.replace(POLICY, rules=(*POLICY.rules, POLICY.rules[0]))
    assert [p.field for p in policy_problems(twice)] == ["rules"]
    lost = msgspec.structs.replace(POLICY, time_zone="Europe/Musterstadt")
    assert [p.field for p in policy_problems(lost)] == ["time_zone"]
