"""``leitstand assess`` and ``leitstand policy …`` as a person types them."""

import io
import json
import shutil
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from leitstand.deploy.cli import main
from leitstand.deploy.command import Exit
from leitstand.policy.examples import policy, policy_bytes
from leitstand.schemas.policy import PolicyRule

EXAMPLE = str(files("leitstand.policy.examples").joinpath("musterstadt", "policy.yaml"))


def assess(
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
    text: str,
    *args: str,
) -> tuple[int, str]:
    """Run the command on that input; return the exit code and what it wrote."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    code = main(["assess", *args])
    return code, capfdbinary.readouterr().out.decode()


def test_assess_writes_a_line_per_line(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """One JSON object each, in order."""
    lines = '{"id": "1", "text": "Hallo"}\n{"id": "2", "text": "erika.mustermann@example.org"}\n'
    code, out = assess(monkeypatch, capfdbinary, lines, "--json")
    assert code == Exit.OK
    assert [json.loads(line)["verdict"] for line in out.splitlines()] == ["allowed", "violation"]


def test_assess_says_at_the_end_that_a_line_was_bad(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Exit code 2, after every other line was answered; also for people."""
    code, out = assess(monkeypatch, capfdbinary, 'x\n{"id": "2", "text": "PIN: 48213"}\n')
    assert code == Exit.USAGE
    assert "line 1" in out.splitlines()[0]
    assert "2: violation" in out
    assert "48213" not in out


def test_policy_check_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    """The example passes, with the day as the town's to choose."""
    assert main(["policy", "check", EXAMPLE, "--json"]) == Exit.OK
    document = json.loads(capsys.readouterr().out)
    assert document["ok"] is True
    assert document["rules"] == [rule.id for rule in policy().rules]
    assert [p["level"] for p in document["problems"]] == ["warning"]


def test_policy_check_tells_what_is_not_looked_for(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """No fault, but perhaps forgotten."""
    file = tmp_path / "policy.yaml"
    file.write_bytes(policy_bytes("musterstadt").replace(b"religion, union, other", b"religion"))
    assert main(["policy", "check", str(file)]) == Exit.OK
    assert "note: no rule looks for union" in capsys.readouterr().out


def test_policy_check_of_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """A file that is not there is said in one line."""
    assert main(["policy", "check", "nicht-da.yaml"]) == Exit.USAGE
    assert "nicht-da.yaml" in capsys.readouterr().err


@pytest.mark.parametrize("rule", policy().rules, ids=lambda rule: rule.id)
def test_policy_explain(rule: PolicyRule, capsys: pytest.CaptureFixture[str]) -> None:
    """Every rule explains itself, in both languages."""
    assert main(["policy", "explain", rule.id]) == Exit.OK
    out = capsys.readouterr().out
    for text in (rule.legal_basis, rule.tell_employee.de, rule.tell_dsb.en, rule.check):
        assert text in out


def test_policy_explain_says_everything_that_decides(capsys: pytest.CaptureFixture[str]) -> None:
    """Classes, files, exceptions, offices in words, deadlines."""
    file = str(files("leitstand.policy.examples").joinpath("musterkreis", "policy.yaml"))
    said = {}
    for rule in (
        "sozialgeheimnis",
        "dateien",
        "personendaten-cloud",
        "risikoklasse",
        "wiederholung",
    ):
        assert main(["policy", "explain", rule, "--policy", file]) == Exit.OK
        said[rule] = capsys.readouterr().out
    assert "data classes  official_secret, social, tax" in said["sozialgeheimnis"]
    assert "forbidden     .docm" in said["dateien"]
    assert "allowed only  text_document, image" in said["dateien"]
    assert "all departments but kreistagsbuero" in said["personendaten-cloud"]
    assert "taken over within 8 working hours" in said["personendaten-cloud"]
    assert "conduct: the data-protection officer" in said["risikoklasse"]
    assert "on 5 different days of 35" in said["wiederholung"]


def test_policy_explain_says_since_when(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """From the register: when the rule began, and what was otherwise before."""
    source = files("leitstand.register.examples").joinpath("musterdorf")
    shutil.copytree(str(source), tmp_path / "town")
    command = ["policy", "explain", "personenbezogene-daten", "--register", str(tmp_path / "town")]
    assert main(command) == Exit.OK
    assert "held          from 2026-06-01, as here" in capsys.readouterr().out


def test_policy_explain_of_an_unknown_rule(capsys: pytest.CaptureFixture[str]) -> None:
    """The known ones are named."""
    assert main(["policy", "explain", "nonsense"]) == Exit.USAGE
    assert "gesprochenes-wort" in capsys.readouterr().err
