"""File numbers of persons' cases, against citations, council papers and talk about files."""

import pytest

from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, Confidence

WANTED = frozenset({Category.CASE_NUMBER})


def findings(text: str) -> list[str]:
    """Return what is found, as it stands in the given text."""
    return [text[f.start : f.end] for f in scan(text, WANTED)]


NUMBERS = [
    "32-456/2024",
    "4 K 1234/23",
    "5 C 345/22",
    "II-123.45",
    "32.3-Mü-123/24",
    "51/2-4711-Sch",
    "FB 32 / 123-45-2024",
    "123 Js 456/23",
    "XVII 123/24",
    "S 12 AS 345/23",
    "2 Ds 123 Js 456/23",
    "2024-000123",
    "12345BG0001234",
    "50.21.03-4711/24",
    "4711",
    "32/123-5",
    "JA-2024-0815",
]
FRAMES = [
    "Az. {}",
    "Unser Aktenzeichen: {}.",
    "Aktenzeichen {}, Bescheid vom 12.03.2026",
    "Mein Zeichen: {}\nDatum: 03.04.2026",
    "Geschäftszeichen {} (bitte angeben)",
    "Gz.: {}",
    "Die Vorgangsnummer lautet {}.",
    "AZ: {}",
    "| Aktenzeichen | {} |",
    "Ihr Schreiben unter dem Aktenzeichen {} haben wir erhalten.",
    "Frau Mustermann (Az. {}) fragt nach dem Stand.",
    "Aktenzeichen:\n{}\nSachbearbeiterin: Frau Beispiel",
    "az {} bitte zusammenfassen",
    "Aktz. {}",
    "Akz.: {}, Anhörung",
]


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("frame", FRAMES)
def test_a_named_file_number(frame: str, number: str) -> None:
    """Found whole behind its word, without it."""
    text = frame.format(number)
    found = scan(text, WANTED)
    assert [(text[f.start : f.end], f.confidence) for f in found] == [(number, Confidence.HIGH)]


OTHER_WORDS = [
    ("Unser Zeichen: II-123.45, Ihre Nachricht vom 3.4.2024", "II-123.45"),
    ("Ihr Zeichen: 32-Mü-12/24", "32-Mü-12/24"),
    ("BG-Nummer 12345BG0001234", "12345BG0001234"),
    ("Die Bedarfsgemeinschaft 12345BG0001234 erhält mehr", "12345BG0001234"),
    ("Fallnummer: 0815/24", "0815/24"),
    ("Bußgeldnummer 505.12.345678.9", "505.12.345678.9"),
    ("Kassenaktenzeichen 22-1234", "22-1234"),
    ("In Sachen Mustermann ./. Stadt Musterstadt, 4 K 1234/23, bitten wir um Frist", "4 K 1234/23"),
    ("Az. 32-456/2024 12 Anlagen", "32-456/2024"),
    ("Aktenzeichen der Staatsanwaltschaft: 123 Js 4567/24", "123 Js 4567/24"),
    ("Aktenzeichen des Jugendamts 51-0815/24", "51-0815/24"),
    ("Aktenzeichen (bitte stets angeben): 51.2-4711/2024", "51.2-4711/2024"),
    ("Akte 51-123/24 Mustermann liegt in Raum 3", "51-123/24"),
    ("Vorgang: 2024-00123", "2024-00123"),
    ("Gz.: S 7 SO 123/21 ER", "S 7 SO 123/21 ER"),
    ("File reference: 2024/05-0387", "2024/05-0387"),
    ("Widerspruchsverfahren W 115/24 (Aktenzeichen des Jobcenters)", "W 115/24"),
    ("Die Nummer 12/345-24 ist unser Aktenzeichen.", "12/345-24"),
    ("Geschäftszahl GZ-2024/7788", "GZ-2024/7788"),
    ("Staatsanwaltschaft Musterstadt 15 Js 9988/25 gegen Kevin Muster", "15 Js 9988/25"),
    ("Please quote case no. 51-417/24", "51-417/24"),
    ("In dem Verfahren 3 Js 4567/24 gegen Dieter Muster", "3 Js 4567/24"),
    ("Strafverfahren 220 Ls 12 Js 34567/22", "220 Ls 12 Js 34567/22"),
    ("Amtsgericht Musterstadt, 4 F 88/24, Sorgerecht", "4 F 88/24"),
    ("Gesch.-Z.: 32-1/24", "32-1/24"),
    ("BG-Nr.: 12345//0001234", "12345//0001234"),
    ("AZ. 10/2 032.41", "10/2 032.41"),
    ("Aktenzeichen 50-12/2024 Sozialamt", "50-12/2024"),
    ("Der Vorgang 2026/0711-4482 ist noch offen.", "2026/0711-4482"),
    ("Ihre Wohngeldakte WG-2024/00817 liegt vor.", "WG-2024/00817"),
    ("Bauakte B 2026/0417: Nachforderung der Unterlagen", "B 2026/0417"),
    ("Die Akte JA-33/4512 muss in den Umlauf.", "JA-33/4512"),
    ("Aktennotiz zu 32.3/452.11-2026-17", "32.3/452.11-2026-17"),
    ("Vorgang 2026-VG-001234 ist seit drei Wochen offen.", "2026-VG-001234"),
    ("In der Sache 4 K 1187/26 bitte Stellungnahme entwerfen.", "4 K 1187/26"),
    ("Das Amtsgericht hat unter 5 F 231/26 entschieden.", "5 F 231/26"),
]


