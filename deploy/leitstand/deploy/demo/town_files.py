"""Writes the fictional town down as the files that a real town would review and apply."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import yaml

from leitstand.deploy.demo.town import Town
from leitstand.schemas.agreement import Agreement
from leitstand.schemas.vocabulary import AgreementKind

NOTE = "# Musterstadt ist erfunden, alle Personen sind erzeugt und fiktiv (leitstand demo).\n"
POLICY = "leitstand.policy.examples.musterstadt"


def write(town: Town, directory: Path) -> None:
    """Write every file of the register into ``directory``; existing ones are replaced."""
    (directory / "policy").mkdir(parents=True, exist_ok=True)
    since = town.staffed_from
    _list(directory / "departments.yaml", town.departments, since)
    _list(directory / "applications.yaml", town.applications, since)
    _list(directory / "courses.yaml", town.courses, since)
    _list(directory / "agreement.yaml", {"dienstvereinbarung-ki": _agreement(since)}, since)
    stages = {f"stufe-{stage.number}": stage for stage in town.stages}
    _list(directory / "rollout.yaml", stages, since)
    policy = files(POLICY).joinpath("policy.yaml").read_bytes()
    effective = f"effective: {since.isoformat()}\n".encode()
    (directory / "policy" / f"{since.isoformat()}.yaml").write_bytes(effective + policy)
    _people(directory / "people.csv", town)
    _certificates(directory / "certificates.csv", town)


def _agreement(since: date) -> Agreement:
    return Agreement(
        kind=AgreementKind.SERVICE_AGREEMENT,
        title="Dienstvereinbarung KI (Musterstadt, fiktiv)",
        signed=since,
        notice_period_days=90,
        continued_effect=True,
        minimum_group=10,
    )


class _Plain(yaml.SafeDumper):
    """Writes equal values out instead of pointing from one to the other: people read this."""

    def ignore_aliases(self, data: Any) -> bool:
        """Never point."""
        return True


def _list(path: Path, objects: Mapping[str, msgspec.Struct], since: date) -> None:
    entries = [{"id": slug, "from": since, **_fields(value)} for slug, value in objects.items()]
    text = yaml.dump(entries, Dumper=_Plain, allow_unicode=True, sort_keys=False, width=100)
    path.write_text(NOTE + text, encoding="utf-8")


def _fields(value: msgspec.Struct) -> dict[str, Any]:
    """Return what differs from the default: the file stays as short as a person would write it."""
    plain: dict[str, Any] = msgspec.to_builtins(value, builtin_types=(date,))
    defaults = {f.encode_name: f.default for f in msgspec.structs.fields(value)}
    return {name: field for name, field in plain.items() if field and field != defaults[name]}


def _people(path: Path, town: Town) -> None:
    rows = ((p.user, p.department, town.staffed_from.isoformat()) for p in town.people)
    _table(path, ("user", "department", "from"), rows)


def _certificates(path: Path, town: Town) -> None:
    rows = (
        (person.user, course, day.isoformat())
        for person in town.people
        for course, day in person.passed.items()
    )
    _table(path, ("user", "course", "passed"), rows)


def _table(path: Path, header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(header)
        writer.writerows(rows)
