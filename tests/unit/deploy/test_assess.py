"""``leitstand assess``: lines in, lines out, never a traceback."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest

from leitstand.deploy.assess_lines import World, answers, load_register
from leitstand.deploy.command import UserError
from leitstand.deploy.policy_files import check_policy, load_policy
from leitstand.policy import examples
from leitstand.register import examples as registers

NOW = datetime(2026, 3, 10, 9, tzinfo=UTC)
IBAN = "DE89 3704 0044 0532 0130 00"


def world(register: Path | None = None) -> World:
    """Return what lines are judged by."""
    return World(
        policy=None,
        default_policy=load_policy(None),
        register=load_register(register) if register else None,
        clock=lambda: NOW,
    )


def ask(*lines: object, register: Path | None = None) -> list[dict[str, object]]:
    """Return the answers; what is no text already is written as JSON."""
    raw = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    return [answered.document for answered in answers(raw, world(register))]


def test_a_finding_with_its_place_in_code_points() -> None:
    """The form that acceptance relies on."""
    (answer,) = ask({"id": "a", "text": f"😀 {IBAN}"})
    assert answer == {
        "id": "a",
        "verdict": "violation",
        "findings": [
            {
                "rule": "personenbezogene-daten",
                "data_class": "personal",
                "category": "iban",
                "start": 2,
                "end": 29,
                "confidence": "high",
                "shape": "AA99 9999 9999 9999 9999 99",
                "evidence": ["checksum", "structure"],
            }
        ],
    }


def test_nothing_found_is_allowed() -> None:
    """Content alone decides where the line says nothing else."""
    assert ask({"id": 7, "text": "Hallo", "more": 1}) == [
        {"id": 7, "verdict": "allowed", "findings": []}
    ]


BAD = [
    (b"nonsense", None),
    (b'{"id": "x"}', "x"),
    (b'{"id": 3, "text": 5}', 3),
    (b'{"id": "s", "text": "\\ud800"}', "s"),
    (b'{"id": "u", "text": "\xff"}', None),
    (b"[1]", None),
    (b"[" * 100_000, None),
    (b'{"id": "t", "text": "a", "occurred_at": "gestern"}', "t"),
    (b'{"id": "n", "text": "a", "occurred_at": "2026-01-01T00:00:00"}', "n"),
    (b'{"id": "o", "text": "a", "occurred_at": "9999-12-31T23:59:59Z"}', "o"),
]


@pytest.mark.parametrize(("line", "line_id"), BAD)
def test_a_bad_line_gets_an_error_and_the_next_is_answered(line: bytes, line_id: object) -> None:
    """With its number, the id where it can be read, and nothing of its text."""
    bad, good = answers([line, b"", b'{"id": "good", "text": "a"}'], world())
    assert (bad.ok, good.ok) == (False, True)
    assert bad.document["id"] == line_id
    error = bad.document["error"]
    assert isinstance(error, dict)
    assert error["line"] == 1
    assert good.document["id"] == "good"


DORF = Path(registers.__path__[0]) / "musterdorf"
WITH_REGISTER: list[tuple[dict[str, str], list[str]]] = [
    ({"occurred_at": "2026-03-10T09:00:00Z"}, []),
    ({"application": "gibtsnicht"}, ["anwendung-freigegeben"]),
    ({"application": "freie-suche"}, ["anwendung-freigegeben"]),
    ({"application": "chat", "actor": "fiktiv-01@musterdorf.example"}, []),
    ({"application": "chat", "actor": "FIKTIV-01@musterdorf.example "}, []),
    ({"application": "chat", "actor": "fiktiv-04@musterdorf.example"}, ["schulung-gueltig"]),
    ({"application": "chat", "actor": "niemand"}, ["schulung-gueltig"]),
    ({"application": "chat"}, []),
    ({"occurred_at": "2026-01-02T09:00:00Z"}, ["rechtsgrundlage"]),
]


@pytest.mark.parametrize(("line", "rules"), WITH_REGISTER)
def test_the_register_answers_as_of_the_line(line: dict[str, str], rules: list[str]) -> None:
    """Application, person and agreement at that moment; what is not said is assumed to be fine."""
    dorf = World(
        policy=load_policy(None),
        default_policy=load_policy(None),
        register=load_register(DORF),
        clock=lambda: NOW,
    )
    raw = json.dumps({"id": "1", "text": "Hallo"} | line).encode()
    (answer,) = answers([raw], dorf)
    findings = cast("list[dict[str, object]]", answer.document["findings"])
    assert [(f["rule"], f["start"], f["end"]) for f in findings] == [(rule, 0, 0) for rule in rules]


VERSIONS = [("2026-05-31T21:59:00Z", []), ("2026-05-31T22:01:00Z", ["personenbezogene-daten"])]


@pytest.mark.parametrize(("moment", "rules"), VERSIONS)
def test_a_policy_takes_effect_by_date(moment: str, rules: list[str]) -> None:
    """The second version holds from the first of June, midnight in the house's time zone."""
    dorf = World(
        policy=None,
        default_policy=load_policy(None),
        register=load_register(DORF),
        clock=lambda: NOW,
    )
    line = {"id": "1", "text": "IBAN DE89 3704 0044 0532 0130 00", "occurred_at": moment}
    (answer,) = answers([json.dumps(line).encode()], dorf)
    findings = cast("list[dict[str, object]]", answer.document["findings"])
    assert [f["rule"] for f in findings] == rules


