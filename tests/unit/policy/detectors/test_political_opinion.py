"""Political opinion: belonging and conviction, not mandates."""

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
    ("Herr Kaya ist Mitglied der SPD.", "Mitglied der SPD"),
    ("Herr Carstensen wählt die AfD.", "wählt die AfD"),
    ("Herr Clausen gilt als Reichsbürger.", "gilt als Reichsbürger"),
    ("Frau Clausen\nParteizugehörigkeit: CDU", "CDU"),
]


@pytest.mark.parametrize(("text", "phrase"), TRUE)
def test_a_statement_about_a_person(text: str, phrase: str) -> None:
    """The phrase itself, and sure enough for a case."""
    things = found(text)
    assert phrase in {thing for thing, _ in things}
    assert Confidence.LOW not in {confidence for _, confidence in things}


FALSE = [
    "Stadtrat Herr Klein ist Mitglied der CDU.",
    "Frau Weber ist Vorsitzende der SPD-Fraktion.",
    "Antwort auf die Anfrage der AfD-Fraktion an Frau Weber",
    "Wer wählt die AfD? Frau Weber stellt die Studie vor.",
]


@pytest.mark.parametrize("text", FALSE)
def test_a_topic_or_nobody(text: str) -> None:
    """Topics, institutions, people in general, people without a name."""
    assert found(text) == []
