"""``make bench``: the whole line under load, measured beside its peers in one run.

    python -m tests.bench.line [--short] [--write docs/line-figures.md] [--only STEP,…] [--resume]

Runs on an installation of its own in a temporary directory and leaves nothing there. Steps come one after
the other, each with a limit of time; what fails is reported and the others go on. Each result is kept in
``.cache/bench/line`` at once, so that ``--resume`` does only what is missing. Ends with one JSON object on
the last line; exits 1 where a goal is missed or a step failed.
"""

import argparse
import json
import os
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import psutil
from tests.bench.line import figures, page
from tests.bench.line.installation import Line, running
from tests.bench.line.scale import LONG, SHORT, Scale
from tests.bench.line.steps import latency, peers, profile, rates, stages, storage

RECOVERY_S = 120
RESULTS = Path(".cache/bench/line")
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One measurement."""

    name: str
    run: Callable[[Line, Scale], Row]
    limit_s: int
    """Longest time in a long run; then it counts as failed."""
    in_short: bool = True
    of_records: bool = False
    """Works on records of an earlier step; without one, some are made for it."""


def steps(given: argparse.Namespace) -> tuple[Step, ...]:
    """Return all of them. Those that want little data in the tables come first."""
    found = [
        Step(name="stages", run=stages.run, limit_s=300),
        Step(name="latency", run=latency.run, limit_s=200),
        Step(name="profile", run=profile.run, limit_s=240, of_records=True),
        Step(name="bare_loop", run=peers.kafka_alone, limit_s=240, of_records=True),
        Step(name="inserts", run=peers.clickhouse_alone, limit_s=200, of_records=True),
        Step(name="naive", run=peers.usual_design, limit_s=240, of_records=True),
        Step(name="names", run=rates.names, limit_s=300),
        Step(name="scaling", run=stages.scaling, limit_s=600, in_short=False),
        Step(name="rates", run=partial(rates.run, rate=given.rate), limit_s=1800),
        Step(name="storage", run=storage.run, limit_s=300, of_records=True),
    ]
    if given.peer:
        with_peer = partial(peers.presidio_for_detectors, python=given.peer)
        found.append(Step(name="presidio", run=with_peer, limit_s=200))
    only = set(given.only.split(",")) if given.only else {step.name for step in found}
    unknown = only - {step.name for step in found}
    if unknown:
        sys.exit(f"no such step: {', '.join(sorted(unknown))}; see --help")
    return tuple(step for step in found if step.name in only and (step.in_short or not given.short))


def measure(chosen: tuple[Step, ...], scale: Scale, kept: Path) -> dict[str, Row]:
    """Run the steps whose results are not kept yet; return all results by name."""
    missing = [step for step in chosen if not (kept / f"{step.name}.json").exists()]
    if missing:
        with (
            tempfile.TemporaryDirectory(prefix="bench-line-") as directory,
            running(Path(directory) / "data") as line,
        ):
            for step in missing:
                _keep(kept, step.name, _guarded(step, line, scale))
            _keep(kept, "account", _account(line))
    return {path.stem: json.loads(path.read_text()) for path in sorted(kept.glob("*.json"))}


def _guarded(step: Step, line: Line, scale: Scale) -> Row:
    """Run a step; what it raises, and that it took too long, is its result."""
    print(f"bench: {step.name} …", file=sys.stderr, flush=True)
    begun = time.monotonic()
    try:
        with _limit(step.limit_s):
            if step.of_records and not line.sent:
                stages.through(line, scale.rows)
            found = step.run(line, scale)
    except Exception as error:
        traceback.print_exc()
        _recover(line)
        return {"failed": f"{type(error).__name__}: {error}"}
    print(f"bench: {step.name} took {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    return found


def _recover(line: Line) -> None:
    """Let what a failed step left behind run through, so that it does not spoil the next one."""
    try:
        with _limit(RECOVERY_S):
            stages.through(line, 0)
    except Exception:
        traceback.print_exc()


@contextmanager
def _limit(seconds: int) -> Generator[None]:
    """Raise TimeoutError inside when the time is over. For the main thread."""

    def over(_number: int, _frame: object) -> None:
        message = f"took more than {seconds} s"
        raise TimeoutError(message)

    before = signal.signal(signal.SIGALRM, over)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def _account(line: Line) -> Row:
    """Return what was sent against what arrived: figures of a line that loses events are worthless."""
    ((rows, events),) = line.query(
        "SELECT count(), uniqExact(event_id) FROM assessments_current WHERE usage_day >= today() - 1"
    )
    ((letters,),) = line.query("SELECT count() FROM dead_letters")
    return {"sent": line.sent, "rows": rows, "events": events, "dead_letters": letters}


def _keep(kept: Path, name: str, found: Row) -> None:
    if "failed" not in found:
        (kept / f"{name}.json").write_text(json.dumps(found))


def machine() -> Row:
    """Return what a reader has to know of the machine, and nothing that names it."""
    return {
        "processors": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30),
        "python": sys.version.split()[0],
        "load_before": round(os.getloadavg()[0], 1),
    }


def parse(arguments: list[str]) -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="two minutes instead of thirty")
    parser.add_argument("--write", type=Path, help="page of the documentation to renew")
    parser.add_argument("--minutes", type=float, help="of the sustained run (long form: 10)")
    parser.add_argument("--rate", type=float, default=0.0, help="of it, instead of searching one")
    parser.add_argument("--only", default="", help="names of steps, with commas between")
    parser.add_argument("--resume", action="store_true", help="keep what an earlier run measured")
    parser.add_argument("--peer", default="", help="Python of Presidio's environment")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Measure and report."""
    given = parse(arguments)
    # A supervisor that ends us shall leave no Kafka behind.
    signal.signal(signal.SIGTERM, lambda _number, _frame: sys.exit(143))
    scale = SHORT if given.short else LONG
    if given.minutes:
        scale = replace(scale, sustained_s=given.minutes * 60)
    kept = RESULTS / ("short" if given.short else "long")
    if not given.resume:
        shutil.rmtree(kept, ignore_errors=True)
    kept.mkdir(parents=True, exist_ok=True)
    about = machine()
    chosen = steps(given)
    results: Mapping[str, Row] = {"machine": about} | measure(chosen, scale, kept)
    return report(results, [step.name for step in chosen], given.write)


def report(results: Mapping[str, Row], wanted: list[str], write: Path | None) -> int:
    """Say which goals are met, write the page, print the JSON; return the exit code."""
    goals = list(figures.goals(results))
    for goal in goals:
        print(goal.as_line(), file=sys.stderr)
    if write:
        page.write(results, write)
    failed = [name for name in wanted if name not in results]
    missed = [goal.name for goal in goals if not goal.met]
    print(json.dumps({"missed": missed, "failed": failed, "results": results}))
    return int(bool(missed or failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
