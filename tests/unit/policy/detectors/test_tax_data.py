"""Tax secrecy: what somebody owes, pays or disputes."""

import pytest

from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, Confidence, DataClass


def found(text: str) -> list[tuple[str, Confidence]]:
    """Return what this detector sees: text and confidence."""
    return [
        (text[f.start : f.end], f.confidence)
        for f in scan(text)
        if f.category is Category.OTHER and f.data_class is DataClass.TAX
    ]


TRUE = [
    (
        "Herr Kaya schuldet der Stadt 312,50 EUR Hundesteuer.",
        "schuldet der Stadt 312,50 EUR Hundesteuer",
    ),
    ("Herr Kaya bittet um Stundung der Gewerbesteuer bis März.", "Stundung der Gewerbesteuer"),
    ("Herr Ingwersen hat seine Hundesteuer nicht bezahlt.", "Hundesteuer nicht bezahlt"),
    ("Frau Ingwersen hat 3.400 Euro Gewerbesteuerschulden.", "Gewerbesteuerschulden"),
    ("Der Steuerbescheid von Herrn Ingwersen ist falsch.", "Steuerbescheid"),
    ("Frau Thomsen hat den Grundsteuerbescheid angefochten.", "Grundsteuerbescheid"),
    (
        "Frau Thomsen hat Einspruch gegen den Gewerbesteuerbescheid eingelegt.",
        "Gewerbesteuerbescheid",
    ),
]


@pytest.mark.parametrize(("text", "phrase"), TRUE)
def test_a_statement_about_a_person(text: str, phrase: str) -> None:
    """The phrase itself, and sure enough for a case."""
    things = found(text)
    assert phrase in {thing for thing, _ in things}
    assert Confidence.LOW not in {confidence for _, confidence in things}


FALSE = [
    "Herr Klein hat Informationen zur Grundsteuer angefordert.",
    "Frau Weber fragt, wie hoch die Hundesteuer ist.",
    "Gemeindeanteil an der Einkommensteuer: 7,92 Mrd. €",
    "Hebesatz Grundsteuer B 465 v. H., Rückfragen an Frau Weber",
]


@pytest.mark.parametrize("text", FALSE)
def test_a_topic_or_nobody(text: str) -> None:
    """Topics, institutions, people in general, people without a name."""
    assert found(text) == []
