"""``interactions import``: what it says, and its exit codes."""

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from leitstand.broker.memory import MemoryBroker
from leitstand.broker.ports import BrokerUnavailableError
from leitstand.capture import AgreementGate, Basis, Grant, Recorder
from leitstand.capture.importing import InteractionMapping
from leitstand.capture.register_gate import RegisterGate
from leitstand.deploy.command import Exit, UserError
from leitstand.deploy.commands import interactions_import
from leitstand.outbox import Drain, Limits, Outbox
from leitstand.register import RegisterView, examples, load_directory
from leitstand.register.problems import Report
from leitstand.schemas import topics
from leitstand.schemas.clock import utc_now
from leitstand.vault import DayKeys, PublicKeys, RegisterKey, Sealer, VaultPaths

TENANT = "musterdorf"
EXAMPLE = Path(str(examples.__path__[0])) / TENANT
MAPPING = InteractionMapping(source="alt", application="chat")
YESTERDAY = datetime.now(UTC) - timedelta(days=1)


@dataclass
class Installation:
    """Everything that an import writes to."""

    data: Path
    view: RegisterView
    gate: AgreementGate
    broker: MemoryBroker
    outbox: Outbox
    drain: Drain = field(init=False)

    def __post_init__(self) -> None:
        self.drain = Drain(self.data / "outbox", self.broker.producer())

    def run(self, file: Path, *options: str) -> int:
        parser = argparse.ArgumentParser()
        interactions_import.configure(parser)
        given = [str(file), "--mapping", "m", "--data", str(self.data), *options]
        arguments = parser.parse_args(given)
        sealer = Sealer(PublicKeys(VaultPaths(self.data / "vault").public), TENANT, utc_now)
        recorder = Recorder(
            tenant=TENANT, outbox=self.outbox, sealer=sealer, agreement_gate=self.gate
        )
        return interactions_import.import_interactions(
            arguments, MAPPING, self.view, self.gate, recorder, self.drain, Report()
        )

    def ids(self) -> list[bytes]:
        return [record.key or b"" for record in self.broker.records(topics.INTERACTIONS)]


@pytest.fixture
def there(tmp_path: Path) -> Iterator[Installation]:
    vault = VaultPaths(tmp_path / "vault")
    DayKeys.create(vault.root, TENANT, utc_now().date(), 2)
    RegisterKey.create(vault.register, TENANT)
    view = load_directory(EXAMPLE, TENANT, RegisterKey(vault.register))
    gate = RegisterGate(tmp_path / "import" / "register.json")
    gate.learn(view, utc_now())
    outbox = Outbox(tmp_path / "outbox", "import", limits=Limits(waiting_bytes=30_000_000))
    broker = MemoryBroker({topics.INTERACTIONS: 1})
    made = Installation(tmp_path, view, gate, broker, outbox)
    yield made
    made.drain.close()
    outbox.close()


@pytest.fixture
def save(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "export.csv"
        path.write_text("id;time;user;prompt;answer\n" + text, encoding="utf-8")
        return path

    return write


Save = Callable[[str], Path]


def line(number: int, at: datetime = YESTERDAY) -> str:
    return f"{number};{at.isoformat()};fiktiv-01@musterdorf.example;Frage {number};Antwort\n"


def test_an_export_reaches_kafka_once(
    there: Installation, save: Save, capsys: pytest.CaptureFixture[str]
) -> None:
    """A dry run writes nothing; the second run finds everything done."""
    file = save(line(1) + line(2))
    assert there.run(file, "--dry-run") == Exit.OK
    assert capsys.readouterr().out.startswith("2 interactions could be recorded\n")
    assert there.run(file) == Exit.OK
    assert capsys.readouterr().out == "recorded: 2\n"
    assert there.run(file) == Exit.OK
    assert capsys.readouterr().out == "recorded by an earlier start: 2\n"
    assert len(there.ids()) == len(set(there.ids())) == 2


def test_lines_that_cannot_be_read_are_listed(
    there: Installation, save: Save, capsys: pytest.CaptureFixture[str]
) -> None:
    """The others are recorded; the exit code says that somebody has to look."""
    file = save(line(1) + "2;gestern;x;geheime Frage;\n" + line(3))
    assert there.run(file, "--json") == Exit.NEGATIVE
    told = capsys.readouterr()
    found: dict[str, Any] = json.loads(told.out)
    assert (found["recorded"], [p["line"] for p in found["problems"]]) == (2, [3])
    assert "export.csv:3:2: 'time' is no time" in told.err
    assert "geheim" not in told.err + told.out


def test_days_before_the_agreement(
    there: Installation, save: Save, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing of them may be processed."""
    in_force = there.gate

    class Since:
        def ask(self, at: datetime, application: str) -> Grant:
            new = at >= YESTERDAY
            return in_force.ask(at, application) if new else Grant(basis=Basis.NONE)

    there.gate = Since()
    before = YESTERDAY - timedelta(days=30)
    assert there.run(save(line(1, before) + line(2))) == Exit.NEGATIVE
    assert "left out: no agreement was in force: 1" in capsys.readouterr().out
    assert len(there.ids()) == 1


def test_without_kafka_they_wait_on_disk(
    there: Installation, save: Save, capsys: pytest.CaptureFixture[str]
) -> None:
    """And are sent by whoever drains next."""
    there.broker.set_available(False)
    assert there.run(save(line(1))) == Exit.OK
    assert "wait in the outbox" in capsys.readouterr().err
    with pytest.raises(BrokerUnavailableError):
        there.drain.step()
    there.broker.set_available(True)
    while there.drain.step():
        pass
    assert len(there.ids()) == 1


def test_without_a_key_it_says_what_to_do(there: Installation, save: Save) -> None:
    """Exit code 3: start it again."""
    for key in VaultPaths(there.data / "vault").public.rglob("*"):
        if key.is_file():
            key.unlink()
    with pytest.raises(UserError, match="no_key") as refused:
        there.run(save(line(1)))
    assert refused.value.code is Exit.UNAVAILABLE
    assert "start the import again" in refused.value.remedy
