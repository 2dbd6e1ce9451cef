"""``people import`` and ``people certificates``, on a broker in memory: a town over a year."""

import argparse
import json
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import msgspec
import pytest

from leitstand.broker.memory import MemoryBroker
from leitstand.deploy.command import Exit, UserError
from leitstand.deploy.commands import people_certificates, people_import, register_apply
from leitstand.deploy.demo import town_files
from leitstand.deploy.demo.town import TENANT, Town, TownPerson, build
from leitstand.deploy.people_importing import open_desk
from leitstand.deploy.settings import Home
from leitstand.policy import training_state
from leitstand.register import RegisterReader
from leitstand.schemas import topics
from leitstand.schemas.access import Access
from leitstand.schemas.register import Person
from leitstand.schemas.vocabulary import TrainingState
from leitstand.vault import RegisterKey, VaultPaths

TODAY = datetime.now(UTC).date()
SPRING, SUMMER = TODAY - timedelta(days=200), TODAY - timedelta(days=100)


class House:
    """An installation without people, and its two commands."""

    def __init__(self, data: Path, town: Town) -> None:
        self.data, self.town = data, town
        self.broker = MemoryBroker({topics.REGISTER: 1, topics.ACCESSES: 1})
        vault = VaultPaths(Home(data).vault)
        RegisterKey.create(vault.register, TENANT)
        self.key = RegisterKey(vault.register)
        files = data / "town"
        files.mkdir()
        town_files.write(town, files)
        for name in ("people.csv", "certificates.csv"):
            (files / name).unlink()
        given = [str(files), "--data", str(data), "--tenant", TENANT, "--by", "koordination"]
        parsed = parser_of(register_apply).parse_args(given)
        assert register_apply.apply(parsed, self.broker.reader(), self.broker.producer()) == Exit.OK

    def run(self, command: ModuleType, *arguments: str | Path | date) -> int:
        given = ["--data", str(self.data), "--by", "schulung", *map(str, arguments)]
        parsed = parser_of(command).parse_args(given)
        desk = open_desk(parsed, TENANT, self.broker.reader(), self.broker.producer())
        if command is people_import:
            return people_import.import_people(parsed, desk)
        return people_certificates.import_certificates(parsed, desk)

    def person(self, user: str, day: date) -> Person | None:
        view = RegisterReader(self.broker.reader(), TENANT).start()
        noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
        return view.as_of(noon).person(self.key.person_id(TENANT, user))

    def may_use(self, application: str, user: str, day: date) -> TrainingState:
        found = self.town.applications[application]
        return training_state(found, self.person(user, day), day, 0)

    def releases(self) -> int:
        return RegisterReader(self.broker.reader(), TENANT).start().release.number

    def accesses(self) -> list[Access]:
        records = self.broker.records(topics.ACCESSES)
        return [msgspec.json.decode(r.value or b"", type=Access) for r in records]


def parser_of(command: ModuleType) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser()
    command.configure(parser)
    return parser


