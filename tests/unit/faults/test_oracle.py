"""The oracle of the fault suite can fail: every kind of violation, injected, is seen by its name."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from tests.faults.oracle import Evidence, violations

from leitstand.schemas.topics import ASSESSMENTS, INTERACTIONS

A, B, C = "event-a", "event-b", "event-c"
CASE = ("finding", "key-1")
SOUND = Evidence(
    told=[A, B],
    on_disk=[A, B, C],
    logs={
        # A was delivered twice, as may happen.
        INTERACTIONS: [((0, 0), A), ((0, 1), A), ((1, 0), B), ((1, 1), C)],
        ASSESSMENTS: [((0, 0), A), ((0, 1), A), ((1, 0), B)],
    },
    rows={A: 1, B: 1},
    letters={C: 1},
    places={A: (0, 1), B: (1, 0)},
    due=[(A, *CASE)],
    mentions=[(A, *CASE)],
    cases=[CASE],
)


def test_nothing_is_wrong_where_nothing_is_wrong() -> None:
    """Delivered twice is no violation, a dead letter is none, and durable but never told is none."""
    assert violations(SOUND) == []


INJECTED: Mapping[str, Evidence] = {
    "lost": replace(SOUND, rows={A: 1}, places={A: (0, 1)}),
    "twice: rows": replace(SOUND, rows={A: 2, B: 1}),
    "twice: rows and": replace(SOUND, rows={A: 1, B: 1, C: 1}),
    "from nowhere": replace(SOUND, rows={A: 1, B: 1, "event-d": 1}),
    "told to a client": replace(SOUND, told=[A, B, "event-d"]),
    "twice in the outbox": replace(SOUND, on_disk=[A, A, B, C]),
    "on disk, not in the log": replace(SOUND, logs={INTERACTIONS: [((0, 0), A), ((1, 0), B)]}),
    "hole in": replace(SOUND, logs={**SOUND.logs, ASSESSMENTS: [((0, 1), A), ((1, 0), B)]}),
    "hole": replace(
        SOUND, logs={**SOUND.logs, ASSESSMENTS: [((0, 0), A), ((0, 2), A), ((1, 0), B)]}
    ),
    "wrong place": replace(SOUND, places={A: (1, 0), B: (1, 0)}),
    "case missing": replace(SOUND, mentions=[]),
    "in a case twice": replace(SOUND, mentions=[(A, *CASE), (A, *CASE)]),
    "without reason": replace(SOUND, mentions=[(A, *CASE), (B, *CASE)]),
    "two cases": replace(SOUND, cases=[CASE, CASE]),
    "timeline": replace(SOUND, broken_timelines=["PF-2026-0001"]),
}


@pytest.mark.parametrize("name", INJECTED)
def test_each_kind_of_violation_is_seen(name: str) -> None:
    """And told by its name."""
    found = violations(INJECTED[name])
    assert any(name in each for each in found), found


def test_one_lost_and_one_doubled_do_not_cancel() -> None:
    """Numbers would agree; ids do not."""
    found = violations(replace(SOUND, rows={A: 2}, places={A: (0, 1)}))
    assert [each.split(":")[0] for each in found] == ["lost", "twice"]
