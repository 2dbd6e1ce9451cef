"""People's files as spreadsheets save them, and what becomes of their days."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from leitstand.register import load_directory, review
from leitstand.register.csv_source import Row, read_rows
from leitstand.register.days import months_later
from leitstand.register.problems import Level, Report
from leitstand.schemas.register import Person
from leitstand.vault import RegisterKey

TENANT = "musterdorf"
TEXT = "user;department;from\nmüller;rathaus;2026-01-01\n"


def rows(data: bytes) -> tuple[list[Row], Report]:
    report = Report()
    required, optional = ("user", "department", "from"), ("until",)
    return list(read_rows("people.csv", data, required, optional, {}, report)), report


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("cp1252"),
        TEXT.encode("utf-16"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.replace(";", ",").encode(),
        TEXT.replace(";", "\t").encode(),
        TEXT.replace(";", "|").encode(),
        ("sep=;\n" + TEXT).encode(),
        ("Bericht vom 01.03.2026\n\n" + TEXT).encode(),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("user", " User ").encode(),
        TEXT.replace("müller", '"müller"').encode(),
        ("\n" + TEXT + ";;\n\n").encode(),
    ],
    ids=[
        "utf-8",
        "bom",
        "cp1252",
        "utf-16",
        "big-endian",
        "no-mark",
        "comma",
        "tab",
        "bar",
        "sep=",
        "preamble",
        "crlf",
        "heading",
        "quoted",
        "blank-lines",
    ],
)
def test_dialects_of_spreadsheets_read_the_same(data: bytes) -> None:
    """Encoding, separator, line ends and blanks make no difference."""
    found, report = rows(data)
    assert [dict(row.cells) for row in found] == [
        {"user": "müller", "department": "rathaus", "from": "2026-01-01"}
    ]
    assert not report.problems


@pytest.mark.parametrize(
    ("data", "line", "text"),
    [
        (TEXT.encode("utf-16")[:-1], 2, "UTF-16"),
        (b"user;department;from\na;b;\0", 1, "UTF-16"),
        (b"user;department;from\na;b;c;d\n", 2, "too many cells"),
        (b"user;department;from\n" + b"a" * (1 << 20), 2, "far too long"),
        (b"", 1, "the file is empty"),
        (b"user;department;from;from\n", 1, "two columns"),
        (b"user;department;from\na;b\n", 2, "too few cells"),
        (b'user;department;from\na;"b;2026\n', 2, "not a CSV row"),
        (b"user;department;from\na;\x81;2026\n", 2, "neither UTF-8 nor Windows-1252"),
        (b"user;department;from\n" + b"a" * 20_000 + b";b;c\n", 2, "far too long"),
    ],
)
def test_a_damaged_table_is_told_at_its_line(data: bytes, line: int, text: str) -> None:
    """Nothing is guessed."""
    found, report = rows(data)
    assert not found
    assert text in report.problems[0].text, report.problems
    assert report.problems[0].place.line == line


def test_a_cell_with_line_breaks_keeps_the_count() -> None:
    """The line told is the one that an editor shows."""
    found, _ = rows(b'user;department;from\n"a\nb";c;2026-01-01\nd;e;2026-01-01\n')
    assert [row.line for row in found] == [2, 4]


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2026-12-15", 1, "2027-01-15"),
        ("2026-03-31", 24, "2028-03-31"),
        ("2026-03-31", 10**15, "9999-12-31"),
    ],
)
def test_a_certificate_lives_calendar_months(day: str, months: int, later: str) -> None:
    """The same day of the month, or its last one."""
    assert months_later(date.fromisoformat(day), months) == date.fromisoformat(later)


def person_of(town: Path, key: RegisterKey, user: str, at: datetime) -> object:
    return load_directory(town, TENANT, key).as_of(at).person(key.person_id(TENANT, user))


def test_a_person_is_found_however_the_id_is_typed(town: Path, register_key: RegisterKey) -> None:
    """The register knows people by a normalised id."""
    at = datetime(2026, 5, 1, tzinfo=UTC)
    assert person_of(town, register_key, " FIKTIV-01@Musterdorf.Example", at) is not None
    assert person_of(town, register_key, "fiktiv-99@musterdorf.example", at) is None


def test_a_mover_a_leaver_and_the_day_between(town: Path, register_key: RegisterKey) -> None:
    """'until' is the last day: midnight in Berlin is the boundary, in summer at 22:00 UTC."""
    view = load_directory(town, TENANT, register_key)

    def department(user: str, moment: str) -> str | None:
        person_id = register_key.person_id(TENANT, f"{user}@musterdorf.example")
        person = view.as_of(datetime.fromisoformat(moment)).person(person_id)
        return person.department if person else None

    assert department("fiktiv-02", "2026-06-30T21:59:59.999+00:00") == "rathaus"
    assert department("fiktiv-02", "2026-06-30T22:00:00+00:00") == "kita"
    assert department("fiktiv-03", "2026-08-31T21:59:59.999+00:00") == "kita"
    assert department("fiktiv-03", "2026-08-31T22:00:00+00:00") is None
    assert department("fiktiv-01", "2025-12-31T22:59:59.999+00:00") is None
    assert department("fiktiv-01", "2025-12-31T23:00:00+00:00") == "rathaus"


def test_certificates_expire_by_their_course_or_their_own_day(
    town: Path, register_key: RegisterKey
) -> None:
    """A day in the file wins over the course's months."""
    view = load_directory(town, TENANT, register_key).as_of(datetime(2026, 5, 1, tzinfo=UTC))

    def expiries(user: str) -> list[date | None]:
        person = view.person(register_key.person_id(TENANT, f"{user}@musterdorf.example"))
        return [c.expires for c in person.certificates] if person else []

    assert expiries("fiktiv-01") == [date(2028, 2, 10), date(2027, 4, 14)]
    assert expiries("fiktiv-03") == [date(2026, 6, 1)]
    assert expiries("fiktiv-05") == [None]