@pytest.fixture
def house(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> House:
    made = House(tmp_path, build(TODAY))
    capsys.readouterr()
    return made


@pytest.fixture
def save(tmp_path: Path) -> Callable[[str, str], Path]:
    def write(name: str, text: str) -> Path:
        path = tmp_path / "lists" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


Save = Callable[[str, str], Path]


def staff_list(people: Sequence[TownPerson]) -> str:
    return "Kennung;Fachbereich\n" + "".join(f"{p.user};{p.department}\n" for p in people)


def award_list(people: Sequence[TownPerson]) -> str:
    lines = [
        f"{p.user};{course};{day}\n" for p in people for course, day in sorted(p.passed.items())
    ]
    return "Kennung;Schulung;Bestanden am\n" + "".join(lines)


def test_a_town_of_450_over_a_year(
    house: House, save: Save, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Imported, certified, moved, left: the gate is right on every day, and no id is at rest."""
    caplog.set_level(logging.DEBUG)
    people = list(house.town.people)
    assert len(people) == 450
    assert house.run(people_import, save("a.csv", staff_list(people)), "--as-of", SPRING) == Exit.OK
    assert house.run(people_certificates, save("b.csv", award_list(people))) == Exit.OK
    mover, *leavers = people[7], people[11], people[13]
    elsewhere = "soziales" if mover.department != "soziales" else "bauen"
    later = [p for p in people if p not in leavers and p is not mover]
    text = staff_list(later) + f"{mover.user};{elsewhere}\n"
    assert house.run(people_import, save("c.csv", text), "--as-of", SUMMER) == Exit.OK
    told = "".join(capsys.readouterr())
    assert "joined: 450" in told
    assert "moved: 1" in told
    assert f"  {mover.department} → {elsewhere}: 1" in told
    assert "left: 2" in told

    before, after = SUMMER - timedelta(days=1), SUMMER
    assert department(house, mover.user, SPRING - timedelta(days=1)) is None
    assert department(house, mover.user, before) == mover.department
    assert department(house, mover.user, after) == elsewhere
    assert department(house, leavers[0].user, before) == leavers[0].department
    assert department(house, leavers[0].user, after) is None
    for person in later[::40]:
        for application in house.town.applications:
            for day in (SPRING, SUMMER, TODAY):
                assert_right(house, person, application, day)
    assert not ids_at_rest(house, people, told + caplog.text)


def department(house: House, user: str, day: date) -> str | None:
    held = house.person(user, day)
    return held.department if held else None


def assert_right(house: House, person: TownPerson, application: str, day: date) -> None:
    state = house.may_use(application, person.user, day)
    if house.town.applications[application].courses:
        assert (state is TrainingState.VALID) == person.trained_for(application, day)
    else:
        assert state is TrainingState.NOT_REQUIRED


def ids_at_rest(house: House, people: Sequence[TownPerson], told: str) -> set[str]:
    """Return the places in which a user id stands: topics, files, output, logs."""
    places = {"output": told.encode()}
    for topic in (topics.REGISTER, topics.ACCESSES):
        for number, record in enumerate(house.broker.records(topic)):
            headers = b"".join(value for _, value in record.headers)
            places[f"{topic}/{number}"] = (record.key or b"") + (record.value or b"") + headers
    own = {house.data / "town", house.data / "lists"}
    for file in house.data.rglob("*"):
        if file.is_file() and own.isdisjoint(file.parents):
            places[str(file)] = file.read_bytes()
    users = [person.user.encode() for person in people]
    return {place for place, text in places.items() if any(user in text.lower() for user in users)}


def test_the_search_finds_an_id(house: House) -> None:
    """Else it would prove nothing."""
    person = house.town.people[0]
    (house.data / "trace.log").write_text(f"joined: {person.user.upper()}")
    assert ids_at_rest(house, [person], "") == {str(house.data / "trace.log")}


def test_twice_is_once(house: House, save: Save, capsys: pytest.CaptureFixture[str]) -> None:
    """Each import is one release and one access event; the second of the same is none."""
    people = list(house.town.people)
    for _ in range(2):
        house.run(people_import, save("a.csv", staff_list(people)))
        house.run(people_certificates, save("b.csv", award_list(people)))
    told = capsys.readouterr().out
    assert told.count("no difference\n") == 2
    assert told.count("already says all this") == 2
    assert house.releases() == 3
    assert [(a.account, a.origin, a.object) for a in house.accesses()[1:]] == [
        ("schulung", "leitstand people import", "register/release/2"),
        ("schulung", "leitstand people certificates", "register/release/3"),
    ]


def test_a_dry_run_writes_nothing(
    house: House, save: Save, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says in numbers what would change."""
    people = list(house.town.people)[:30]
    house.run(people_import, save("a.csv", staff_list(people)), "--dry-run")
    assert "joined: 30" in capsys.readouterr().out
    assert house.releases() == 1
    house.run(people_import, save("a.csv", staff_list(people)))
    capsys.readouterr()
    house.run(people_certificates, save("b.csv", award_list(people)), "--dry-run", "--json")
    found = json.loads(capsys.readouterr().out)
    assert (found["dry_run"], found["people"]) == (True, sum(bool(p.passed) for p in people))
    gate = {p.user for p in people if p.trained_for("chat-assistent", TODAY)}
    assert found["gate"]["chat-assistent"] == {"more": len(gate), "fewer": 0}
    assert house.releases() == 2


def test_certificates_are_taken_back(
    house: House, save: Save, capsys: pytest.CaptureFixture[str]
) -> None:
    """What a wrong file gave; the people stay."""
    people = list(house.town.people)[:30]
    house.run(people_import, save("a.csv", staff_list(people)))
    awards = save("b.csv", award_list(people))
    house.run(people_certificates, awards)
    capsys.readouterr()
    house.run(people_certificates, awards, "--withdraw", "--json")
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert {c["added"] for c in found["courses"].values()} == {0}
    assert sum(c["withdrawn"] for c in found["courses"].values()) == found["certificates"]
    trained = next(p for p in people if p.passed)
    held = house.person(trained.user, TODAY)
    assert held is not None
    assert held.certificates == ()


def test_one_wrong_line_and_nothing_is_applied(
    house: House, save: Save, capsys: pytest.CaptureFixture[str]
) -> None:
    """Line, column and remedy; the value is not repeated."""
    text = staff_list(list(house.town.people)) + "geheim@x;Amt für Geheimes\n"
    assert house.run(people_import, save("a.csv", text)) == Exit.USAGE
    told = capsys.readouterr().err
    assert "a.csv:452:2: there is no such department on this day. Name it under" in told
    assert "geheim" not in told.lower()
    assert house.run(people_import, save("a.csv", text), "--json") == Exit.USAGE
    (problem,) = json.loads(capsys.readouterr().out)["problems"]
    assert (problem["line"], problem["column"], problem["level"]) == (452, 2, "error")
    assert house.releases() == 1


def test_refusals_say_what_to_do(house: House, save: Save) -> None:
    """Half a list, a course nobody has, a mapping and a file that are not there."""
    people = list(house.town.people)
    house.run(people_import, save("a.csv", staff_list(people)))
    half = save("half.csv", staff_list(people[:200]))
    for command, arguments, text in (
        (people_import, [half], "250 people"),
        (people_certificates, [half, "--course", "ki-pass"], "no course of that id"),
        (people_import, [half, "--mapping", "no.yaml"], "cannot be read"),
        (people_import, ["no.csv"], "cannot be read"),
        (people_import, [half, "--by", "Frau Müller"], "other characters"),
    ):
        with pytest.raises(UserError, match=text) as refused:
            house.run(command, *arguments)
        assert refused.value.remedy
    assert house.run(people_import, half, "--partial") == Exit.OK
    assert house.run(people_import, half, "--leavers", "250") == Exit.OK


def test_an_empty_register_comes_first(tmp_path: Path, save: Save) -> None:
    """People need departments, and a key."""
    broker = MemoryBroker({topics.REGISTER: 1, topics.ACCESSES: 1})
    parsed = parser_of(people_import).parse_args([str(save("a", "x")), "--data", str(tmp_path)])
    with pytest.raises(UserError, match="no register key"):
        open_desk(parsed, TENANT, broker.reader(), broker.producer())
    RegisterKey.create(VaultPaths(Home(tmp_path).vault).register, TENANT)
    with pytest.raises(UserError, match="the register is empty"):
        open_desk(parsed, TENANT, broker.reader(), broker.producer())