@pytest.mark.parametrize(("text", "number"), OTHER_WORDS)
def test_other_words_for_a_file(text: str, number: str) -> None:
    """Letterheads, job centres, lawsuits; what stands behind is left out."""
    assert findings(text) == [number]


def test_a_sign_of_the_file_plan_opens_no_case() -> None:
    """It names a subject."""
    (found,) = scan("Rundbrief zur Haushaltssatzung, Az.: 902.20", WANTED)
    assert found.confidence is Confidence.LOW


def test_a_second_number_behind_the_first() -> None:
    """One word names several files."""
    text = "Bitte Aktenzeichen 32-1/24, 32-2/24 und 32-3/24 zusammenführen, dazu 32 Anlagen."
    assert findings(text) == ["32-1/24", "32-2/24", "32-3/24"]


NONE = [
    "Der Vorgang 2026/27 ist noch offen, Fall 3 und Fall 12 auch.",
    "Die Schulakte 2023/2024 wird geschlossen, Vorgang 1-3 zuerst.",
    "Aktenzeichen sind bei uns 12-stellig, der Vorgang umfasst 120 Seiten.",
    "Die Akten 2023/2024 werden archiviert, Akte 1 von 3 fehlt.",
    "BVerwG, Urteil vom 12.03.2020 - 6 C 1.20 -, juris Rn. 12",
    "BVerwG, Az. 6 C 1.20",
    "Az. BVerwG 6 C 1.20",
    "BGH, Az. I ZR 123/20",
    "Das Aktenzeichen des Bundesgerichtshofs ist VIII ZR 12/20.",
    "EuGH, Rechtssache mit dem Az. C-311/18",
    "VG Köln, Urteil vom 12.3.2020, Az. 4 K 1234/19",
    "Vgl. OVG Schleswig, Beschluss vom 3. Mai 2021, Az. 2 MB 12/21",
    "BVerfG, Beschluss vom 27.05.2020, Az. 1 BvR 1873/13",
    "BVerfGE 65, 1 und BGHZ 123, 45",
    "Drucksache 19/1234 und Vorlage 2024/0123",
    "Erlass des Innenministeriums, Az. IV 234-12.3",
    "Rundschreiben vom 3. April, Az. D5-31002/17",
    "Wie lautet das Aktenzeichen-Schema, zum Beispiel 32-104.15/2026?",
    "Az. XX/2024 und Az. [Aktenzeichen]",
    "Aktenzeichen und Datum trägst du am 12.03.2026 ein.",
    "Az. vom 12.03.2024",
    "Aktenzeichen: 12.03.2024",
    "Der Text hat 1.500 Zeichen, unser Zeichen für Qualität seit 1998",
    "Die AZ beträgt 39,5 Stunden",
    "Aktenzeichen 000/0000",
    "§ 12 Abs. 3 Satz 2 KAG",
    "4 K 1234/23",
    "Es gibt 3 (Aktenzeichen und Datum), das Feld 12 (Aktenzeichen) ist Pflicht.",
    "AG Köln, Urteil vom 3.4.2019 - 523 Ds 12 Js 345/18 -, im Strafverfahren, juris",
    "In any case no 123 is too small for the file",
    "Zeichenzahl 2000, Kennzeichen 12",
    "A-Z 2024",
]


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_persons_file(text: str) -> None:
    """Published decisions, papers, decrees, patterns, dates, statutes."""
    assert findings(text) == []
