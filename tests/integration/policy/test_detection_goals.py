"""The goals of detection on smaller sets; ``make bench-detect`` measures all of them."""

from pathlib import Path

import pytest
from tests.bench.detect import figures
from tests.bench.detect.__main__ import parts, run

ROOT = Path(__file__).parents[3]
QUALITY = ("false_alarms", "marks_and_secrets", "checked_numbers", "documents", "contact")


@pytest.mark.parametrize("name", QUALITY)
def test_every_goal_is_met(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is claimed about quality still holds after a change of a detector."""
    monkeypatch.chdir(ROOT)
    (part,) = (part for part in parts(peer="") if part.name == name)
    goals = list(figures.goals({name: run(part, short=True)}))
    assert goals
    assert [goal for goal in goals if not goal.met] == []
