"""Where the time of each stage goes: its pure part alone in this process, then under a profiler."""

import cProfile
import pstats
import time
from collections.abc import Callable, Sequence
from typing import Any

from tests.bench.line import records
from tests.bench.line.installation import Line
from tests.bench.line.scale import Scale

from leitstand.broker.kafka import KafkaReader
from leitstand.broker.ports import Record
from leitstand.cases.consumer import arrivals_of
from leitstand.deploy.roles.assess import build_context
from leitstand.register import RegisterReader
from leitstand.schemas import topics
from leitstand.streams.assess import assess_all, outgoing
from leitstand.streams.tables import assessments

EVENTS = 3_000
HAUL = 500
"""What a worker takes at once; with more, the garbage collector would be measured."""
TOP = 12
ROUNDS = 3
"""The best of so many counts: the first one fills caches."""
Row = dict[str, Any]


def run(line: Line, scale: Scale) -> Row:
    """Return microseconds an event of each part's function, and its dearest functions."""
    servers = line.installation.settings.kafka_servers
    taken = records.take(servers, topics.INTERACTIONS, EVENTS)
    assessed = records.take(servers, topics.ASSESSMENTS, EVENTS)
    return {
        "assess": _profiled(_assess(line), taken),
        "sink": _profiled(_rows, assessed),
        "cases": _profiled(arrivals_of, assessed),
    }


def _assess(line: Line) -> Callable[[Sequence[Record]], object]:
    settings = line.installation.settings
    reader = RegisterReader(KafkaReader(settings.kafka_servers), settings.tenant)
    reader.start()
    context = build_context(line.home, settings, reader.view)
    reader.close()

    def haul_by_haul(taken: Sequence[Record]) -> None:
        for begin in range(0, len(taken), HAUL):
            haul = taken[begin : begin + HAUL]
            for outcome in assess_all(haul, context):
                outgoing(outcome)

    return haul_by_haul


def _rows(taken: Sequence[Record]) -> object:
    table = assessments.TABLE
    return table.as_columns([(record, table.decode(record.value or b"")) for record in taken])


def _profiled(work: Callable[[Sequence[Record]], object], taken: Sequence[Record]) -> Row:
    used = min(_cost(work, taken) for _ in range(ROUNDS))
    profiler = cProfile.Profile(time.process_time)
    profiler.runcall(work, taken)
    return {"cpu_us": round(used / len(taken) * 1e6, 1), "top": _top(profiler, len(taken))}


def _cost(work: Callable[[Sequence[Record]], object], taken: Sequence[Record]) -> float:
    begun = time.process_time()
    work(taken)
    return time.process_time() - begun


def _top(profiler: cProfile.Profile, events: int) -> list[Row]:
    """Return the functions with most time of their own; a profiler makes small ones look dear."""
    stats: dict[tuple[str, int, str], tuple[int, int, float, float, object]] = vars(
        pstats.Stats(profiler)
    )["stats"]
    dearest = sorted(stats.items(), key=lambda item: -item[1][2])[:TOP]
    return [
        {
            "function": _name(path, name),
            "calls_per_event": round(calls / events, 2),
            "own_us": round(own / events * 1e6, 2),
            "total_us": round(total / events * 1e6, 2),
        }
        for (path, _, name), (_, calls, own, total, _) in dearest
    ]


def _name(path: str, function: str) -> str:
    if path == "~":
        return function.strip("<>")
    module = path.removesuffix(".py").split("/")
    return ".".join([*module[-2:], function])
