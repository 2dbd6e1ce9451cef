"""Religion: what somebody believes, not what a house is called."""

import pytest

from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, Confidence


def found(text: str) -> list[tuple[str, Confidence]]:
    """Return what this detector sees: text and confidence."""
    return [
        (text[f.start : f.end], f.confidence) for f in scan(text) if f.category is Category.RELIGION
    ]


TRUE = [
    ("Frau Kaya ist evangelisch und möchte Patin werden.", "evangelisch"),
    ("Name: Frau Emine Kaya\nKonfession: rk", "rk"),
    ("Herr Andresen ist Moslem und möchte freitags frei.", "Moslem"),
    ("Frau Andresen trägt Kopftuch.", "trägt Kopftuch"),
    ("Herr Andresen ist Sikh und trägt Turban.", "Sikh"),
    ("Frau Andresen gehört der jüdischen Gemeinde an.", "gehört der jüdischen Gemeinde an"),
    ("Frau Andresen ist letztes Jahr aus der Kirche ausgetreten.", "aus der Kirche ausgetreten"),
    ("Herr Andresen gehört den Zeugen Jehovas an.", "gehört den Zeugen Jehovas an"),
    ("Herr Andresen ist jüdischen Glaubens.", "jüdischen Glaubens"),
    ("Frau Friedrichsen, römisch-katholisch, ledig", "römisch-katholisch"),
    ("Herr Friedrichsen ist konfessionslos.", "konfessionslos"),
    ("Der Kirchenaustritt von Frau Friedrichsen ist einzutragen.", "Kirchenaustritt"),
]


@pytest.mark.parametrize(("text", "phrase"), TRUE)
def test_a_statement_about_a_person(text: str, phrase: str) -> None:
    """The phrase itself, and sure enough for a case."""
    things = found(text)
    assert phrase in {thing for thing, _ in things}
    assert Confidence.LOW not in {confidence for _, confidence in things}


FALSE = [
    "Herr Pfarrer Klein von der evangelischen Kirche kommt zum Fest.",
    "Frau Weber leitet die Evangelische Kita Sonnenschein.",
    "Frau Christ ist neu im Team. Ansprechpartnerin ist Christin Weber.",
    "Wie läuft der Kirchenaustritt beim Standesamt ab?",
    "Viele Muslime fasten im Ramadan. Frau Weber plant das Fest.",
    "Ein Kollege ist Muslim und fastet gerade.",
    "Religion: (freiwillig) ______",
    "Frau Weber organisiert den ökumenischen Gottesdienst.",
]


@pytest.mark.parametrize("text", FALSE)
def test_a_topic_or_nobody(text: str) -> None:
    """Topics, institutions, people in general, people without a name."""
    assert found(text) == []
