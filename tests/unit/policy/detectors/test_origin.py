"""Ethnic origin: a statement about somebody, not about a population."""

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
    ("Herr Thomsen stammt aus dem Iran und ist geflüchtet.", "stammt aus dem Iran"),
    ("Frau Kaya ist Kurdin.", "Kurdin"),
    ("Herr Kaya ist türkischer Herkunft.", "türkischer Herkunft"),
    ("Frau Kaya hat einen Migrationshintergrund.", "Migrationshintergrund"),
]


@pytest.mark.parametrize(("text", "phrase"), TRUE)
def test_a_statement_about_a_person(text: str, phrase: str) -> None:
    """The phrase itself, and sure enough for a case."""
    things = found(text)
    assert phrase in {thing for thing, _ in things}
    assert Confidence.LOW not in {confidence for _, confidence in things}


FALSE = [
    "Die Familien stammen aus Syrien. Frau Weber hilft.",
    "23,4 % der Einwohner haben einen Migrationshintergrund.",
    "Frau Weber übersetzt ins Türkische und Kurdische.",
]


@pytest.mark.parametrize("text", FALSE)
def test_a_topic_or_nobody(text: str) -> None:
    """Topics, institutions, people in general, people without a name."""
    assert found(text) == []
