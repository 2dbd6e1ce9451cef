"""What processes use, read from outside."""

import os

import pytest
from tests.bench.line.meters import Cost, Processes, Usage, slope_per_hour


def _course(growth_per_s: float, seconds: int) -> list[Usage]:
    return [Usage(at=1000.0 + s, cpu_s=0, resident=200 + growth_per_s * s) for s in range(seconds)]


def test_growth_is_told_by_the_hour() -> None:
    """A hundredth of a MiB a second is 36 an hour."""
    assert slope_per_hour(_course(0.01, 60)) == pytest.approx(36)


def test_growth_at_the_start_is_no_leak() -> None:
    """Buffers fill; only the second half counts."""
    filling = [*_course(5, 30), *[Usage(at=1030.0 + s, cpu_s=0, resident=345) for s in range(30)]]
    assert slope_per_hour(filling) == pytest.approx(0)


def test_a_few_readings_say_nothing_about_growth() -> None:
    """A short run does not claim flat memory."""
    assert slope_per_hour(_course(0, 10)) is None


def test_cost_is_told_per_event() -> None:
    """Half a second for a thousand events is 500 µs each."""
    assert Cost(seconds=1, cpu_s={"sink": 0.5}).per_event(1000) == {"sink": 500.0}


def test_processor_time_inside_is_counted_and_a_dead_process_costs_nothing() -> None:
    """What was used before does not count."""
    meters = Processes(lambda: {"own": [os.getpid()], "dead": [2**22 + 1]})
    try:
        with meters.cost() as cost:
            enough = meters.now()["own"].cpu_s + 0.05
            while meters.now()["own"].cpu_s < enough:
                sum(range(10_000))
    finally:
        meters.close()
    assert cost.cpu_s["own"] > 0.04
    assert cost.cpu_s["dead"] == 0
