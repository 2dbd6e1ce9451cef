"""The pattern path: the shipped policy as far as nobody's name has to be looked for."""

from datetime import date
from importlib.resources import files

import msgspec
from tests.bench.line.installation import without_names

from leitstand.deploy.demo.town import CHAT, build
from leitstand.deploy.demo.town_files import POLICY
from leitstand.policy.check import wanted_categories
from leitstand.policy.facts import Facts
from leitstand.schemas.policy import PolicyDocument
from leitstand.schemas.vocabulary import Category


def _shipped() -> PolicyDocument:
    text = files(POLICY).joinpath("policy.yaml").read_bytes()
    return msgspec.yaml.decode(text, type=PolicyDocument)


def _wanted(policy: PolicyDocument) -> frozenset[Category]:
    today = date(2026, 6, 1)
    chat = Facts(
        usage_day=today,
        application_id=CHAT,
        application=build(today).applications[CHAT],
        person=None,
        person_known=False,
        department="unknown",
    )
    return wanted_categories(policy, chat)


def test_no_name_is_looked_for_and_the_patterns_stay() -> None:
    """Numbers, contacts, credentials and markings are searched as shipped."""
    assert Category.PERSON in _wanted(_shipped())
    left = _wanted(without_names(_shipped()))
    assert Category.PERSON not in left
    assert {Category.IBAN, Category.EMAIL, Category.CREDENTIAL, Category.MARKING} <= left
