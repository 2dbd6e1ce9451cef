"""The page of the documentation that tells what a run measured."""

import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from tests.bench.line import figures
from tests.bench.line.figures import Results, Row, written
from tests.bench.line.histogram import Histogram
from tests.bench.line.plots import Axis, Series, decade_ticks, linear_ticks, plot

STAGES = ("capture", "kafka", "assess", "sink", "endpoint", "cases")
"""In the order of the line."""
MODELLED = (1_000, 10_000, 50_000, 100_000)
BUSY = 0.8
"""Share of a core that a process of the model uses, so that it can catch up."""
SHARES = (0.0, 0.5, 0.9, 0.99, 0.999)
Lines = Iterator[str]


def write(results: Results, path: Path) -> None:
    """Write the page, and its plots into ``images`` beside it."""
    images = path.parent / "images"
    images.mkdir(exist_ok=True)
    for name, svg in pictures(results):
        (images / f"{path.stem}-{name}.svg").write_text(svg, "utf-8")
    path.write_text("\n".join(text(results, path.stem)) + "\n", "utf-8")


def text(results: Results, stem: str) -> Lines:
    """Yield the lines of the page; ``stem`` is what the files of its plots begin with."""
    machine = results["machine"]
    yield "# The line in figures"
    yield ""
    yield "Written by `make bench` (`tests/bench/line`): the whole line on one machine, real Kafka, the real ClickHouse"
    yield f"engine, every role a process: {machine['processors']} processors, {machine['memory_gib']} GiB, Python {machine['python']}, load {machine['load_before']} before the run."
    yield ""
    yield from _table(
        ("goal", "seen", "wanted", ""),
        [
            (g.name, g.seen, g.wanted, "met" if g.met else "**missed**")
            for g in figures.goals(results)
        ],
    )
    known: dict[str, Callable[[Results, str], Lines]] = {
        "rates": _rates,
        "latency": _latency,
        "stages": _costs,
        "scaling": _scaling,
        "storage": _storage,
        "profile": _profile,
    }
    for name, section in known.items():
        if name in results:
            yield from section(results, stem)
    yield from _beside(results)
    yield from _method()


def _table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> Lines:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(_cell(each) for each in row) + " |"
    yield ""


def _cell(value: object) -> str:
    if value is None:
        return ""
    return written(value) if isinstance(value, int | float) else str(value)


def _rates(results: Results, stem: str) -> Lines:
    found = results["rates"]
    sustained = found["sustained"]
    yield "## Events a second"
    yield ""
    yield f"{found['at_once']['events']:,} events as fast as capture takes them, every stage at work: {found['at_once']['events_per_s']:,}/s until the last is"
    yield "queryable and looked at for a case. Then rates are tried: one holds when lag does not grow by half a second of traffic."
    yield ""
    rows = [
        *((p["rate"], p["seconds"], p["held"], p["behind_s"][-1], p["cores"]) for p in found["probes"]),
        (sustained["rate"], sustained["seconds"], sustained["held"], sustained["behind_s"][-1], sustained["cores"]),
    ]  # fmt: skip
    yield from _table(
        ("events/s", "for s", "held", "behind at the end, s", "cores used"),
        [(r, s, "yes" if h else "no", b, c) for r, s, h, b, c in rows],
    )
    if "names" in results:
        named = results["names"]
        yield f"With names on (the shipped policy): {named['at_once']['events_per_s']:,}/s at once; {named['goal_rate']['rate']:,}/s {'held' if named['goal_rate']['held'] else 'did not hold'}."
        yield ""
    yield f"![Memory over time](images/{stem}-memory.svg)"
    yield ""
    memory = sustained["memory"]
    yield from _table(
        ("process", "most, MiB", "growth in the second half, MiB an hour"),
        [(name, m["highest_mib"], m["slope_mib_per_hour"]) for name, m in memory.items()],
    )


def _latency(results: Results, stem: str) -> Lines:
    found = results["latency"]
    yield f"## Latency at {found['rate']:,.0f} events a second"
    yield ""
    yield "Milliseconds from the moment at which an event was meant to be sent, however late it was sent (open loop, no"
    yield "coordinated omission). *Durable*: on disk in the outbox; *flagged*: the assessment is on Kafka, by the broker's clock;"
    yield f"*queryable*: a query shows the row ({found['looks_per_s']} queries a second, their time included; one of the view over all rows takes {found['view_ms']} ms);"
    yield "*visible*: announced on the open page of the data-protection officer, events with a finding only."
    yield ""
    stages = ("durable", "flagged", "queryable", "visible")
    yield from _table(
        ("", "events", "p50", "p99", "p99.9", "most"),
        [(s, *(found[s][key] for key in ("count", "p50", "p99", "p999", "max"))) for s in stages],
    )
    yield f"![Latency by percentile](images/{stem}-latency.svg)"
    yield ""