def test_a_doubled_line_is_one_certificate(town: Path, register_key: RegisterKey) -> None:
    """Exports that overlap add nothing."""
    file = town / "certificates.csv"
    file.write_text(file.read_text() + file.read_text().split("\n", 1)[1])
    view = load_directory(town, TENANT, register_key).as_of(datetime(2026, 5, 1, tzinfo=UTC))
    assert sum(len(person.certificates) for _, person in view.people()) == 5


def test_the_end_of_the_calendar_means_still(town: Path, register_key: RegisterKey) -> None:
    """Personnel systems write 31.12.9999 for people who stay."""
    people = town / "people.csv"
    people.write_text(
        people.read_text().replace("bauhof;2026-01-01;;", "bauhof;1.1.2026;31.12.9999;")
    )
    at = datetime(2200, 1, 1, tzinfo=UTC)
    assert person_of(town, register_key, "fiktiv-04@musterdorf.example", at) is not None


def test_german_headings_are_known(town: Path, register_key: RegisterKey) -> None:
    """A table with the words of the house needs no renaming."""
    for file, german in (
        ("people.csv", "Benutzer;Fachbereich;Von;Bis;Ausgenommen"),
        ("certificates.csv", "Benutzer;Schulung;Bestanden am;Läuft ab"),
    ):
        _, rest = (town / file).read_text().split("\n", 1)
        (town / file).write_text(f"{german}\n{rest}", encoding="cp1252")
    at = datetime(2026, 5, 1, tzinfo=UTC)
    assert person_of(town, register_key, "fiktiv-01@musterdorf.example", at) is not None


def test_who_tries_an_application(town: Path, register_key: RegisterKey) -> None:
    """Ids of applications with blanks between; each has to exist."""
    people = town / "people.csv"
    heading, first, rest = people.read_text().split("\n", 2)
    people.write_text(f"{heading};Erprobt\n{first};protokoll chat\n{rest}")
    at = datetime(2026, 5, 1, tzinfo=UTC)
    person = person_of(town, register_key, "fiktiv-01@musterdorf.example", at)
    assert isinstance(person, Person)
    assert person.trials == ("chat", "protokoll")
    people.write_text(f"{heading};Erprobt\n{first};chta\n{rest}")
    found = review([town], lambda user: register_key.person_id(TENANT, user))
    assert [(p.place.line, p.text) for p in found.problems if p.level is Level.ERROR] == [
        (2, "there is no such application")
    ]


def test_no_user_id_leaves_the_reader(town: Path, register_key: RegisterKey) -> None:
    """Neither objects nor messages hold one, even where its own cell is at fault."""
    people = town / "people.csv"
    people.write_text(people.read_text().replace("bauhof;2026-01-01", "fiktiv-04@x;fiktiv-04@x"))
    found = review([town], lambda user: register_key.person_id(TENANT, user))
    assert not found.ok
    assert "fiktiv" not in repr(found)
