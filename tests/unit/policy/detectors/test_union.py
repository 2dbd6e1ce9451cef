"""Trade unions: who belongs to one, not what they negotiate."""

import pytest

from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, Confidence


def found(text: str) -> list[tuple[str, Confidence]]:
    """Return what this detector sees: text and confidence."""
    return [
        (text[f.start : f.end], f.confidence) for f in scan(text) if f.category is Category.UNION
    ]


TRUE = [
    ("Frau Kaya ist Mitglied bei ver.di und im Personalrat.", "Mitglied bei ver.di"),
    ("Herr Yilmaz ist gewerkschaftlich organisiert.", "gewerkschaftlich organisiert"),
    ("Herr Carstensen hat am Warnstreik teilgenommen.", "am Warnstreik teilgenommen"),
    ("Frau Carstensen ist ver.di-Mitglied.", "ver.di-Mitglied"),
    ("Frau Carstensen ist in der GEW.", "in der GEW"),
    ("Frau Carstensen ist Mitglied im dbb.", "Mitglied im dbb"),
    ("Herr Yilmaz ist Vertrauensmann der IG BAU.", "Vertrauensmann der IG BAU"),
    ("Gewerkschaftsbeitrag von Frau Carstensen bitte abziehen.", "Gewerkschaftsbeitrag"),
    ("Frau Carstensen\nGewerkschaft: komba", "komba"),
]


@pytest.mark.parametrize(("text", "phrase"), TRUE)
def test_a_statement_about_a_person(text: str, phrase: str) -> None:
    """The phrase itself, and sure enough for a case."""
    things = found(text)
    assert phrase in {thing for thing, _ in things}
    assert Confidence.LOW not in {confidence for _, confidence in things}


FALSE = [
    "Herr Yilmaz von ver.di fordert mehr Lohn.",
    "Herr Klein (ver.di) verhandelt mit der VKA.",
    "Frau Weber ist Sprecherin und Mitglied bei ver.di im Landesbezirk.",
    "Mehrere Beschäftigte sind bei ver.di.",
    "ver.di ruft zum Warnstreik auf, die Kita bleibt zu.",
    "Frau Weber informiert über den Gewerkschaftsbeitrag.",
    "Tarifverhandlungen mit ver.di und dbb am 3. Mai",
]


@pytest.mark.parametrize("text", FALSE)
def test_a_topic_or_nobody(text: str) -> None:
    """Topics, institutions, people in general, people without a name."""
    assert found(text) == []