def test_a_finding_about_conduct_says_why() -> None:
    """Beside its empty span."""
    dorf = World(
        policy=load_policy(None),
        default_policy=load_policy(None),
        register=load_register(DORF),
        clock=lambda: NOW,
    )
    (answer,) = answers([b'{"id": "1", "text": "Hallo", "application": "gibtsnicht"}'], dorf)
    findings = cast("list[dict[str, object]]", answer.document["findings"])
    assert [f["evidence"] for f in findings] == [["not_in_register"]]


def test_a_wrong_register_is_refused(tmp_path: Path) -> None:
    """With its first error."""
    with pytest.raises(UserError):
        load_register(tmp_path)


def test_the_example_policy_may_be_applied(tmp_path: Path) -> None:
    """It lacks only its day, which is the town's to choose."""
    file = tmp_path / "policy.yaml"
    file.write_bytes(examples.policy_bytes("musterstadt"))
    checked = check_policy(file)
    assert checked.ok
    assert [problem.text for problem in checked.problems] == ["no day from which it holds"]
    dated = tmp_path / "2026-01-01.yaml"
    dated.write_bytes(examples.policy_bytes("musterstadt"))
    assert check_policy(dated).problems == ()


def test_a_wrong_policy_is_refused_with_its_line(tmp_path: Path) -> None:
    """Both by the check and by every command that takes a policy."""
    file = tmp_path / "policy.yaml"
    wrong = examples.policy_bytes("musterstadt").replace(
        b"check: personal_data", b"check: nonsense", 1
    )
    file.write_bytes(wrong)
    checked = check_policy(file)
    assert not checked.ok
    line = 1 + wrong[: wrong.index(b"check: nonsense")].count(b"\n")
    assert [p.place.line for p in checked.problems if "nonsense" in p.text] == [line]
    with pytest.raises(UserError, match="nonsense"):
        load_policy(file)


@pytest.mark.parametrize("data", [b"", b"- 1", b"title: [", b"\xff", b"rules: []\n"])
def test_what_is_no_policy_is_refused(tmp_path: Path, data: bytes) -> None:
    """Never a traceback."""
    file = tmp_path / "policy.yaml"
    file.write_bytes(data)
    assert not check_policy(file).ok
    with pytest.raises(UserError):
        load_policy(file)
