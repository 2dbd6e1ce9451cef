"""The commands on an outbox: what they print, and their exit codes."""

import argparse
import json
from pathlib import Path
from typing import Any

import pytest

from leitstand.broker.memory import MemoryBroker
from leitstand.broker.ports import Outgoing
from leitstand.deploy.cli import main
from leitstand.deploy.command import Exit, UserError
from leitstand.deploy.commands import outbox_resend
from leitstand.outbox import Drain, Outbox


def numbered(sequence: int) -> Outgoing:
    return Outgoing(topic="t", key=b"k", value=f"{sequence:04d}".encode())


@pytest.fixture
def producer(tmp_path: Path, broker: MemoryBroker) -> str:
    """Return the name of a producer with five sent records and one that waits."""
    outbox = Outbox(tmp_path / "outbox", "p")
    outbox.append_all([numbered] * 5)
    drain = Drain(tmp_path / "outbox", broker.producer())
    while drain.step():
        pass
    drain.close()
    outbox.append(numbered)
    outbox.close()
    return outbox.producer


def ask(capsys: pytest.CaptureFixture[str], code: Exit, *words: str) -> dict[str, Any]:
    """Run a command with --json, check its exit code, return the one object it prints."""
    assert main([*words, "--json"]) == code
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def resend(broker: MemoryBroker, data: Path, *words: str) -> int:
    parser = argparse.ArgumentParser()
    outbox_resend.configure(parser)
    arguments = parser.parse_args(["--data", str(data), *words])
    outbox_resend._check(arguments)
    return outbox_resend.send(arguments, broker.producer())


def test_status_and_list(producer: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Both tell first and last number per producer."""
    found = ask(capsys, Exit.OK, "outbox", "status", "--data", str(tmp_path))
    assert (found["waiting"], found["sent"], found["refused"]) == (1, 5, 0)
    listed = ask(capsys, Exit.OK, "outbox", "list", "--data", str(tmp_path))
    assert listed["producers"] == found["by_producer"]
    (one,) = listed["producers"]
    assert (one["producer"], one["first"], one["last"], one["done"]) == (producer, 1, 6, 5)


@pytest.mark.parametrize("command", ["status", "list"])
def test_a_person_reads_one_line_per_producer(
    producer: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    """With the numbers that `resend` asks for."""
    assert main(["outbox", command, "--data", str(tmp_path)]) == Exit.OK
    assert f"{producer}  ended  1-6  sent to 5  waiting 1\n" in capsys.readouterr().out


def test_verify(producer: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Sound: 0; a flipped byte: 1, with the number that is missing."""
    assert ask(capsys, Exit.OK, "outbox", "verify", "--data", str(tmp_path))["sound"]
    (segment,) = tmp_path.glob("outbox/*/*.seg")
    whole = bytearray(segment.read_bytes())
    whole[len(whole) // 6 + 5] ^= 1
    segment.write_bytes(whole)
    found = ask(capsys, Exit.NEGATIVE, "outbox", "verify", "--data", str(tmp_path))
    missing = {"producer": producer, "first": 2, "last": 2}
    assert found["producers"][0]["missing"] == [missing]
    assert main(["outbox", "verify", "--data", str(tmp_path)]) == Exit.NEGATIVE
    assert "  missing: 2\n" in capsys.readouterr().out


def test_resend(
    producer: str, tmp_path: Path, broker: MemoryBroker, capsys: pytest.CaptureFixture[str]
) -> None:
    """Numbers of one producer; progress goes to standard error."""
    code = resend(broker, tmp_path, "--producer", producer, "--from", "2", "--to", "3", "--json")
    printed = capsys.readouterr()
    assert code == Exit.OK
    assert json.loads(printed.out) == {"resent": 2, "refused": 0, "waiting": 0, "missing": []}
    assert printed.err == f"{producer} was sent to 3\n"
    assert len(broker.records("t")) == 7


def test_resend_tells_what_is_not_kept_any_more(
    producer: str, tmp_path: Path, broker: MemoryBroker, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1, and the numbers."""
    (segment,) = tmp_path.glob("outbox/*/*.seg")
    segment.unlink()
    assert resend(broker, tmp_path, "--producer", producer, "--from", "1") == Exit.NEGATIVE
    assert f"not kept any more: {producer} 1-5\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [["--from", "1"], ["--to", "2"], ["--producer", "p.0"], ["--producer", "p", "--from", "0"]],
)
def test_resend_with_wrong_input(
    producer: str, tmp_path: Path, broker: MemoryBroker, words: list[str]
) -> None:
    """Says what to do; sends nothing."""
    with pytest.raises(UserError) as caught:
        resend(broker, tmp_path, *words)
    assert (caught.value.code, bool(caught.value.remedy)) == (Exit.USAGE, True)
    assert len(broker.records("t")) == 5


def test_resend_without_kafka(producer: str, tmp_path: Path, broker: MemoryBroker) -> None:
    """Exit code 3, and how far it came."""
    broker.set_available(False)
    with pytest.raises(UserError) as caught:
        resend(broker, tmp_path, "--producer", producer)
    assert (caught.value.code, "nothing was sent" in caught.value.problem) == (
        Exit.UNAVAILABLE,
        True,
    )
