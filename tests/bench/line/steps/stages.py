"""Each stage alone over a backlog: what it does in a second and what an event costs it."""

from collections.abc import Callable
from typing import Any

from tests.bench.line.installation import Line, wait_until
from tests.bench.line.scale import Scale

from leitstand.schemas import topics
from leitstand.streams import groups

Row = dict[str, Any]


def run(line: Line, scale: Scale) -> Row:
    """Fill Kafka by capture, then let the stages drain it one after the other."""
    found: Row = {"capture": line.fill(scale.backlog)}
    found["assess"] = assess_alone(line)
    found["sink"] = _after_assess(line, groups.SINK)
    found["cases"] = _after_assess(line, "cases")
    line.only()
    return found


def scaling(line: Line, scale: Scale) -> Row:
    """Let more and more workers drain the same backlog; the sink is away meanwhile."""
    found: Row = {}
    for workers in scale.workers:
        line.only()
        line.fill(scale.backlog)
        found[str(workers)] = assess_alone(line, workers)
    through(line, 0)
    return found


def through(line: Line, events: int) -> None:
    """Bring so many events through the whole line, and whatever waits; then stop it."""
    line.only(assess=1, sink=1, cases=1)
    if events:
        line.fill(events)
    line.settle()
    line.only()


def assess_alone(line: Line, workers: int = 1) -> Row:
    """Let workers assess what waits, and commit it."""
    waiting = line.ends(topics.INTERACTIONS) - line.done(groups.ASSESS, topics.INTERACTIONS)
    target = line.ends(topics.ASSESSMENTS) + waiting
    found = drain(line, lambda: line.ends(topics.ASSESSMENTS), target, assess=workers)
    wait_until(
        lambda: line.done(groups.ASSESS, topics.INTERACTIONS) >= line.ends(topics.INTERACTIONS),
        "the workers commit",
    )
    return found


def _after_assess(line: Line, group: str) -> Row:
    target = line.ends(topics.ASSESSMENTS)
    return drain(line, lambda: line.done(group, topics.ASSESSMENTS), target, **{group: 1})


def drain(line: Line, counted: Callable[[], int], target: int, **roles: int) -> Row:
    """Start processes and measure from their first progress, once all are well, to the target."""
    before = counted()
    line.only(**roles)
    wait_until(lambda: counted() > before, f"{sorted(roles)} make progress")
    with line.meters.course() as course, line.meters.cost() as cost:
        begun = counted()
        wait_until(lambda: counted() >= target, f"{sorted(roles)} drain everything")
    events = target - begun
    if events <= 0:
        return {"events": 0}
    return {
        "events": events,
        "events_per_s": round(events / cost.seconds),
        "cpu_us": cost.per_event(events),
        "resident_mib": {
            name: round(max(usage.resident for usage in usages)) for name, usages in course.items()
        },
    }
