"""Certificates: tables of one's own, and the reports of Moodle and ILIAS as these write them."""

from datetime import date

import pytest
from tests.unit.register.imports.lists import awards_of, told

from leitstand.register.imports import Awards, Mapping, Preset

HEADING = "user;course;passed;expires\n"


def days(awards: Awards) -> dict[str, list[date]]:
    return {p: [c.passed for c in found] for p, found in awards.certificates.items()}


def test_a_table_of_ones_own() -> None:
    """The course says how long a certificate lives, unless the line does."""
    awards, report = awards_of(
        HEADING + "a;ki-pass-chat;2026-03-01;\n"
        "a;ki-pass-protokoll;01.03.2026;\nb;ki-pass-protokoll;1.3.26;2026-09-01\nc;ki-pass-chat;;\n"
    )
    assert not report.problems
    assert {
        p: [(c.course, c.expires) for c in found] for p, found in awards.certificates.items()
    } == {
        "a": [("ki-pass-chat", None), ("ki-pass-protokoll", date(2027, 3, 1))],
        "b": [("ki-pass-protokoll", date(2026, 9, 1))],
    }
    assert awards.skipped == {"not passed": 1}


COMPLETION = (
    'ID,Name,"Email address","Abschlusstest KI","Abschlusstest KI - Completion date","Course complete"\n'
    '17,"Erika Fiktiv",a@x,"Completed (achieved pass grade)","2026-03-01 16:05:12","2026-03-01 16:05:12"\n'
    '18,"Otto Fiktiv",b@x,"Not completed",,\n'
)
ACTIVITIES = (
    '\t"Anmeldename"\t"Abschlusstest KI"\t""\n'
    '"Erika Fiktiv"\t"a@x"\t"Abgeschlossen (Bestehensgrenze erreicht)"\t"2026-03-01 16:05:12"\n'
    '"Otto Fiktiv"\t"b@x"\t"Abgeschlossen (Bestehensgrenze nicht erreicht)"\t"2026-03-02 16:05:12"\n'
    '"Uwe Fiktiv"\t"c@x"\t"Nicht abgeschlossen"\t""\n'
)
CUSTOM_CERTIFICATES = (
    '"Full name","Email address","Awarded on",Code\n'
    '"Erika Fiktiv",a@x,"Sunday, 1 March 2026, 4:05 PM",aB3dE6gH9j\n'
)
COURSE_CERTIFICATES = (
    "Vollständiger Name;E-Mail-Adresse;Status;Ablaufdatum;Ausgestellt am;Code\n"
    "Erika Fiktiv;a@x;Gültig;Nie;Sonntag, 1. März 2026, 16:05;1234567890AB\n"
)


@pytest.mark.parametrize(
    ("data", "mapping"),
    [
        (COMPLETION.encode(), None),
        (COMPLETION.encode("utf-8-sig"), None),
        (
            ACTIVITIES.encode("utf-16"),
            Mapping(columns={"status": ("Abschlusstest KI",), "passed": ("Abschlusstest KI +1",)}),
        ),
        (CUSTOM_CERTIFICATES.encode(), None),
        (
            COURSE_CERTIFICATES.encode(),
            Mapping(columns={"status": ("status",)}, passed_states=("Gültig",)),
        ),
    ],
    ids=[
        "course completion",
        "with mark",
        "activities for Excel",
        "customcert",
        "tool_certificate",
    ],
)
def test_reports_of_moodle(data: bytes, mapping: Mapping | None) -> None:
    """Who has not completed has no certificate; internal numbers and names are not read."""
    awards, report = awards_of(data, Preset.MOODLE, mapping, course="ki-pass-chat")
    assert not report.problems
    assert days(awards) == {"a@x": [date(2026, 3, 1)]}


