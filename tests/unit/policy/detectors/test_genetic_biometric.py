"""Genetic and biometric data of somebody."""

import pytest

from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, Confidence, DataClass


def found(text: str) -> list[tuple[str, Confidence]]:
    """Return what this detector sees: text and confidence."""
    return [
        (text[f.start : f.end], f.confidence)
        for f in scan(text)
        if f.category is Category.OTHER and f.data_class is DataClass.SPECIAL_CATEGORY
    ]


TRUE = [
    ("Die Fingerabdrücke von Frau Kaya liegen vor.", "Fingerabdrücke"),
    ("Der Gentest von Frau Kaya liegt vor.", "Gentest"),
    ("Herr Thomsen hat seine DNA-Probe abgegeben.", "DNA-Probe"),
]


@pytest.mark.parametrize(("text", "phrase"), TRUE)
def test_a_statement_about_a_person(text: str, phrase: str) -> None:
    """The phrase itself, and sure enough for a case."""
    things = found(text)
    assert phrase in {thing for thing, _ in things}
    assert Confidence.LOW not in {confidence for _, confidence in things}


FALSE = [
    "Frau Weber erklärt die Abgabe der Fingerabdrücke beim Ausweis.",
    "Wie läuft die Abgabe der Fingerabdrücke beim Personalausweis?",
]


@pytest.mark.parametrize("text", FALSE)
def test_a_topic_or_nobody(text: str) -> None:
    """Topics, institutions, people in general, people without a name."""
    assert found(text) == []
