"""Number plates, and everything in an office that is written like one."""

import pytest

from leitstand.policy.detectors.licence_plate import district_codes, is_plate
from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, Confidence

WANTED = frozenset({Category.LICENCE_PLATE})
HIGH, MEDIUM, LOW = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW


def findings(text: str) -> list[tuple[str, Confidence]]:
    """Return what is found, as it stands in the given text."""
    return [(text[f.start : f.end], f.confidence) for f in scan(text, WANTED)]


FOUND = [
    ("Der Pkw mit dem Kennzeichen {} parkt auf dem Gehweg.", "HH-AB 123"),
    ("Halterin des Fahrzeugs {} ist Frau Mustermann.", "M-X 1"),
    ("Das Auto ({}) wurde abgeschleppt", "HH AB 123"),
    ("Kennzeichen: {}", "KI-LS 2048E"),
    ("Kennzeichen {}, Baujahr 1972", "GÖ-XY 77H"),
    ("Der Wagen {} steht dort seit Wochen", "SL-AB-12"),
    ("Das Wohnmobil {} blockiert die Einfahrt", "NMS-K 4711"),
    ("Am 3. Mai stand {} vor der Feuerwehrzufahrt", "RD-XY12"),
    ("Fahrzeug {} bitte stilllegen", "HH - AB 123"),
    ("Fahrzeug {} bitte stilllegen", "HH\u2013AB 123"),
    ("Fahrzeug {} bitte stilllegen", "HH\u00b7AB 123"),
    ("kennzeichen {} falsch geparkt", "hh-ab 123"),
    ("auto {} falsch geparkt", "hh-ab 123"),
    ("Kennzeichen {}", "hh ab 123"),
    ("Kennzeichen: {}", "HHAB123"),
    ("Kennzeichen: {}", "HH-AB 1O3"),
    ("Das Kennzeichen lautet {}.", "kils2048"),
    ("Kennzeichen: {}", "OD-L312"),
    ("| Kfz-Kennzeichen | {} |", "B-AB 1234"),
    ("Kennzeichen\n{}\nFarbe blau", "TÜ-A 99"),
    ("Kennzeichen {}", "Y-123 456"),
    ("Kennzeichen {}", "THW-12345"),
    ("Kennzeichen {}", "0 17-1"),
    ("Kennzeichen {}", "\uff28\uff28-\uff21\uff22 \uff11\uff12\uff13"),
    ("Kennzeichen {}, Saison 04-10", "HH-AB 123"),
]


@pytest.mark.parametrize(("frame", "plate"), FOUND)
def test_a_plate_beside_a_word_about_vehicles(frame: str, plate: str) -> None:
    """High and whole, in each way of writing."""
    assert findings(frame.format(plate)) == [(plate, HIGH)]


def test_several_plates_are_several() -> None:
    """A list of them behind one word."""
    found = findings("Zugelassen sind HH-AB 123, KI-LS 204 und SL-XY 12.")
    assert [plate for plate, _ in found] == ["HH-AB 123", "KI-LS 204", "SL-XY 12"]


FAR = "Das Fahrzeug ist rot. " + "Dazu gibt es seit Wochen viele Anrufe aus der Nachbarschaft. " * 3
ALONE = [
    (f"{FAR}Wegen HH-AB 123 hat sich niemand gemeldet.", [("HH-AB 123", MEDIUM)]),
    ("Welche Wunschkennzeichen gibt es? Zum Beispiel HH-AB 1.", [("HH-AB 1", LOW)]),
    ("Kennz. HH AB 123 (Elektro)", [("HH AB 123", HIGH)]),
    ("The car with plate HH-AB 123 was towed.", [("HH-AB 123", HIGH)]),
    (f"{FAR}Wegen HH AB 123 hat sich niemand gemeldet.", []),
    ("Wegen HH-AB 123 hat sich niemand gemeldet.", [("HH-AB 123", LOW)]),
    ("Wegen HH AB 123 hat sich niemand gemeldet.", []),
    ("Wegen hh-ab 123 hat sich niemand gemeldet.", []),
    (
        "Blauer Engel DE-UZ 194, Rohr PE-HD 40, Regel BR-DE-15",
        [("DE-UZ 194", LOW), ("PE-HD 40", LOW), ("BR-DE-15", LOW)],
    ),
]


@pytest.mark.parametrize(("text", "expected"), ALONE)
def test_a_plate_alone(text: str, expected: list[tuple[str, Confidence]]) -> None:
    """The hyphen carries it where the paragraph speaks of a vehicle, else it opens no case."""
    assert findings(text) == expected


NONE = [
    "Bitte auf DIN A 4 drucken, ISO 27001 und EN 301 549 beachten.",
    "Stelle nach TV-L 9, S-EG 1 oder A 12, im Fahrdienst mit Auto",
    "Fahrzeuge der Klasse M1 und N2 nach EU-VO 2018, Pkw im Sinne der KI-VO 2024",
    "Das IT-SG 2024, die BV-KI 5 und die DA 12 gelten auch für Fahrer.",
    "Parkplatz P 3, Raum C 12, Haus B, Ebene U 2",
    "Wir fahren mit dem Auto über die A 7 und die B 404.",
    "Sperrung der A 7, Pkw-Verkehr über die U 12",
    "Fahrzeug XX-YY 123",
    "Fahrzeug HH-AB 0123",
    "Fahrzeug HH-ABC 123",
    "Fahrzeug NMS-AB 12345",
    "Kennzeichen: [Kennzeichen]",
    "Was bedeuten E und H am Ende eines Kennzeichens?",
    "Das Kennzeichen darf höchstens 8 Zeichen haben.",
    "Kennzeichen ist ein Merkmal von 3 Arten",
    "Covid-19, H5N1, CO2 und PM10 an der Straße mit 300 Autos",
    "Der Drucker HP M 404 ist defekt",
    "Das Auto fuhr 12 km, A-M 21 km",
    "E-Mail 3, U-Bahn 5, S-Bahn 12",
]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_plate(text: str) -> None:
    """Standards, pay grades, acts, rooms, roads, viruses; signs that no district has."""
    assert [f for f in findings(text) if f[1] is not LOW] == []


def test_the_list_of_districts() -> None:
    """Whole, with umlauts, without the services of state and federation."""
    assert len(district_codes()) == 767
    assert {"HH", "B", "TÜ", "ÖHR", "MSE", "LUP"} <= district_codes()
    assert not {"BP", "THW", "Y", "XX", "TV", "ISO"} & district_codes()
    assert all(1 <= len(code) <= 3 for code in district_codes())


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("HHAB123", True),
        ("HAB1", True),
        ("XXAB123", False),
        ("NMSAB123", True),
        ("NMSAB1234", False),
    ],
)
def test_a_plate_run_together(text: str, right: bool) -> None:
    """Some division into sign and letters must be possible, with at most eight places."""
    assert is_plate(text) is right