ILIAS = (
    '"Name der Installation";"lernwelt"\n'
    '"Name des Objekts";"KI-Pass Chat"\n'
    '"Link zum Objekt";"https://lernen.musterdorf.example/goto.php/crs/42"\n'
    '"Objekt im Besitz von";"Fiktiv, Ida"\n'
    '"Datum des Reports";"1. Aug 2026, 09:00"\n'
    '"Report erstellt von";"Ida Fiktiv"\n'
    "\n"
    '"Anmeldename";"Vorname";"Nachname";"Prozent";"Status";"Letzte Statusänderung"\n'
    '"a@x";"Erika";"Fiktiv";"100%";"Bearbeitet";"1. Mär 2026, 16:05"\n'
    '"b@x";"Otto";"Fiktiv";"40%";"In Bearbeitung";"2. Mär 2026, 16:05"\n'
    '"c@x";"Uwe";"Fiktiv";"0%";"Noch nicht begonnen";" "\n'
    '"d@x";"Eva";"Fiktiv";"100%";"Nicht bestanden";"3. Mär 2026, 16:05"\n'
)


def test_learning_progress_of_ilias() -> None:
    """The lines about the report are skipped; only who is through with the course counts."""
    awards, report = awards_of(ILIAS, Preset.ILIAS, course="ki-pass-chat")
    assert not report.problems
    assert days(awards) == {"a@x": [date(2026, 3, 1)]}
    assert awards.skipped == {"not passed": 3}


def test_ilias_without_the_column_of_the_day() -> None:
    """It is not ticked by default: the message says what is missing."""
    _, report = awards_of(ILIAS.replace("Letzte Statusänderung", "Note"), Preset.ILIAS, course="x")
    assert told(report) == [(1, "the column 'passed' is missing")]
    assert "Letzte Statusänderung" in report.problems[0].remedy


def test_courses_by_their_name_elsewhere() -> None:
    """With a mapping, courses that it does not name are none of ours."""
    awards, report = awards_of(
        HEADING + "a;KI-Pass;2026-03-01;\na;Brandschutz;2026-03-01;\n",
        mapping=Mapping(courses={"ki-pass": "ki-pass-chat"}),
    )
    assert (days(awards), report.problems) == ({"a": [date(2026, 3, 1)]}, ())
    assert awards.skipped == {"other courses than those of the mapping": 1}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("a;ki-pass-chta;2026-03-01;", "there is no such course"),
        ("a;ki-pass-chat;2026-02-30;", "'passed' is not a day"),
        ("a;ki-pass-chat;2026-08-02;", "passed in the future"),
        ("a;ki-pass-chat;2026-03-01;2026-03-01", "expires before it is passed"),
        ("a;ki-pass-chat;2026-03-01;bald", "'expires' is not a day"),
        (";ki-pass-chat;2026-03-01;", "the user id is empty"),
        ("a;ki-pass-chat", "this line has too few cells"),
    ],
)
def test_what_is_wrong_is_told_at_its_line(line: str, problem: str) -> None:
    """With a remedy."""
    _, report = awards_of(HEADING + line + "\n")
    assert told(report) == [(2, problem)]


def test_one_certificate_has_one_last_day() -> None:
    """Twice the same is the same."""
    same = "a;ki-pass-chat;2026-03-01;2027-01-01\n"
    awards, report = awards_of(HEADING + same + same)
    assert (len(awards.certificates["a"]), report.problems) == (1, ())
    _, report = awards_of(HEADING + same + same.replace("2027", "2028"))
    assert told(report) == [(3, "the same certificate with another last day")]


def test_passed_needs_its_day() -> None:
    """A state without a day is no certificate."""
    data = '"Anmeldename";"Status";"Letzte Statusänderung"\n"a";"Bearbeitet";" "\n'
    _, report = awards_of(data, Preset.ILIAS, course="ki-pass-chat")
    assert told(report) == [(2, "passed without a day")]


def test_people_whom_nobody_knows() -> None:
    """Some are left out with their line; most of them means the wrong column."""
    awards, report = awards_of(HEADING + "".join(f"{u};ki-pass-chat;2026-03-01;\n" for u in "abc"))
    awards.check_people({"a", "b"}, report)
    assert told(report) == [(4, "nobody in the register; left out")]
    assert not report.has_errors()
    awards.check_people({"a"}, report)
    assert report.has_errors()
