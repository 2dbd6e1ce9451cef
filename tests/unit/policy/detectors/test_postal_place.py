"""Postcodes with their places, and numbers before other words."""

import pytest

from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, Confidence

WANTED = frozenset({Category.POSTAL_PLACE})
HIGH, MEDIUM, LOW = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW

PLACES = [
    ("Hauptstr. 12, [24103 Kiel]", HIGH),
    ("Frau Muster, [24103 Kiel], ruft an", MEDIUM),
    ("Die Stadt [40213 Düsseldorf] hat", LOW),
    ("Hauptstr. 12\n[60313 Frankfurt am Main]\nTel", HIGH),
    ("Ring 1, [D-23843 Bad Oldesloe].", HIGH),
    ("PLZ: [06108 Halle (Saale)], gut", MEDIUM),
    ("[25826 St. Peter-Ording]", LOW),
    ("Hauptstr. 12a | [79098 Freiburg im Breisgau]", HIGH),
    ("wohnhaft in [67433 Neustadt an der Weinstraße].", MEDIUM),
    ("Hauptstr. 12, [24103 KIEL]", HIGH),
    ("Hauptstraße 12, [1060 Wien]", HIGH),
    ("[A-1010 Wien]", LOW),
    ("Hauptstraße 5 in [73525 Schwäbisch Gmünd] bei Frau", HIGH),
    ("Hauptstr. 12, [23552 Lübeck-St. Jürgen]", HIGH),
    ("Hauptstr. 12, [97070 Würzburg] Tel. 0931", HIGH),
    ("Dorfstraße 3 [25980 Sylt OT Westerland]", HIGH),
    ("Dorfstr. 1, [91541 Rothenburg o.d.T.]", HIGH),
    ("Dorfstr. 1, [33332 Gütersloh] am Montag", HIGH),
    ("Postfach 1234, [24103 Kiel]", HIGH),
    ("Dorfstraße 1b, [16321 Bernau bei Berlin] (Hundehalter)", HIGH),
    ("an maria muster, gartenweg 7, [24103 kiel] bitte", HIGH),
    ("Muster;Ringstraße 5;[24103;Kiel];0431 123456", HIGH),
    ("Das Amtsgericht Musterstadt, Hauptstr. 12, [24103 Kiel], ist zuständig", LOW),
    ("Stadt Musterstadt\nFachbereich 3\nHauptstr. 12\n[24103 Kiel]", LOW),
    ("An das Finanzamt\nMax Muster\nHauptstr. 12\n[24103 Kiel]", HIGH),
]
"""Text with the place in square brackets."""


@pytest.mark.parametrize(("marked", "confidence"), PLACES, ids=str)
def test_place(marked: str, confidence: Confidence) -> None:
    """Found with postcode and country; sure behind a street, low alone."""
    text = marked.replace("[", "").replace("]", "")
    place = marked.partition("[")[2].partition("]")[0]
    found = [(text[f.start : f.end], f.confidence) for f in scan(text, WANTED)]
    assert found == [(place, confidence)]


NO_PLACES = [
    "10000 Euro",
    "12345 Exemplare",
    "20000 Einwohner",
    "SELECT plz FROM anschrift WHERE plz BETWEEN 72760 AND 72770",
    "in gruppe 7, 20000 euro und in gruppe 8 24103 kiel",
    "an platz 7, 20000 einwohner",
    "Artikel;12345;Stück",
    "23456 Stück",
    "Artikel-Nr. 12345 Blau",
    "Haushaltsstelle 46400 Personal",
    "rund 12500 Mark",
    "05000 Nirgendwo",
    "43000 Irgendwo",
    "00123 Irgendwo",
    "123456 Kiel",
    "§§ 1615l Abs. 3, 1610 BGB",
    "Er kam am 3. Mai, 2019 Schüler waren da",
    "Rechnung 24103 Kiel",
]


@pytest.mark.parametrize("text", NO_PLACES)
def test_no_place(text: str) -> None:
    """Amounts, counts, numbers with another name, regions without postcodes."""
    assert scan(text, WANTED) == ()
