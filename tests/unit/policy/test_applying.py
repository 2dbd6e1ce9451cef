"""Which rules apply, and what detectors have to look for."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from leitstand.policy.check import applying, wanted_categories
from leitstand.policy.examples import policy
from leitstand.policy.identifiable import IDENTIFYING
from leitstand.schemas.policy import PolicyDocument, Scope
from leitstand.schemas.vocabulary import Category, Mode, Place

from .builders import CLOUD, facts

POLICY = policy()
ON_PREMISES = msgspec.structs.replace(CLOUD, place=Place.ON_PREMISES)


def only(check: str, **changes: object) -> PolicyDocument:
    """Return the example with the rules of one check alone, changed."""
    rules = tuple(
        msgspec.structs.replace(rule, **changes) for rule in POLICY.rules if rule.check == check
    )
    return msgspec.structs.replace(POLICY, rules=rules)


def test_what_nobody_asks_for_is_not_looked_for() -> None:
    """Rules that are off, or that do not apply there, cost no detector."""
    credentials = only("credentials")
    assert wanted_categories(credentials, facts()) == {Category.CREDENTIAL}
    assert wanted_categories(credentials, facts(application=ON_PREMISES)) == frozenset()
    assert wanted_categories(only("credentials", mode=Mode.OFF), facts()) == frozenset()
    assert wanted_categories(only("certificate_valid"), facts()) == frozenset()


def test_what_is_about_a_person_needs_the_person() -> None:
    """Health alone identifies nobody."""
    assert wanted_categories(only("special_categories"), facts()) >= IDENTIFYING


def test_another_policy_is_not_taken_for_the_same() -> None:
    """Looked up by the very object: an equal copy gives the same, a changed one its own."""
    assert applying(POLICY, facts()) == applying(msgspec.structs.replace(POLICY), facts())
    none = only("credentials", scope=Scope(departments=("kultur",)))
    assert applying(none, facts()).rules == ()
    assert applying(none, facts(department="kultur")).rules == none.rules
    assert applying(POLICY, facts()).rules


@given(
    place=st.sampled_from(list(Place)),
    department=st.sampled_from(["bauen", "kultur"]),
    application=st.sampled_from(["chat", "lokal"]),
)
def test_the_table_says_what_each_scope_says(
    place: Place, department: str, application: str
) -> None:
    """In the order of the policy, whoever asked before."""
    asked = facts(
        application=msgspec.structs.replace(CLOUD, place=place),
        department=department,
        application_id=application,
    )
    expected = [
        rule.id
        for rule in POLICY.rules
        if rule.mode is not Mode.OFF and (not rule.scope.places or place in rule.scope.places)
    ]
    assert [rule.id for rule in applying(POLICY, asked).rules] == expected
