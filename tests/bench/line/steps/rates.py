"""How many events a second the whole line takes: at once, by trying rates, and for minutes on end."""

import time
from collections.abc import Iterator
from typing import Any

from tests.bench.line.histogram import Histogram
from tests.bench.line.installation import Line, use_policy, wait_until, with_names, without_names
from tests.bench.line.meters import Usage, slope_per_hour
from tests.bench.line.scale import Scale
from tests.bench.line.search import highest, keeps_up

Row = dict[str, Any]
MARGIN = 0.95
"""A rate that just held for seconds is kept for minutes with so much of it."""
_LOOK_S = 0.5
_NAMED_RATE = 600.0


def run(line: Line, scale: Scale, rate: float = 0.0) -> Row:
    """Return the highest rate that holds, and a long run at ``rate``, else just below it."""
    line.only(assess=1, sink=1, cases=1)
    at_once_found = at_once(line, scale.at_once)
    probes: list[Row] = []

    def holds(tried: float) -> bool:
        probes.append(hold(line, tried, scale.probe_s))
        return bool(probes[-1]["held"])

    best = None if rate else highest(holds, at_once_found["events_per_s"], scale.probes)
    chosen = rate or (best or probes[-1]["rate"] / 2) * MARGIN
    return {
        "at_once": at_once_found,
        "probes": probes,
        "highest": best,
        "sustained": hold(line, chosen, scale.sustained_s, in_detail=True),
    }


def names(line: Line, scale: Scale) -> Row:
    """Do the same with the policy as shipped, which has every text searched for names."""
    line.only()
    use_policy(line, with_names)
    try:
        line.only(assess=1, sink=1, cases=1)
        return {
            "at_once": at_once(line, scale.named),
            "goal_rate": hold(line, _NAMED_RATE, scale.named_s),
        }
    finally:
        line.only()
        use_policy(line, without_names)


def at_once(line: Line, events: int) -> Row:
    """Send as fast as capture takes it, with every stage at work; measure until all is through."""
    begun_at = line.through()
    with line.load(events=events) as load, line.meters.cost() as cost:
        load.go()
        said = load.result()
        wait_until(lambda: line.through() - begun_at >= events, "all is through")
    line.settle()
    return {
        "events": events,
        "events_per_s": round(events / cost.seconds),
        "captured_per_s": round(events / said["recorded_s"]),
        "cpu_us": cost.per_event(events),
    }


def hold(line: Line, rate: float, seconds: float, *, in_detail: bool = False) -> Row:
    """Send at a rate for so long; say whether the line kept up, at what cost and with what lag."""
    events = round(rate * seconds)
    with (
        line.load(events=events, rate=rate) as load,
        line.meters.course() as course,
        line.meters.cost() as cost,
    ):
        load.go()
        behind = list(_behind(line, rate, seconds))
        said = load.result()
        line.settle()
    row: Row = {
        "rate": round(rate),
        "seconds": seconds,
        "held": keeps_up(behind),
        "behind_s": [round(each, 2) for each in (behind if in_detail else behind[-1:])],
        "settled_after_s": round(cost.seconds - seconds, 2),
        "durable": Histogram(map(tuple, said["durable"])).as_row(),
        "cpu_us": cost.per_event(events),
        "cores": round(sum(cost.cpu_s.values()) / cost.seconds, 2),
    }
    return row | ({"memory": _memory(course)} if in_detail else {})


def _behind(line: Line, rate: float, seconds: float) -> Iterator[float]:
    """Yield, for so long, how many seconds of traffic were meant to be sent and are not through."""
    begun, begun_at = time.monotonic(), line.through()
    while (elapsed := time.monotonic() - begun) < seconds:
        yield elapsed - (line.through() - begun_at) / rate
        time.sleep(_LOOK_S)


def _memory(course: dict[str, list[Usage]]) -> Row:
    return {
        name: {
            "mib": [round(usage.resident, 1) for usage in usages],
            "highest_mib": round(max(usage.resident for usage in usages)),
            "slope_mib_per_hour": slope_per_hour(usages),
        }
        for name, usages in course.items()
        if name != "capture"
    }
