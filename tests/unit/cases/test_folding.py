"""Which findings open what."""

from collections.abc import Callable
from typing import Any

import pytest

from leitstand.cases.folding import kind_of, sightings_of
from leitstand.cases.vocabulary import Kind
from leitstand.schemas.assessment import Assessment, Finding
from leitstand.schemas.vocabulary import Category, Confidence, DataClass, Route, Severity

Finds = Callable[..., Finding]
Assesses = Callable[..., Assessment]


@pytest.mark.parametrize(
    ("changes", "kind"),
    [
        ({}, Kind.FINDING),
        ({"confidence": Confidence.MEDIUM}, Kind.FINDING),
        ({"opens_case": False}, None),
        ({"route": Route.STATISTIC}, None),
        ({"route": Route.STATISTIC, "confidence": Confidence.LOW, "opens_case": False}, None),
        ({"confidence": Confidence.LOW, "opens_case": False}, Kind.UNCERTAIN),
        ({"route": Route.TRAINING, "data_class": DataClass.CONDUCT}, Kind.INVITATION),
        ({"route": Route.TRAINING, "opens_case": False}, None),
        ({"route": Route.SECURITY}, Kind.FINDING),
        ({"route": Route.COORDINATION}, Kind.FINDING),
    ],
)
def test_the_kind_follows_from_route_confidence_and_policy(
    found: Finds, changes: dict[str, Any], kind: Kind | None
) -> None:
    """Statistic opens nothing, what is unsure stays apart, training is an invitation."""
    assert kind_of(found(**changes)) is kind


def test_no_finding_no_case(assessed: Assesses) -> None:
    """Ordinary office work leaves no trace in the register."""
    assert sightings_of(assessed()) == ()


def test_categories_of_one_rule_are_one_case(found: Finds, assessed: Assesses) -> None:
    """An IBAN and a telephone number of the same prompt are looked at together, by the gravest."""
    both = assessed(
        found(category=Category.IBAN, severity=Severity.MEDIUM),
        found(category=Category.TELEPHONE, severity=Severity.CRITICAL, confidence="medium"),
    )
    (sighting,) = sightings_of(both)
    assert sighting.severity is Severity.CRITICAL
    assert sighting.confidence is Confidence.HIGH
    assert len(sighting.findings) == 2


def test_rules_data_classes_and_uncertainty_are_cases_of_their_own(
    found: Finds, assessed: Assesses
) -> None:
    """Different questions are answered separately."""
    mixed = assessed(
        found(),
        found(data_class=DataClass.SOCIAL),
        found(rule="credentials", data_class=DataClass.CREDENTIAL, route=Route.SECURITY),
        found(confidence=Confidence.LOW, opens_case=False),
    )
    assert len(sightings_of(mixed)) == 4


@pytest.mark.parametrize(
    "changes", [{"department": "bauen"}, {"application": "assistent"}, {"tenant": "beispielstadt"}]
)
def test_another_place_is_another_case(
    found: Finds, assessed: Assesses, changes: dict[str, str]
) -> None:
    """The key tells tenant, department and application apart."""
    (here,) = sightings_of(assessed(found()))
    (there,) = sightings_of(assessed(found(), **changes))
    assert here.case_key != there.case_key
