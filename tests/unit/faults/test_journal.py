"""The journal of kills: what counts is what an account spoke for."""

from pathlib import Path

import pytest
from tests.faults import journal
from tests.faults.confidence import upper_bound
from tests.faults.journal import Account, Entry, Kill, accounted, read, report


def kill(run: str, component: str = "sink", recovery_s: float | None = 1.5) -> Kill:
    return Kill(
        run=run, component=component, phase="working", down=("kafka",), recovery_s=recovery_s
    )


def account(run: str, *violations: str) -> Account:
    return Account(
        run=run, kills=2, acknowledged=10, rows=9, dead_letters=1, cases=1, violations=violations
    )


def test_kills_count_when_their_own_run_was_accounted_for(tmp_path: Path) -> None:
    """Those of a run that broke off prove nothing; a line that was cut short is passed over."""
    file = tmp_path / "journal"
    entries: list[Entry] = [
        kill("a"),
        kill("b"),
        account("a"),
        kill("a"),
        kill("b"),
        account("b"),
        kill("b"),
    ]
    for entry in entries:
        journal.append(file, entry)
    with file.open("ab") as broken:
        broken.write(b'{"type":"kill","run":"b"')
    assert list(read(file)) == entries
    kills, accounts = accounted(read(file))
    assert [each.run for each in kills] == ["a", "b", "b"]
    assert len(accounts) == 2


def test_the_report_gives_a_bound_only_without_a_violation(tmp_path: Path) -> None:
    """One violation, and there is nothing to be confident of."""
    file = tmp_path / "journal"
    told: list[Entry] = [kill("a"), kill("a", "kafka", None), account("a")]
    for entry in told:
        journal.append(file, entry)
    text = report(file)
    assert "2 kills in 1 accounts, 0 with a violation" in text
    assert "sink: 1 kills" in text
    assert "1.5 s" in text
    assert "confidence" in text
    journal.append(file, account("a", "lost (1): x"))
    assert "confidence" not in report(file)


@pytest.mark.parametrize("trials", [100, 1_000, 10_000])
def test_the_bound_is_the_rule_of_three(trials: int) -> None:
    """About 3/n at 95 %; and the chance of no failure at the bound is exactly what is left open."""
    bound = upper_bound(trials)
    assert bound == pytest.approx(3 / trials, rel=0.02)
    assert (1 - bound) ** trials == pytest.approx(0.05)


def test_no_trial_says_nothing() -> None:
    """Without a kill everything is possible."""
    assert upper_bound(0) == 1.0
