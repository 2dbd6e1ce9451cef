"""``make bench-detect``: everything that is claimed about detection, measured in one run.

    python -m tests.bench.detect --peer PYTHON [--short] [--write docs/detection-figures.md]

Runs each part as a process of its own (a clean start, its own memory), shows what it is doing, and
ends with one JSON object on the last line. ``--write`` renews the tables in the documentation. Exits 1
where a goal is missed; the report says which.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.detect import figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One measurement: a module of this package, or of its neighbour for names."""

    name: str
    module: str
    arguments: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    """Instead of ``arguments`` in a short run."""
    in_short: bool = True


def parts(peer: str) -> tuple[Part, ...]:
    """Return all of them, the quick ones first."""
    here = "tests.bench.detect"
    return (
        Part(
            name="false_alarms",
            module=f"{here}.false_alarms",
            arguments=("--held-back",),
            short=("--held-back",),
        ),
        Part(name="marks_and_secrets", module=f"{here}.marks_and_secrets"),
        Part(name="checked_numbers", module=f"{here}.checked_numbers", short=("--each", "60")),
        Part(name="documents", module=f"{here}.documents", short=("--each", "60")),
        Part(name="contact", module=f"{here}.contact", short=("--each", "100")),
        Part(name="names", module="tests.bench.names.evaluate"),
        Part(
            name="presidio",
            module=f"{here}.against_presidio",
            arguments=("--peer", peer),
            short=("--peer", peer, "--each", "20", "--texts", "200"),
        ),
        Part(name="throughput", module=f"{here}.throughput"),
        Part(name="mutation", module=f"{here}.mutation", arguments=("--json",), in_short=False),
    )


def run(part: Part, *, short: bool) -> dict[str, Any]:
    """Return what a part printed; its exit code says whether its own goals are met."""
    print(f"bench-detect: {part.name} …", file=sys.stderr, flush=True)
    arguments = part.short if short and part.short else part.arguments
    done = subprocess.run(  # noqa: S603 - our own modules
        [sys.executable, "-m", part.module, *arguments], capture_output=True, text=True
    )
    if done.returncode not in (0, 1):
        sys.exit(f"{part.name} failed:\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout[done.stdout.index("{") :])
    return found


def report(peer: str, *, short: bool) -> dict[str, Any]:
    """Return the results of all parts by name."""
    chosen = (part for part in parts(peer) if part.in_short or not short)
    return {part.name: run(part, short=short) for part in chosen}


def lines(results: dict[str, Any]) -> Iterator[str]:
    """Yield the goals with what was seen, for a reader."""
    for goal in figures.goals(results):
        yield f"{'met   ' if goal.met else 'MISSED'}  {goal.name}: {goal.seen} (goal {goal.wanted})"


def main(arguments: list[str]) -> int:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", required=True, help="Python of Presidio's environment")
    parser.add_argument("--short", action="store_true", help="smaller sets, no mutation run")
    parser.add_argument("--write", type=Path, help="page of the documentation to renew")
    given = parser.parse_args(arguments)
    results = report(given.peer, short=given.short)
    for line in lines(results):
        print(line, file=sys.stderr)
    if given.write:
        given.write.write_text(figures.page(results), "utf-8")
    missed = [goal.name for goal in figures.goals(results) if not goal.met]
    print(json.dumps({"missed": missed, "results": results}, ensure_ascii=False))
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
