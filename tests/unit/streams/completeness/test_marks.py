"""A mark comes through only when everything before it has arrived."""

from datetime import UTC, datetime, timedelta

import pytest

from leitstand.schemas import topics
from leitstand.streams.completeness import Mark, Marks, Waiting
from leitstand.streams.completeness.marks import STAGES, UNDER_WAY_AT_MOST
from leitstand.streams.groups import ASSESS, SINK

BEGIN = datetime(2026, 11, 23, 12, tzinfo=UTC)
ALL = [topic for stage in STAGES for topic in stage.topics]


class Line:
    """Kafka with one partition a topic, and a clock that moves a second with each look."""

    def __init__(self) -> None:
        self.end = dict.fromkeys(ALL, 0)
        self.done = dict.fromkeys(ALL, 0)
        self.seconds = 0
        self.marks = Marks(self, lambda: {"gateway.1": (1, self.end[ALL[0]])}, self.clock)

    def clock(self) -> datetime:
        self.seconds += 1
        return BEGIN + timedelta(seconds=self.seconds)

    def ends(self, topic: str) -> dict[int, int]:
        return {0: self.end[topic]}

    def committed(self, group: str, topic: str) -> dict[int, int]:
        assert group == (ASSESS if topic == topics.INTERACTIONS else SINK)
        return {0: self.done[topic]} if self.done[topic] else {}


def test_an_empty_line_is_through_at_once() -> None:
    """Nothing was written, nothing can be missing."""
    mark = Line().marks.look()
    assert mark == Mark(
        at=BEGIN + timedelta(seconds=1),
        ends={topic: {0: 0} for topic in ALL},
        sent={"gateway.1": (1, 0)},
    )


@pytest.mark.parametrize("behind", ALL)
def test_every_part_can_hold_it_up(behind: str) -> None:
    """Whoever has not committed what stood there is waited for."""
    line = Line()
    for topic in ALL:
        line.end[topic] = 5
        line.done[topic] = 5
    line.done[behind] = 4
    assert line.marks.look() is None
    line.done[behind] = 5
    mark = line.marks.look()
    assert mark is not None
    assert mark.ends[behind] == {0: 5}


def test_what_the_worker_writes_before_it_commits_is_waited_for() -> None:
    """The end of the assessments is taken after the worker's commit, never before."""
    line = Line()
    line.end[topics.INTERACTIONS] = 5
    assert line.marks.look() is None
    line.end[topics.ASSESSMENTS], line.done[topics.INTERACTIONS] = 5, 5
    assert line.marks.look() is None
    line.done[topics.ASSESSMENTS], line.end[topics.DEAD_LETTERS] = 5, 1
    assert line.marks.look() is None
    line.done[topics.DEAD_LETTERS] = 1
    mark = line.marks.look()
    assert mark is not None
    assert mark.ends[topics.ASSESSMENTS] == {0: 5}


def test_under_load_marks_come_through_although_nothing_is_ever_at_rest() -> None:
    """There is always lag; what stood there a while ago has arrived all the same."""
    line, through = Line(), 0
    for _ in range(20):
        for topic in ALL:
            line.done[topic] = line.end[topic]
            line.end[topic] += 10
        through += line.marks.look() is not None
    assert through >= 15


def test_it_says_who_is_waited_for_and_since_when() -> None:
    """So that "not provable" has a name and a time."""
    line = Line()
    assert line.marks.look() is not None
    assert line.marks.waiting() is None
    line.end[topics.ASSESSMENTS] = 5
    for _ in range(3):
        line.marks.look()
    assert line.marks.waiting() == Waiting(role=SINK, since=BEGIN + timedelta(seconds=2))


def test_days_without_clickhouse_do_not_fill_the_memory() -> None:
    """Of many that wait the newest is kept: afterwards it is through with the first ones."""
    line = Line()
    line.end[topics.ASSESSMENTS] = 5
    for _ in range(UNDER_WAY_AT_MOST * 3):
        line.marks.look()
    line.done[topics.ASSESSMENTS] = 5
    mark = line.marks.look()
    assert mark is not None
    assert mark.at == BEGIN + timedelta(seconds=UNDER_WAY_AT_MOST * 3 + 1)
