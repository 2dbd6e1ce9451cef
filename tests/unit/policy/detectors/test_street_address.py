"""Streets with house numbers, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, Confidence

WANTED = frozenset({Category.STREET_ADDRESS})
HIGH, MEDIUM, LOW = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW

STREETS = [
    ("Frau Muster wohnt in der [Hauptstr. 12a], 24103 Kiel.", HIGH),
    ("Er ist wohnhaft [Am Alten Markt 3], 24103 Kiel", HIGH),
    ("Das Paket ging an [Am Alten Markt 3].", MEDIUM),
    ("Er wohnt [Lange Straße 5-7] in Neustadt.", HIGH),
    ("Das Grundstück [An der Bleiche 4] wird geteilt.", MEDIUM),
    ("[Straße des 17. Juni 135], 10623 Berlin", HIGH),
    ("Treffen: [Unter den Eichen 87]", MEDIUM),
    ("Familie Muster, [Hinterm Deich 2], hat angerufen.", MEDIUM),
    ("Bitte an [Ahornweg 7 b] senden.", MEDIUM),
    ("in die [Goethe-Straße 15] gezogen", MEDIUM),
    ("Die [Karl-Marx-Allee 3] ist betroffen.", MEDIUM),
    ("[Platz der Republik 1], 11011 Berlin", HIGH),
    ("Mannheim [Q7, 12]", MEDIUM),
    ("[Postfach 1234], 24103 Kiel", MEDIUM),
    ("Das [Postfach 1234] ist voll.", LOW),
    ("Musterbrief, [Beispielweg 3], 24103 Kiel", LOW),
    ("[Konrad-Adenauer-Str. 5 - 7]", MEDIUM),
    ("[Große Bleichen 23], 20354 Hamburg", HIGH),
    ("Max Muster\n[Zeil 106]\n60313 Frankfurt am Main", MEDIUM),
    ("[Dr.-Külz-Straße 12]", MEDIUM),
    ("In der [Hauptstraße 12] wurde eingebrochen.", MEDIUM),
    ("sie wohnt in der [hauptstraße 12]", HIGH),
    ("[HAUPTSTRASSE 12], 24103 KIEL", HIGH),
    ("Adresse: [Reeperbahn 1]", HIGH),
    ("Straße: [Colonnaden 5]", MEDIUM),
    ("die [Hauptstraße Nr. 12] wird saniert", MEDIUM),
    ("[Bürgermeister-Müller-Weg 3/5]", MEDIUM),
    ("Unsere [Kieler Straße 12] ist gesperrt", MEDIUM),
    ("[Otto von Bismarck Straße 12]", MEDIUM),
    ("neue Adresse: [Hinter den Höfen 4].", HIGH),
    ("Wir ziehen nach [Lindenhof 12] um", MEDIUM),
    ("Haupt- und Nebenwohnung: [Haupt-\nstraße 12]", MEDIUM),
    ("[Schloßstr.12]", MEDIUM),
    ("[Hauptstraβe 12]", MEDIUM),
    ("Max Muster [Hauptstraße 12] 24103 Kiel", HIGH),
    ("[Bahnhofstrasse 3], 8001 Zürich", HIGH),
    ("Herr Muster, [Lindenhof 12], bittet um Rückruf", MEDIUM),
    ("[Rathausmarkt 4]", MEDIUM),
    ("[Alte Lübecker Chaussee 21]", MEDIUM),
    ("Treffpunkt: [Lange Reihe 7]", MEDIUM),
    ("Einsatz um 14 Uhr: [Zum Sportplatz 16].", MEDIUM),
    ("[In der Au 12]", MEDIUM),
    ("Ecke [Goethestr. 12]", MEDIUM),
    ("bescheid an maria muster, [gartenweg 7], 24103 kiel", MEDIUM),
    ("sie wohnt im [gartenweg 7] und will umziehen", HIGH),
    ("Ich wohne [Reeperbahn 48] und habe eine Frage.", MEDIUM),
    ("wir wohnten früher [Beim Schlump 15 b]", MEDIUM),
    ("Adresse: [Vor dem Tor 3-5], 72764 Reutlingen", HIGH),
    ("Herr Muster, [Zum Hirschen 7a], hat angerufen.", MEDIUM),
    ("Frau Muster, [Metzgergässle 3], bittet um Rückruf", MEDIUM),
    ("lärm aus der bar [kölner str. 88] schon wieder", MEDIUM),
    ("Adresse: [Auf der Höhe 4], 58636 Iserlohn", HIGH),
    ("Das Verwaltungsgericht Kiel, [Brunswiker Straße 12], ist zuständig.", LOW),
    ("einzulegen bei der Stadt Musterstadt, [Rathausplatz 1], 24103 Kiel", LOW),
    ("Stadt Musterstadt, vertreten durch den Oberbürgermeister, [Rathausplatz 1]", LOW),
    ("Landratsamt Musterkreis\nAmt für Soziales\n[Bismarckstraße 47]", LOW),
    ("Bürgerbüro, Zimmer 12, [Marktplatz 22]", LOW),
    ("Stadt Musterstadt · Ordnungsamt · [Rathausplatz 1]", LOW),
    ("Das Feuerwehrhaus in der [Gartenstraße 2] wird saniert.", LOW),
    ("Die Kita Sonnenschein zieht in die [Bahnhofstraße 18] um.", LOW),
    ("Der Wertstoffhof ([Industriestraße 44]) ist samstags geöffnet.", LOW),
    ("Familie Muster wohnt neben der Schule in der [Gartenstraße 2].", MEDIUM),
    ("Frau Muster leitet die Schule und wohnt [Gartenstraße 2].", HIGH),
    ("Halteverbot in der [Hebelstraße 5-9] für einen Umzug", LOW),
    ("Vollsperrung [Kaiserstraße 12] bis 40 wegen Kanalarbeiten", LOW),
    ("Von der Vollsperrung ist Familie Muster betroffen, [Kaiserstraße 12].", MEDIUM),
    ("beim Jugendamt, Frau Muster, [Hauptstr. 12], 24103 Kiel", HIGH),
    ("An das Finanzamt\nMax Muster\n[Hauptstr. 12]\n24103 Kiel", HIGH),
    ("Die Bürgerin aus der Stadt Kiel, [Hauptstr. 12], fragt", MEDIUM),
]
"""Text with the street in brackets; invented addresses."""


@pytest.mark.parametrize(("marked", "confidence"), STREETS, ids=str)
def test_street(marked: str, confidence: Confidence) -> None:
    """Found with its number and nothing else."""
    text = marked.replace("[", "").replace("]", "")
    street = marked.partition("[")[2].partition("]")[0]
    found = [(text[f.start : f.end], f.confidence) for f in scan(text, WANTED)]
    assert found == [(street, confidence)]


NO_STREETS = [
    "Lüftungsgeräte: Grundschule Nord 3, Schillerschule 2, Christuskirche 4, Rathaus 1.",
    "§ 12 und Abs. 3, Artikel 5",
    "Weg 2 der Umsetzung, Platz 3 im Ranking",
    "Am Montag 3 Stunden, Im Jahr 2024",
    "Am Standort 2, Zum Thema 4, Im Raum 12",
    "Herr Muster, Gruppe Igel 2, kommt. Frau Muster, Entgeltgruppe 9, auch. Frau Muster, Zum Thema 4, fragt",
    "Wir wohnen seit 3 Jahren hier, er wohnt im Block 3, ich wohne im Zimmer 3.",
    "in einer straße 4 mal, unter straße 3 und weiter straße 5",
    "Auf der Höhe 4 ist gemeint, im gartenweg 7 mal",
    "Ring 1, Gleis 3",
    "Am 12. Mai in der Hauptstraße",
    "Bebauungsplan Nr. 12",
    "Kita Sonnenweg 12 Kinder",
    "Die Bundesstraße 76 und die Kreisstraße 12",
    "Behindertenparkplatz 55, Rettungsweg 32",
    "In der Sonnenstraße 25 Laternen",
    "Handlungsfeld 3, Fragebogen 2, Quartal 3",
    "in der Hauptstraße 12. Mai",
    "Monitoring 2",
    "Hauptstraße 2024",
    "Hauptstraße 12,5 Tonnen",
    "Auf dem Wochenmarkt 20 Händler",
    "Wohnung aus Art. 13 Abs. 1 GG",
    "eine für Q2 2007 geplante Veröffentlichung",
    "in Irland und Brasilien Platz 1 der Charts",
    "seine Immobilie straße 4",
    "Lange Reihe ohne Nummer, Am Alten Markt",
    "wohnt in Zimmer 3",
    "Verbrechen und Platz 2",
    "(vgl. Figur 9, Bezugszeichen 31)",
    "Baufeld 3, Schulstraße 3. BA",
    "Firewall 2, Direktor 3, Hospital 4, Kindergarten 5, Neubau 6",
]


@pytest.mark.parametrize("text", NO_STREETS)
def test_no_street(text: str) -> None:
    """Numbers that count, dates, roads by number, ways and places that are none."""
    assert scan(text, WANTED) == ()


@given(
    st.sampled_from(["Ahorn", "Kirch", "Schul", "Linden", "Goethe", "Mühlen", "Berliner "]),
    st.sampled_from(["straße", "str.", "weg", "allee", "platz", "ring", "damm", "twiete"]),
    st.integers(min_value=1, max_value=299),
    st.sampled_from(["", "a", " b", "-12", " - 14", "/3"]),
)
def test_compounds_are_streets(first: str, last: str, number: int, tail: str) -> None:
    """Every usual first part with every sure last part, every form of number."""
    street = f"{first}{last.capitalize() if first.endswith(' ') else last} {number}{tail}"
    if street.startswith("Schulplatz"):
        return
    text = f"Die Bewohner von {street}, 24103 Kiel"
    assert [text[f.start : f.end] for f in scan(text, WANTED)] == [street]
