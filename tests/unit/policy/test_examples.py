"""Two complete policies: whole, sound, and different where towns differ."""

from datetime import date

import msgspec
import pytest

from leitstand.policy import known_checks, policy_problems
from leitstand.policy.check import applying, wanted_categories
from leitstand.policy.examples import policy
from leitstand.policy.problems import not_looked_for
from leitstand.schemas.policy import PolicyDocument
from leitstand.schemas.vocabulary import Category, Mode, Place, Route

from .builders import CLOUD, facts

TOWNS = ("musterstadt", "musterkreis")
ON_PREMISES = msgspec.structs.replace(CLOUD, place=Place.ON_PREMISES)


@pytest.mark.parametrize("town", TOWNS)
def test_whole_and_sound(town: str) -> None:
    """Every check, every category in some rule, no problem."""
    document = policy(town)
    assert policy_problems(document) == []
    assert {rule.check for rule in document.rules} == set(known_checks())
    assert not_looked_for(document) == ()


@pytest.mark.parametrize("town", TOWNS)
def test_everything_is_looked_for_in_the_cloud_by_default(town: str) -> None:
    """An unregistered application counts as the worst case."""
    document = policy(town)
    assert wanted_categories(document, facts(application=None)) == set(Category)
    assert wanted_categories(document, facts(application=ON_PREMISES)) < set(Category)


@pytest.mark.parametrize("town", TOWNS)
def test_texts_are_for_people(town: str) -> None:
    """German texts say what to do or who does it, and are no shorter than a sentence."""
    for rule in policy(town).rules:
        for text in (rule.tell_employee, rule.tell_dsb):
            assert text.de.endswith((".", "!")), rule.id
            assert text.en.endswith((".", "!")), rule.id
            assert text.de != text.en


@pytest.mark.parametrize("town", TOWNS)
def test_offices(town: str) -> None:
    """Credentials and classified matter go to information security, training is an invitation."""
    rules = policy(town).rules
    for rule in rules:
        if rule.check in {"credentials", "markings"}:
            assert rule.route is Route.SECURITY
        if rule.check == "certificate_valid":
            assert (rule.route, rule.opens_case) == (Route.TRAINING, False)
        if rule.check == "repetition":
            assert rule.mode is Mode.OFF


def ids(document: PolicyDocument, **changes: object) -> set[str]:
    """Return the rules that apply."""
    return {rule.id for rule in applying(document, facts(**changes)).rules}


def test_they_differ_where_houses_differ() -> None:
    """The district stops what the town warns of, and has stricter offices in the house."""
    district = policy("musterkreis")
    strict = "amtsaerzte-und-jugendamt"
    assert strict in ids(district, application=ON_PREMISES, department="jugendamt")
    assert strict not in ids(district, application=ON_PREMISES, department="bauen")
    assert "personendaten-cloud" in ids(district)
    assert "personendaten-cloud" not in ids(district, department="kreistagsbuero")
    blocked = {rule.check for rule in district.rules if rule.mode is Mode.BLOCK}
    assert {"special_categories", "protected_secrets", "markings"} <= blocked
    town = policy("musterstadt")
    assert town.thresholds != district.thresholds
    assert town.working_hours != district.working_hours
    assert date(2026, 10, 31) in district.working_hours.closed_on
