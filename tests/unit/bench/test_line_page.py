"""The report: goals are missed where nothing was seen, and the page is made of whatever there is."""

import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from tests.bench.line import figures, page

ROW = {"count": 10, "p50": 9.0, "p99": 40.0, "p999": 60.0, "max": 80.0}
COSTS = {
    "capture": 80.0,
    "kafka": 20.0,
    "assess": 40.0,
    "sink": 15.0,
    "endpoint": 8.0,
    "cases": 9.0,
}
DRAINED = {"events": 9, "events_per_s": 9_000, "cpu_us": COSTS, "resident_mib": {"assess": 210}}
SUSTAINED = {
    "rate": 8_000, "seconds": 600, "held": True, "behind_s": [0.3, 0.4], "cores": 1.9, "cpu_us": COSTS,
    "memory": {"assess": {"mib": [200.0, 201.0], "highest_mib": 201, "slope_mib_per_hour": 1.5}},
}  # fmt: skip
RESULTS: dict[str, Any] = {
    "machine": {"processors": 2, "memory_gib": 8, "python": "3.11.7", "load_before": 0.1},
    "account": {"sent": 10, "rows": 10, "events": 10, "dead_letters": 0},
    "rates": {
        "at_once": {"events": 100, "events_per_s": 8_500, "cpu_us": COSTS},
        "probes": [{"rate": 9_000, "seconds": 20, "held": False, "behind_s": [4.0], "cores": 2.0}],
        "highest": 8_400, "sustained": SUSTAINED,
    },
    "latency": {
        "rate": 1000.0, "durable": ROW, "flagged": ROW, "queryable": ROW, "visible": ROW,
        "pairs": {"flagged": [[9_000, 9], [80_000, 1]]}, "looks_per_s": 30.0, "view_ms": 12.0, "idle_mib": {"assess": 120},
    },
    "stages": {"capture": DRAINED, "assess": DRAINED, "sink": DRAINED, "cases": DRAINED},
    "scaling": {"1": DRAINED, "2": DRAINED},
    "storage": {
        "bytes": {"clickhouse_as_written": 70.0, "clickhouse_merged": 60.0, "kafka_interactions": 900.0,
                  "kafka_assessments": 200.0},
        "rebuild": {"rows": 1_000_000, "usage_s": 0.3, "findings_s": 0.2, "seconds": 0.5},
    },
    "bare_loop": {"records_per_s": 60_000}, "naive": {"events_per_s": 150.0},
    "inserts": {"endpoint": {"native": 50_000}, "in_process": {"native": 60_000}},
}  # fmt: skip


def test_every_goal_of_a_good_run_is_met() -> None:
    """Except the rate that is wanted beyond the one that is due."""
    missed = [goal.name for goal in figures.goals(RESULTS) if not goal.met]
    assert missed == ["events/s, dependable", "sink alone, events/s"]


@pytest.mark.parametrize(
    ("step", "change"),
    [
        ("account", {"sent": 11}),
        ("account", {"rows": 11}),
        ("rates", {"sustained": SUSTAINED | {"held": False}}),
        ("latency", {"flagged": ROW | {"p99": 51.0}}),
        ("latency", {"queryable": ROW | {"p50": None}}),
        ("storage", {"rebuild": {"rows": 1_000_000, "seconds": 1.1}}),
    ],
)
def test_one_bad_figure_misses_its_goal(step: str, change: dict[str, Any]) -> None:
    """Also one that was not seen."""
    worse = RESULTS | {step: RESULTS[step] | change}
    good = {goal.name: goal.met for goal in figures.goals(RESULTS)}
    assert any(good.get(goal.name) and not goal.met for goal in figures.goals(worse))


def test_the_page_has_its_plots_and_every_goal(tmp_path: Path) -> None:
    """Each picture that it shows is a well-formed file beside it."""
    path = tmp_path / "line-figures.md"
    page.write(RESULTS, path)
    text = path.read_text("utf-8")
    for goal in figures.goals(RESULTS):
        assert f"| {goal.name} | {goal.seen} |" in text
    for name in ("latency", "memory", "scaling"):
        assert f"(images/line-figures-{name}.svg)" in text
        ET.parse(tmp_path / "images" / f"line-figures-{name}.svg")  # noqa: S314 - our own file


@pytest.mark.parametrize("only", ["machine", "rates", "latency", "stages", "storage", "naive"])
def test_a_page_of_one_step_is_a_page(only: str, tmp_path: Path) -> None:
    """A run that was cut short still reports what it has."""
    page.write({name: RESULTS[name] for name in {"machine", only}}, tmp_path / "page.md")
    assert (tmp_path / "page.md").read_text("utf-8").startswith("# The line in figures")
