"""Social secrecy: what somebody gets from the authorities."""

import pytest

from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, Confidence, DataClass


def found(text: str) -> list[tuple[str, Confidence]]:
    """Return what this detector sees: text and confidence."""
    return [
        (text[f.start : f.end], f.confidence)
        for f in scan(text)
        if f.category is Category.OTHER and f.data_class is DataClass.SOCIAL
    ]


TRUE = [
    ("Herr Kaya bezieht Bürgergeld und sucht eine Wohnung.", "Bürgergeld"),
    (
        "Sehr geehrte Frau Kaya,\n\nIhren Antrag auf Wohngeld vom 3. Mai haben wir erhalten.",
        "Wohngeld",
    ),
    ("Frau Thomsen hat einen Pflegegrad 2 und bekommt Pflegegeld.", "Pflegegeld"),
    ("Frau Kaya hat Pflegegrad 3.", "Pflegegrad 3"),
    ("Das Jugendamt hat bei Familie Kaya eine Inobhutnahme durchgeführt.", "Inobhutnahme"),
    ("Für Familie Kaya wurde Hilfe zur Erziehung bewilligt.", "Hilfe zur Erziehung"),
    ("Frau Ingwersen lebt von Bürgergeld.", "lebt von Bürgergeld"),
    ("Der Antrag von Frau Ingwersen auf Grundsicherung wurde abgelehnt.", "Grundsicherung"),
    ("Herr Ingwersen ist obdachlos.", "obdachlos"),
    ("Herr Ingwersen lebt in einer Notunterkunft.", "lebt in einer Notunterkunft"),
    ("Herr Ingwersen steht unter rechtlicher Betreuung.", "unter rechtlicher Betreuung"),
    ("Frau Ingwersen hat eine gesetzliche Betreuerin.", "gesetzliche Betreuerin"),
    ("Frau Ingwersen hat Asyl beantragt und eine Duldung.", "Asyl"),
    ("Frau Ingwersen hat eine Duldung.", "Duldung"),
    ("Das Jugendamt hat Mia Kaya in Obhut genommen.", "in Obhut genommen"),
    ("Frau Ingwersen\nLeistung: Grundsicherung", "Grundsicherung"),
]


@pytest.mark.parametrize(("text", "phrase"), TRUE)
def test_a_statement_about_a_person(text: str, phrase: str) -> None:
    """The phrase itself, and sure enough for a case."""
    things = found(text)
    assert phrase in {thing for thing, _ in things}
    assert Confidence.LOW not in {confidence for _, confidence in things}


FALSE = [
    "Wie stellt man einen Asylantrag, was ist eine Duldung? Frau Weber weiß es.",
    "Frau Weber bearbeitet Asylanträge und die Betreuung der Notunterkunft.",
    "Frau Weber bearbeitet Wohngeld und Bürgergeld.",
    "Erkläre Frau Weber, wer Wohngeld bekommen kann.",
    "Sehr geehrte Frau [Nachname], Ihr Antrag auf Unterhaltsvorschuss vom [Datum] ist eingegangen.",
    "Wer Bürgergeld bezieht, legt den Bescheid vor. Auskunft: Frau Weber",
    "1.840 Haushalte mit Wohngeld, 612 Menschen in Grundsicherung",
]


@pytest.mark.parametrize("text", FALSE)
def test_a_topic_or_nobody(text: str) -> None:
    """Topics, institutions, people in general, people without a name."""
    assert found(text) == []
