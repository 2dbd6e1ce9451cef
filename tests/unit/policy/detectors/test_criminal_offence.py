"""Criminal offences: a statement about somebody, not penal law."""

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
    (
        "Gegen Frau Wendt läuft ein Ermittlungsverfahren wegen Unterschlagung.",
        "Ermittlungsverfahren",
    ),
    ("Herr Otto Krug wurde 2019 wegen Diebstahls verurteilt.", "wegen Diebstahls verurteilt"),
    ("Herr Krug sitzt seit Mai in Untersuchungshaft, wer vertritt ihn?", "in Untersuchungshaft"),
    ("Gegen Herrn Krug wurde Strafanzeige gestellt.", "Strafanzeige"),
    ("Herr Krug wurde gestern festgenommen.", "festgenommen"),
    ("Frau Wendt hat einen Eintrag im Führungszeugnis.", "Eintrag im Führungszeugnis"),
]


@pytest.mark.parametrize(("text", "phrase"), TRUE)
def test_a_statement_about_a_person(text: str, phrase: str) -> None:
    """The thing itself without its verb, and sure enough for a case."""
    assert found(text) == [(phrase, Confidence.HIGH)]


FALSE = [
    "Der Angeklagte wurde wegen Betrugs in 14 Fällen verurteilt.",
    "Frau Kaya hat Strafanzeige erstattet.",
    "Wie läuft ein Ermittlungsverfahren ab?",
    "Gegen die Stadt läuft ein Ermittlungsverfahren, fragen Sie Frau Kaya.",
    "Gegen Unbekannt wurde Strafanzeige gestellt; Auskunft gibt Frau Kaya.",
    "Frau Kaya arbeitet in der JVA und berichtet über Ermittlungen.",
    "Herr Krug bringt bitte ein Führungszeugnis mit.",
    "Wenn gegen einen Bewerber ein Strafverfahren läuft, was gilt? Gruß, Jens Kaufmann",
]


@pytest.mark.parametrize("text", FALSE)
def test_a_topic_or_nobody(text: str) -> None:
    """Penal law, people without a name, whoever reports somebody."""
    assert found(text) == []
