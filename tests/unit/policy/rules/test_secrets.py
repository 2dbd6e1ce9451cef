"""Rules about passages: each takes what is its own, by category and by class."""

import pytest

from leitstand.policy import known_checks
from leitstand.policy.check import Passage
from leitstand.policy.detector import Found
from leitstand.policy.examples import policy
from leitstand.schemas.vocabulary import Category, Confidence, DataClass, Reason, Where

from ..builders import facts

RULES = {rule.id: rule for rule in policy().rules}


def passage(category: Category, data_class: DataClass, where: Where = Where.PROMPT) -> Passage:
    """Return a detected passage."""
    found = Found(
        category=category,
        data_class=data_class,
        start=0,
        end=4,
        confidence=Confidence.HIGH,
        reasons=(Reason.CONTEXT.value,),
        value="Text",
        shape="Aaaa",
    )
    return Passage(found=found, where=where, message=0)


OTHER, MARKING, HEALTH = Category.OTHER, Category.MARKING, Category.HEALTH
TABLE = [
    (OTHER, DataClass.SOCIAL, ["sozial-und-steuergeheimnis"]),
    (OTHER, DataClass.TAX, ["sozial-und-steuergeheimnis"]),
    (OTHER, DataClass.SPECIAL_CATEGORY, ["besondere-kategorien"]),
    (HEALTH, DataClass.SPECIAL_CATEGORY, ["besondere-kategorien"]),
    (Category.RELIGION, DataClass.SPECIAL_CATEGORY, ["besondere-kategorien"]),
    (Category.UNION, DataClass.SPECIAL_CATEGORY, ["besondere-kategorien"]),
    (MARKING, DataClass.OFFICIAL_SECRET, ["amtsgeheimnisse"]),
    (MARKING, DataClass.CLASSIFIED_MARKING, ["verschlusssachen"]),
    (OTHER, DataClass.CONDUCT, ["menschen-entscheiden"]),
    (Category.PERSON, DataClass.PERSONAL, ["personenbezogene-daten"]),
    (Category.KV_NUMBER, DataClass.SOCIAL, ["personenbezogene-daten"]),
    (Category.POSTAL_PLACE, DataClass.PERSONAL, ["mittelbare-angaben"]),
    (Category.CREDENTIAL, DataClass.CREDENTIAL, ["zugangsdaten"]),
    (Category.TRANSCRIPTION, DataClass.SPOKEN_WORD, ["gesprochenes-wort"]),
]


def objecting(found: Passage) -> list[str]:
    """Return the rules of the example that object to a passage."""

    checks = known_checks()
    return [
        rule.id for rule in RULES.values() if list(checks[rule.check].hits(rule, facts(), [found]))
    ]


@pytest.mark.parametrize(("category", "data_class", "rules"), TABLE)
def test_one_rule_takes_each(category: Category, data_class: DataClass, rules: list[str]) -> None:
    """Nothing is told twice, nothing falls between two rules."""
    assert objecting(passage(category, data_class)) == rules


def test_a_classified_document_in_an_answer_is_found_too() -> None:
    """Rules look where they say, and nowhere else."""
    answer = passage(MARKING, DataClass.CLASSIFIED_MARKING, Where.ANSWER)
    assert objecting(answer) == ["verschlusssachen"]
    assert objecting(passage(HEALTH, DataClass.SPECIAL_CATEGORY, Where.ANSWER)) == []


def test_a_hit_says_what_it_rests_on() -> None:
    """The reasons of the detector, as members of the contract."""
    rule = RULES["besondere-kategorien"]

    (hit,) = known_checks()[rule.check].hits(
        rule, facts(), [passage(HEALTH, DataClass.SPECIAL_CATEGORY)]
    )
    assert hit.reasons == (Reason.CONTEXT,)