def _costs(results: Results, _stem: str) -> Lines:
    found = results["stages"]
    together: Row = results["rates"]["sustained"]["cpu_us"] if "rates" in results else {}
    yield "## What an event costs"
    yield ""
    yield "Processor time of the stage's process by `/proc`, in microseconds an event. *Alone*: the stage works off a backlog while the"
    yield "others are away (Kafka beside capture). *Together*: in the sustained run. Capture includes the generator."
    yield ""
    alone = {stage: found[stage] for stage in ("capture", "assess", "sink", "cases")}
    rows = [(s, alone[s].get("events_per_s"), alone[s].get("cpu_us", {}).get(s)) for s in alone]
    rows += [
        ("kafka", None, found["capture"]["cpu_us"].get("kafka")),
        ("endpoint", None, found["sink"].get("cpu_us", {}).get("endpoint")),
    ]
    yield from _table(
        ("stage", "alone, events/s", "alone, µs", "together, µs"),
        [(s, r, c, together.get(s)) for s, r, c in sorted(rows, key=lambda r: STAGES.index(r[0]))],
    )


def _scaling(results: Results, stem: str) -> Lines:
    found = results["scaling"]
    yield "## Workers"
    yield ""
    yield "The same backlog on four partitions, drained by more and more workers. Beyond the machine's cores more workers share them."
    yield ""
    yield from _table(
        ("workers", "events/s", "µs an event"),
        [
            (int(n), r.get("events_per_s"), r.get("cpu_us", {}).get("assess"))
            for n, r in found.items()
        ],
    )
    yield f"![Events a second by workers](images/{stem}-scaling.svg)"
    yield ""
    if "rates" in results:
        yield from _model(results["rates"]["sustained"]["cpu_us"])


def _model(costs: Row) -> Lines:
    """Yield what larger machines would need. A model, and called one."""
    yield "**A model, not a measurement**: nothing of ours coordinates, so that costs an event stay and processes multiply up to the"
    yield f"number of partitions. Processes are {BUSY:.0%} busy; the broker and ClickHouse are counted in cores, whatever their form."
    yield ""
    yield from _table(
        ("events/s", "cores in all", *STAGES),
        [
            (
                rate,
                math.ceil(rate * sum(costs.get(s, 0) for s in STAGES) / 1e6 / BUSY),
                *(math.ceil(rate * costs.get(s, 0) / 1e6 / BUSY) for s in STAGES),
            )
            for rate in MODELLED
        ],
    )


def _storage(results: Results, _stem: str) -> Lines:
    sizes, rebuild = results["storage"]["bytes"], results["storage"]["rebuild"]
    yield "## On disk"
    yield ""
    yield from _table(
        ("store", "bytes an event"),
        [
            ("ClickHouse, as written", sizes["clickhouse_as_written"]),
            ("ClickHouse, merged", sizes["clickhouse_merged"]),
            ("Kafka, interactions", sizes["kafka_interactions"]),
            ("Kafka, assessments", sizes["kafka_assessments"]),
        ],
    )
    yield f"A day of {rebuild['rows']:,} events is built anew in {rebuild['seconds']} s (usage {rebuild['usage_s']} s, findings {rebuild['findings_s']} s), the"
    yield "exchange of the partition included."
    yield ""


def _profile(results: Results, _stem: str) -> Lines:
    yield "## Where the time goes"
    yield ""
    yield "The pure part of a stage alone in one process, then under Python's profiler, which makes small functions look dear."
    yield ""
    for stage, found in results["profile"].items():
        whole = results.get("stages", {}).get(stage, {}).get("cpu_us", {}).get(stage)
        around = f", of {whole} in its process alone" if whole else ""
        yield f"**{stage}**: {found['cpu_us']} µs an event{around}."
        yield ""
        rows = [(f"`{t['function']}`", t["calls_per_event"], t["own_us"]) for t in found["top"]]
        yield from _table(("function", "calls an event", "own µs, profiled"), rows[:8])


def _beside(results: Results) -> Lines:
    """Yield the peers' figures with ours as ratios."""
    rows = [*_peers(results)]
    if rows:
        yield "## Beside others"
        yield ""
        yield "Measured in the same run on the same records. What each of them leaves out is said in its module under"
        yield "`tests/bench/line/peers`."
        yield ""
        yield from _table(("", "theirs, a second", "ours, a second", "ours / theirs"), rows)
    if "presidio" in results:
        found = results["presidio"]
        yield f"Presidio {found['version']} in place of our detectors: {found['presidio_us']:,} µs a text against {found['ours_us']} ({found['times']} times), on the"
        yield f"prompts of this run ({found['characters']} characters). It had no language model, which makes it faster."
        yield ""


