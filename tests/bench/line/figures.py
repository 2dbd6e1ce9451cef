"""The goals of the line, and which of them a run met."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
Results = Mapping[str, Row]


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One claim."""

    name: str
    seen: str
    wanted: str
    met: bool

    def as_line(self) -> str:
        """Return it for a reader at a terminal."""
        return (
            f"{'met   ' if self.met else 'MISSED'}  {self.name}: {self.seen} (goal {self.wanted})"
        )


def at_least(name: str, seen: float | None, wanted: float) -> Goal:
    """Return a goal that a rate must reach; what was not seen is missed."""
    met = seen is not None and seen >= wanted
    return Goal(name=name, seen=written(seen), wanted=f"≥ {wanted:,g}", met=met)


def at_most(name: str, seen: float | None, wanted: float) -> Goal:
    """Return a goal that a time or a size must not exceed; what was not seen is missed."""
    met = seen is not None and seen <= wanted
    return Goal(name=name, seen=written(seen), wanted=f"≤ {wanted:,g}", met=met)


def written(seen: float | None) -> str:
    """Return a number as a reader wants it."""
    if seen is None:
        return "not seen"
    return f"{seen:,.0f}" if abs(seen) >= 1000 else f"{seen:.4g}"


def goals(results: Results) -> Iterator[Goal]:
    """Yield every goal of the steps that ran."""
    known = {
        "account": _account,
        "rates": _rates,
        "names": _names,
        "latency": _latency,
        "stages": _stages,
        "storage": _storage,
    }
    for name, goals_of in known.items():
        if name in results:
            yield from goals_of(results[name])


def _account(found: Row) -> Iterator[Goal]:
    yield at_most("events lost", found["sent"] - found["events"], 0)
    yield at_most("rows doubled", found["rows"] - found["events"], 0)


def _rates(found: Row) -> Iterator[Goal]:
    sustained = found["sustained"]
    held = sustained["rate"] if sustained["held"] else None
    yield at_least(f"events/s, held for {sustained['seconds']:g} s", held, 6_000)
    yield at_least("events/s, dependable", held, 10_000)
    slope = sustained["memory"].get("assess", {}).get("slope_mib_per_hour")
    if slope is not None:
        yield at_most("growth of a worker, MiB an hour", slope, 20)


def _names(found: Row) -> Iterator[Goal]:
    held = found["goal_rate"]
    yield at_least("events/s with names on, held", held["rate"] if held["held"] else None, 600)
    yield at_least("events/s with names on, at once", found["at_once"]["events_per_s"], 600)


def _latency(found: Row) -> Iterator[Goal]:
    for stage, p50, p99 in (("flagged", 15, 50), ("queryable", 150, 400)):
        yield at_most(f"prompt → {stage} p50, ms", found[stage]["p50"], p50)
        yield at_most(f"prompt → {stage} p99, ms", found[stage]["p99"], p99)
    yield at_most("idle worker, MiB", found["idle_mib"].get("assess"), 150)


def _stages(found: Row) -> Iterator[Goal]:
    yield at_least("sink alone, events/s", found["sink"].get("events_per_s"), 40_000)
    full = found["assess"].get("resident_mib", {}).get("assess")
    yield at_most("worker with a full buffer, MiB", full, 400)


def _storage(found: Row) -> Iterator[Goal]:
    rebuild = found["rebuild"]
    yield at_most(f"a day of {rebuild['rows']:,} events built anew, s", rebuild["seconds"], 1)
