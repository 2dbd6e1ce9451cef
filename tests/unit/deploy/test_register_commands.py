"""The commands of the register, on a broker in memory."""

import argparse
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from leitstand.broker.memory import MemoryBroker
from leitstand.deploy.command import Exit, UserError
from leitstand.deploy.commands import (
    register_apply,
    register_check,
    register_release,
    register_show,
)
from leitstand.deploy.settings import Home
from leitstand.register import examples
from leitstand.schemas import topics
from leitstand.schemas.access import Access
from leitstand.vault import RegisterKey, VaultPaths

EXAMPLE = Path(str(examples.__path__[0])) / "musterdorf"
TENANT = "musterdorf"


@pytest.fixture
def town(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "town"))


@pytest.fixture
def broker() -> MemoryBroker:
    return MemoryBroker({topics.REGISTER: 1, topics.ACCESSES: 1})


Apply = Callable[..., int]


@pytest.fixture
def apply(tmp_path: Path, broker: MemoryBroker) -> Apply:
    RegisterKey.create(VaultPaths(Home(tmp_path).vault).register, TENANT)

    def run(*arguments: str | Path) -> int:
        parser = argparse.ArgumentParser()
        register_apply.configure(parser)
        given = ["--data", str(tmp_path), "--tenant", TENANT, "--by", "koordination"]
        parsed = parser.parse_args([*given, *map(str, arguments)])
        return register_apply.apply(parsed, broker.reader(), broker.producer())

    return run


def show(broker: MemoryBroker, *arguments: str) -> int:
    parser = argparse.ArgumentParser()
    register_show.configure(parser)
    return register_show.show(parser.parse_args(arguments), broker.reader(), TENANT)


def renew(broker: MemoryBroker, *arguments: str) -> int:
    parser = argparse.ArgumentParser()
    register_release.configure(parser)
    parsed = parser.parse_args(["--by", "it", *arguments])
    return register_release.release(parsed, broker.reader(), broker.producer(), TENANT)


def check(*arguments: str | Path) -> int:
    parser = argparse.ArgumentParser()
    register_check.configure(parser)
    return register_check.run(parser.parse_args([*map(str, arguments)]))


def test_check_says_what_the_files_hold(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A good directory is one line."""
    assert check(town) == Exit.OK
    assert capsys.readouterr().out.startswith("good: 3 department, 3 application")


def test_check_of_a_bad_file_is_negative(town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As text and for machines."""
    (town / "courses.yaml").write_text("- id: x\n")
    assert check(town) == Exit.NEGATIVE
    assert "courses.yaml:1:3: the field 'from' is missing" in capsys.readouterr().out
    assert check(town, "--json") == Exit.NEGATIVE
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert ("courses.yaml", 1) in {(Path(p["file"]).name, p["line"]) for p in problems}


def test_a_dry_run_writes_nothing(
    town: Path, broker: MemoryBroker, apply: Apply, capsys: pytest.CaptureFixture[str]
) -> None:
    """It prints what would be written."""
    assert apply(town, "--dry-run") == Exit.OK
    assert "application chat added" in capsys.readouterr().out
    assert not broker.records(topics.REGISTER)
    assert not broker.records(topics.ACCESSES)


def test_a_difference_names_fields_and_no_person(
    town: Path, apply: Apply, capsys: pytest.CaptureFixture[str]
) -> None:
    """Objects by id, people by number."""
    apply(town)
    people = town / "people.csv"
    people.write_text(people.read_text().replace("bauhof;2026-01-01", "kita;2026-01-01"))
    courses = town / "courses.yaml"
    courses.write_text(courses.read_text().replace("valid_months: 12", "valid_months: 18"))
    capsys.readouterr()
    apply(town)
    assert capsys.readouterr().out.splitlines() == [
        "course ki-pass-protokoll changed: valid_months (from 2025-12-31 23:00 UTC)",
        "person: 2 changed",
        "release 2: 3 of 19 objects written",
    ]


def test_the_first_files_must_stand_on_their_own(
    town: Path, broker: MemoryBroker, apply: Apply, capsys: pytest.CaptureFixture[str]
) -> None:
    """In an empty register an application's owner is nobody yet."""
    assert apply(town / "applications.yaml") == Exit.USAGE
    assert "there is no such department" in capsys.readouterr().err
    assert not broker.records(topics.REGISTER)
    assert apply(town) == Exit.OK
    assert apply(town / "applications.yaml") == Exit.OK


def test_who_applies_has_an_account(town: Path, apply: Apply) -> None:
    """A name that an access event cannot hold is refused before anything happens."""
    with pytest.raises(UserError):
        apply(town, "--by", "Frau Müller")


def test_show_tells_a_day(
    town: Path, broker: MemoryBroker, apply: Apply, capsys: pytest.CaptureFixture[str]
) -> None:
    """Policy, agreement and approvals as of that day in the house's time zone."""
    apply(town)
    capsys.readouterr()
    assert show(broker, "--at", "2026-02-28") == Exit.OK
    assert "chat: Chat-Assistent, trial, cloud, limited" in capsys.readouterr().out
    show(broker, "--at", "2026-03-01")
    assert "chat: Chat-Assistent, approved, cloud, limited" in capsys.readouterr().out
    show(broker, "--at", "2026-01-02")
    assert "none: nothing is processed" in capsys.readouterr().out


def test_show_needs_a_release(broker: MemoryBroker) -> None:
    """An empty register says what to do."""
    with pytest.raises(UserError) as caught:
        show(broker)
    assert caught.value.code is Exit.NEGATIVE


def test_a_release_without_a_change_says_why(
    town: Path, broker: MemoryBroker, apply: Apply, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its number is told, its reason stands in the access log."""
    apply(town)
    capsys.readouterr()
    assert renew(broker, "--why", "other detectors", "--json") == Exit.OK
    assert json.loads(capsys.readouterr().out)["release"] == 2
    access = msgspec.json.decode(broker.records(topics.ACCESSES)[-1].value or b"", type=Access)
    assert (access.object, access.reason) == ("register/release/2", "other detectors")


@pytest.mark.parametrize("why", ["  ", "x" * 501])
def test_a_release_needs_a_reason(town: Path, broker: MemoryBroker, apply: Apply, why: str) -> None:
    """One that somebody can read later."""
    apply(town)
    with pytest.raises(UserError):
        renew(broker, "--why", why)
    assert len(broker.records(topics.ACCESSES)) == 1


def test_an_empty_register_has_nothing_to_release(broker: MemoryBroker) -> None:
    """The message says what comes first."""
    with pytest.raises(UserError) as caught:
        renew(broker, "--why", "other detectors")
    assert "register apply" in caught.value.remedy