def _peers(results: Results) -> Iterator[tuple[str, float | None, float | None, float | None]]:
    stages = results.get("stages", {})
    sink = stages.get("sink", {}).get("events_per_s")
    if "inserts" in results:
        for place in ("endpoint", "in_process"):
            for form, rate in results["inserts"][place].items():
                name = f"ClickHouse's inserts, {form}, {place.replace('_', ' ')}; ours: the sink"
                yield name, rate, sink, _ratio(sink, rate)
    if "bare_loop" in results:
        rate, assess = (
            results["bare_loop"]["records_per_s"],
            stages.get("assess", {}).get("events_per_s"),
        )
        yield "a bare aiokafka loop; ours: a worker", rate, assess, _ratio(assess, rate)
    if "naive" in results and "rates" in results:
        rate, whole = results["naive"]["events_per_s"], results["rates"]["at_once"]["events_per_s"]
        yield "the usual design; ours: the whole line", rate, whole, _ratio(whole, rate)


def _ratio(ours: float | None, theirs: float | None) -> float | None:
    return round(ours / theirs, 2) if ours and theirs else None


def _method() -> Lines:
    yield "## How it was measured"
    yield ""
    yield "- Events are the demo's office prompts of trained people, recorded by capture's own recorder: sealed, synced into a real"
    yield "  outbox and drained to Kafka by the generator's process, as a gateway does. Nothing is prepared beforehand. One in a"
    yield "  hundred holds something that has to be found, which opens or extends a case: far more than a town has."
    yield "- *Pattern path*: the shipped policy without the names of persons and without statements that matter only about a person"
    yield "  (health, religion …), since whoever looks for those has to look for names. *Names on*: the policy as shipped."
    yield "- Generator, broker, engine, worker, sink, cases and the bench itself share the machine's cores."
    yield "- ClickHouse and the broker tell milliseconds, so that latencies are known to one."
    yield "- `make bench SHORT=1` does the same on less in two minutes; its figures show that everything works, not how fast."


def pictures(results: Results) -> Iterator[tuple[str, str]]:
    """Yield the name and the markup of each plot whose figures are there."""
    if "latency" in results:
        yield "latency", _latency_plot(results["latency"])
    if "rates" in results:
        yield "memory", _memory_plot(results["rates"]["sustained"]["memory"])
    if "scaling" in results:
        yield "scaling", _scaling_plot(results["scaling"])


def _latency_plot(found: Row) -> str:
    series = [
        Series(label=name, points=_percentiles(Histogram(map(tuple, pairs))))
        for name, pairs in found["pairs"].items()
    ]
    values = [value for line in series for _, value in line.points]
    return plot(
        f"Latency at {found['rate']:,.0f} events a second",
        "Milliseconds by percentile for flagged, queryable and visible; the table says the same.",
        Axis(
            label="percentile",
            ticks=[(_odds(s), f"{100 * s:g}") for s in SHARES],
            scale=math.log10,
        ),
        Axis(
            label="ms",
            ticks=decade_ticks(min(values, default=1), max(values, default=10)),
            scale=math.log10,
        ),
        series,
    )


def _odds(share: float) -> float:
    """Return how many events there are to one that is slower: 100 at the 99th percentile."""
    return 1 / (1 - share)


def _percentiles(histogram: Histogram) -> list[tuple[float, float]]:
    shares = [1 - 10 ** (-n / 20) for n in range(61)]
    found = zip(shares, histogram.percentiles(shares), strict=True)
    return [(_odds(share), value) for share, value in found if value is not None]


def _memory_plot(memory: Row) -> str:
    series = [
        Series(label=name, points=[(n / 60, value) for n, value in enumerate(course["mib"])])
        for name, course in memory.items()
    ]
    largest = max((value for line in series for _, value in line.points), default=1)
    minutes = max((line.points[-1][0] for line in series if line.points), default=1)
    return plot(
        "Resident memory in the sustained run",
        "MiB of each process over minutes; the table says most and growth.",
        Axis(label="minutes", ticks=linear_ticks(minutes)),
        Axis(label="MiB", ticks=linear_ticks(largest)),
        series,
    )


def _scaling_plot(found: Row) -> str:
    measured = [(float(n), float(r["events_per_s"])) for n, r in found.items() if r.get("events")]
    first = measured[0][1] / measured[0][0] if measured else 0.0
    most = max((n for n, _ in measured), default=1.0)
    ideal = [(0.0, 0.0), (most, first * most)]
    return plot(
        "Assessed events a second by workers",
        "Measured on this machine, and the straight line that one core for each worker would give.",
        Axis(label="workers", ticks=linear_ticks(most)),
        Axis(label="events/s", ticks=linear_ticks(first * most)),
        [Series(label="measured", points=measured), Series(label="a core each", points=ideal)],
    )
