"""The bench of the line sees what it says it sees: few events, no figure about speed."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from tests.bench.line.installation import Line, running
from tests.bench.line.scale import SHORT
from tests.bench.line.steps import latency, rates

EVENTS = 400


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Line]:
    """Lend a running line with everything that assesses and stores."""
    with running(tmp_path_factory.mktemp("bench") / "data") as there:
        there.only(assess=1, sink=1, cases=1)
        yield there


def test_everything_sent_is_a_row_and_every_stage_costs_something(line: Line) -> None:
    """Figures of events that got lost, or of a process that was not looked at, are worthless."""
    found = rates.at_once(line, EVENTS)
    (arrived,) = line.query("SELECT count(), uniqExact(event_id) FROM assessments_current")
    assert arrived == (EVENTS, EVENTS)
    assert found["events_per_s"] > 0
    assert found["cpu_us"].keys() == {"capture", "kafka", "assess", "sink", "endpoint", "cases"}
    assert found["cpu_us"]["capture"] > 0
    assert found["cpu_us"]["assess"] > 0


def test_each_event_is_timed_at_every_stage_and_later_stages_are_later(line: Line) -> None:
    """From the intended moment on; events with a finding are also seen on the open page."""
    found = latency.run(line, replace(SHORT, latency_s=1.0))
    counted = found["flagged"]["count"]
    assert counted >= latency.RATE  # The warm-up is not counted.
    assert found["queryable"]["count"] == counted
    assert 0 < found["visible"]["count"] <= counted / 50
    assert 0 < found["durable"]["p50"] <= found["queryable"]["max"]
    assert found["flagged"]["p50"] <= found["queryable"]["p50"]
