"""The town's lists through the command line into a real Kafka, and where user ids do not stand."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from leitstand.broker.kafka import KafkaReader
from leitstand.deploy.servers import KafkaServer
from leitstand.deploy.settings import Home, Settings
from leitstand.register import RegisterReader, examples
from leitstand.schemas import topics
from leitstand.schemas.register import Certificate, Person
from leitstand.vault import RegisterKey, VaultPaths

TENANT = "musterdorf-menschen"
EXAMPLE = Path(str(examples.__path__[0])) / "musterdorf"
CANARY = "Jörg.Rotkehlchen@Musterdorf.example"
OTHER = "ida.zilpzalp@musterdorf.example"

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def home(kafka: KafkaServer, tmp_path: Path) -> Home:
    home = Home(tmp_path / "data")
    home.save(Settings(tenant=TENANT, kafka=kafka.servers))
    return home


@pytest.fixture
def leitstand(home: Home) -> Run:
    def run(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "leitstand.deploy.cli", *map(str, arguments)]
        return subprocess.run(  # noqa: S603 - our own command
            [*command, "--data", str(home.data)],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run


def test_lists_of_a_town(leitstand: Run, home: Home, tmp_path: Path, kafka: KafkaServer) -> None:
    """One release and one access event each; the second time none; no id in any record or file."""
    town = Path(shutil.copytree(EXAMPLE, tmp_path / "town"))
    for name in ("people.csv", "certificates.csv"):
        (town / name).unlink()
    leitstand("vault", "init")
    assert leitstand("register", "apply", town).returncode == 0
    staff = tmp_path / "personal.csv"
    staff.write_text(f"Kennung;Abteilung\n{CANARY};kita\n{OTHER};rathaus\n", encoding="cp1252")
    moodle = tmp_path / "completion-ki_pass.csv"
    moodle.write_text(
        "ID,Name,E-Mail-Adresse,Kurs abschließen\n"
        f"1,Jörg,{CANARY.lower()},2026-03-01 16:05:00\n2,Ida,{OTHER},\n",
        encoding="utf-8-sig",
    )
    course = ("--from", "moodle", "--course", "ki-pass-chat")
    told = [
        leitstand("people", "import", staff, "--as-of", "2026-02-01", "--json"),
        leitstand("people", "import", staff, "--as-of", "2026-02-01", "--json"),
        leitstand("people", "certificates", moodle, *course, "--json"),
        leitstand("people", "certificates", moodle, *course, "--json"),
    ]
    assert [one.returncode for one in told] == [0, 0, 0, 0]
    found = [json.loads(one.stdout) for one in told]
    assert [(one["release"], one["new"]) for one in found] == [
        (2, True),
        (2, False),
        (3, True),
        (3, False),
    ]
    assert found[0]["joined"] == 2

    reader = KafkaReader(kafka.servers)
    person_id = RegisterKey(VaultPaths(home.vault).register).person_id(TENANT, CANARY)
    view = RegisterReader(reader, TENANT).start()
    held = view.as_of(datetime(2026, 4, 1, tzinfo=UTC)).person(person_id)
    assert isinstance(held, Person)
    assert (held.department, [c.course for c in held.certificates]) == ("kita", ["ki-pass-chat"])
    assert isinstance(held.certificates[0], Certificate)
    for where, text in everything(reader, home, told):
        assert not any(name in text for name in (b"rotkehlchen", b"zilpzalp")), where
    reader.close()


def everything(
    reader: KafkaReader, home: Home, told: list["subprocess.CompletedProcess[str]"]
) -> Iterator[tuple[str, bytes]]:
    """Yield everything that the imports wrote or said, in small letters."""
    for topic in (topics.REGISTER, topics.ACCESSES):
        for record in reader.read_to_end(topic):
            headers = b"".join(value for _, value in record.headers)
            yield topic, ((record.key or b"") + (record.value or b"") + headers).lower()
    for file in home.data.rglob("*"):
        if file.is_file():
            yield str(file), file.read_bytes().lower()
    for one in told:
        yield "output", (one.stdout + one.stderr).lower().encode()
