"""Until when the case register is complete."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from leitstand.broker.ports import BrokerUnavailableError
from leitstand.deploy.watermark import Offsets, Stage, Watermark

FIRST = Stage(group="assess", topic="interactions")
SECOND = Stage(group="cases", topic="assessments")
START = datetime(2026, 11, 16, 8, tzinfo=UTC)


@dataclass(slots=True)
class Line:
    """Two topics with two partitions, a clock, and a watermark over them."""

    now: datetime = START
    end: dict[str, Offsets] = field(
        default_factory=lambda: {"interactions": {0: 0, 1: 0}, "assessments": {0: 0, 1: 0}}
    )
    done: dict[str, Offsets] = field(default_factory=lambda: {"assess": {}, "cases": {}})
    away: bool = False

    def ends(self, topic: str) -> Offsets:
        if self.away:
            raise BrokerUnavailableError(topic)
        return dict(self.end[topic])

    def committed(self, stage: Stage) -> Offsets:
        return self.done[stage.group]

    def watermark(self) -> Watermark:
        return Watermark((FIRST, SECOND), self, lambda: self.now)

    def later(self) -> datetime:
        self.now += timedelta(seconds=2)
        return self.now


@pytest.fixture
def line() -> Line:
    return Line()


def test_before_the_first_look_nothing_is_known(line: Line) -> None:
    """Unknown is not current."""
    assert line.watermark().known_until() is None


def test_an_idle_line_is_complete_until_now(line: Line) -> None:
    """Nothing happened, and that is known."""
    mark = line.watermark()
    mark.look()
    assert mark.known_until() == START


def test_what_waits_for_assess_holds_the_mark_back(line: Line) -> None:
    """An event that nobody judged may be a case."""
    mark = line.watermark()
    mark.look()
    line.end["interactions"] = {0: 0, 1: 5}
    line.later()
    mark.look()
    assert mark.known_until() == START


def test_what_waits_for_cases_holds_the_mark_back(line: Line) -> None:
    """A verdict that is in no case yet."""
    mark = line.watermark()
    line.end = {"interactions": {0: 5}, "assessments": {0: 5}}
    line.done["assess"] = {0: 5}
    mark.look()
    assert mark.known_until() is None
    line.done["cases"] = {0: 5}
    line.later()
    mark.look()
    assert mark.known_until() == line.now


def test_under_constant_load_the_mark_moves_on(line: Line) -> None:
    """Both consumers are always one step behind, and the register is never far from the present."""
    mark = line.watermark()
    for step in range(1, 20):
        line.end = {"interactions": {0: step * 100}, "assessments": {0: step * 100 - 50}}
        line.done = {"assess": {0: step * 100 - 50}, "cases": {0: step * 100 - 100}}
        line.later()
        mark.look()
    known = mark.known_until()
    assert known is not None
    assert line.now - known <= timedelta(seconds=4)


def test_while_the_broker_is_away_the_mark_stands_still(line: Line) -> None:
    """And goes on afterwards."""
    mark = line.watermark()
    mark.look()
    line.away = True
    line.later()
    with pytest.raises(BrokerUnavailableError):
        mark.look()
    assert mark.known_until() == START
    line.away = False
    line.later()
    mark.look()
    assert mark.known_until() == line.now
