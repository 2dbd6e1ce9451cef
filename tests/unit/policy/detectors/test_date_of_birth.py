"""Days of birth, and all the other days."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.policy.detectors._dates import read_date
from leitstand.policy.engine.scan import scan
from leitstand.schemas.vocabulary import Category, Confidence

WANTED = frozenset({Category.DATE_OF_BIRTH})
HIGH, MEDIUM, LOW = Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW

BIRTHS = [
    ("Frau Muster, geb. [12.03.1985], beantragt", HIGH),
    ("geboren am [3. März 1985] in Kiel", HIGH),
    ("Geburtsdatum: [12.03.1985]", HIGH),
    ("Geb.-Dat.: [12.3.85]", HIGH),
    ("Max Muster (* [12.03.1985])", HIGH),
    ("*[12.03.1985]", HIGH),
    ("GebDat [12031985]", HIGH),
    ("born [March 3, 1985]", HIGH),
    ("date of birth: [1985-03-12]", HIGH),
    ("Müller, Anna, [12.03.1985]", MEDIUM),
    ("Kind, geb. [3.2.2019]", HIGH),
    ("wurde am [3. März 1985] in Kiel geboren.", HIGH),
    ("Name;Vorname;Geburtsdatum;Ort\nMuster;Erika;[12.08.1964];Kiel", HIGH),
    ("| Name | geb. |\n|---|---|\n| Erika Muster | [12.08.1964] |", HIGH),
    ("Anna Müller geb. Schmidt, [12.03.1985]", HIGH),
    ("geb. am [12. 03. 1985]", HIGH),
    ("Geburtstag von Erika Muster ist der [12.08.1964]", HIGH),
    ("geb. in Bad Segeberg am [12.08.1964]", HIGH),
    ("Geburtsdatum: [l2.O3.1985]", HIGH),
    ("Geburtsdatum\n[12.03.1985]", HIGH),
    ("am [12.08.1964] geborene Erika", HIGH),
    ("Die am [1. Juni 1998] geborene Klägerin begann am 1. August 2015", HIGH),
    ("Geburtsdatum des Kindes: [12.08.2019]", HIGH),
    ("Geburtsort/-datum: Kiel, [12.08.1964]", HIGH),
    ("Geburtsdatum (TT.MM.JJJJ): [12.08.1964]", HIGH),
    ("geb. [1985]", LOW),
    ("Jg. [1985]", LOW),
    ("Geb. [12/08/64]", HIGH),
    ("Meine Tochter kam am [3. Februar 2019] zur Welt", HIGH),
]
"""Text with the day in square brackets; invented, or the specimen of the identity card."""


@pytest.mark.parametrize(("marked", "confidence"), BIRTHS, ids=str)
def test_birth(marked: str, confidence: Confidence) -> None:
    """The day alone, without the word that names it."""
    text = marked.replace("[", "").replace("]", "")
    day = marked.partition("[")[2].partition("]")[0]
    found = [(text[f.start : f.end], f.confidence) for f in scan(text, WANTED)]
    assert found == [(day, confidence)]


NO_BIRTHS = [
    "geb.: 31.02.1985",
    "Johann Wolfgang Goethe, geb. 28. August 1749",
    "Der Dichter, geb. 28. August 1849",
    "Alle, die nach dem 01.01.1964 geboren sind",
    "Kinder, die zwischen dem 01.10.2018 und dem 30.09.2019 geboren sind",
    "Die Geburtsurkunde vom 12.03.2024",
    "Sitzung am 12.03.2026",
    "Geburtsdatum: TT.MM.JJJJ",
    "Erika (46)",
    "Hans Muster (* 12. März 1905; † 3. Mai 1980)",
    "Urteil vom 12.03.2015, Az",
    "Die Gebühr ist zum 12.03.2026 fällig",
    "Gebäude, Baujahr 12.03.1985",
    "aus dem Geburtsdatum in Spalte B das Alter zum Stichtag 30.09.2026 berechnen",
    "Kiel, 12.03.2012",
    "Einladung zum 80. Geburtstag am 12.03.2026",
    "Name, Geburtstag\nDie Grundsteuer, 15. Februar, 15. Mai, 15. August und 15. November",
]


@pytest.mark.parametrize("text", NO_BIRTHS)
def test_no_birth(text: str) -> None:
    """No such day, history, bounds of an age group, certificates, parties, the dead."""
    assert scan(text, WANTED) == ()


def test_another_column_is_no_birth() -> None:
    """The head of a table counts for its own column only."""
    text = "Name;Geburtsdatum;Eintritt\nMuster;12.08.1964;01.04.1999"
    assert [f.value for f in scan(text, WANTED)] == ["12.08.1964"]


def test_a_comma_in_a_cell_ends_none() -> None:
    """A table with bars has its cells between them: "Meier, Anna" is one."""
    text = "| Name | Ort | Geburtsdatum |\n|---|---|---|\n| Meier, Anna | Kiel | 03.09.2019 |\n"
    assert [f.value for f in scan(text, WANTED)] == ["03.09.2019"]


def test_whose_day_it_is_may_be_a_part() -> None:
    """Behind the name of an applicant a day in brackets is that of birth."""
    (found,) = scan("Der Bewerber Fabian Zeller (12.04.1993) hat zugesagt.", WANTED)
    assert (found.value, found.confidence) == ("12.04.1993", Confidence.MEDIUM)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("<geburtsdatum>12.08.1964</geburtsdatum>", "12.08.1964"),
        ("Geburtsdatum: 19640812", "19640812"),
        ("GebDatum 12081964", "12081964"),
        ("DOB 20011980", "20011980"),
    ],
)
def test_as_machines_write_it(text: str, day: str) -> None:
    """In a tag, and eight digits in either order."""
    assert [f.value for f in scan(text, WANTED)] == [day]


IN_BRACKETS = [
    ("Die Mieterin Ayşe Korkmaz (11.11.1969) bezieht Wohngeld.", ["11.11.1969"]),
    ("Kinder: Lea (02.05.2016), Finn (19.08.2018)", ["02.05.2016", "19.08.2018"]),
    ("Zitat von Angela Merkel (12.04.2020)", []),
    ("Der Beschluss Kiel (12.03.2012), Anlage Rose (1.1.2000), Haushalt (03.04.2010)", []),
]


@pytest.mark.parametrize(("text", "days"), IN_BRACKETS)
def test_in_brackets_behind_a_name(text: str, days: list[str]) -> None:
    """Behind a first name, of children also a late one; behind nothing else."""
    assert [f.value for f in scan(text, WANTED)] == days


DATES = [
    ("12.03.1985", (1985, 3, 12)),
    ("3. März 1985", (1985, 3, 3)),
    ("3 Mrz. 85", (1985, 3, 3)),
    ("12031985", (1985, 3, 12)),
    ("19850312", (1985, 3, 12)),
    ("20011980", (1980, 1, 20)),
    ("19851312", None),
    ("March 3, 1985", (1985, 3, 3)),
    ("1985-03-12", (1985, 3, 12)),
    ("29.02.2024", (2024, 2, 29)),
    ("29.02.2023", None),
    ("01.13.2020", None),
    ("00.01.2020", None),
    ("01.01.30", (2030, 1, 1)),
    ("01.01.31", (1931, 1, 1)),
    ("12031985", (1985, 3, 12)),
]


@pytest.mark.parametrize(("text", "expected"), DATES)
def test_days_of_the_calendar(text: str, expected: tuple[int, int, int] | None) -> None:
    """Leap years, months by name, two-digit years."""
    assert read_date(text) == expected


@given(st.dates())
def test_every_day_is_read_back(day: object) -> None:
    """ISO dates of every year are days."""
    text = str(day)
    assert read_date(text) == tuple(int(part) for part in text.split("-"))
