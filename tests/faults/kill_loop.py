"""Kills everything at random under load, accounts at rest, and goes on; see docs/faults.md.

``python -m tests.faults.kill_loop --kills 1000 --seed 7 --journal kills.jsonl`` adds to the journal;
``--kills 0`` prints its figures. Every process dies on its own clock, so that they die together, one
after the other, and while they start. Exit code 1: an account did not hold; the directory stays.
"""

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import msgspec
from tests.faults import journal, oracle
from tests.faults.forked import forked
from tests.faults.installation import (
    Installation,
    installed,
    observed,
    wait_until,
)
from tests.faults.journal import Account, Kill
from tests.faults.traffic import Traffic, configure_gateway, provider

from leitstand.schemas.clock import utc_now

MEANS_S = {
    "gateway": 4.0,
    "drain": 2.0,
    "assess": 6.0,
    "assess-1": 6.0,
    "sink": 3.0,
    "cases": 3.0,
    "keeper": 4.0,
    "pipelines": 15.0,
    "endpoint": 25.0,
    "kafka": 60.0,
}
"""Who dies, and the mean time between two deaths, in seconds."""
PIPELINES_REST_S = 15.0
SETTLED = 100
"""Kills between two accounts."""
_LOOK_S = 0.01


@dataclass(kw_only=True)
class Victim:
    """One process that dies again and again."""

    name: str
    mean_s: float
    ended_at: float | None = None
    """When it ended by itself: a job that is done, or a process that gave up."""
    killed_at: float | None = None
    """When it died last; ``None`` once it is healthy again."""
    due: float = 0.0
    pending: Kill | None = field(default=None)
    """Its last kill, until it is known how long the recovery took."""


class KillLoop:
    """Kills the processes of one installation."""

    def __init__(self, there: Installation, traffic: Traffic, seed: int, file: Path) -> None:
        self._there = there
        self._traffic = traffic
        self._random = random.Random(seed)  # noqa: S311 - repeatable, no secret
        self._run = f"{seed}-{utc_now():%Y%m%dT%H%M%S}"
        self._journal = file
        self._victims = [Victim(name=name, mean_s=mean_s) for name, mean_s in MEANS_S.items()]
        self.kills = 0

    def run(self, kills: int) -> Account:
        """Kill so often, then come to rest; return the account."""
        self._traffic.flow()
        for victim in self._victims:
            self._schedule(victim)
        target = self.kills + kills
        while self.kills < target:
            self._turn()
            time.sleep(_LOOK_S)
        wait_until(self._is_well, "everything is healthy again")
        return self._account()

    def finish(self) -> None:
        """Fail where published figures or keys are not as they should be, after all that died."""
        self._there.kill("pipelines")
        oracle.check_figures(self._there)
        oracle.check_keys(self._there)

    def _turn(self) -> None:
        for victim in self._victims:
            self._look_after(victim)
            if time.monotonic() >= victim.due and victim.ended_at is None:
                self._kill(victim)

    def _is_well(self) -> bool:
        for victim in self._victims:
            self._look_after(victim)
        return all(victim.killed_at is None for victim in self._victims)

    def _look_after(self, victim: Victim) -> None:
        """Start what ended by itself, as a supervisor does; notice what has recovered."""
        now = time.monotonic()
        if self._there.processes[victim.name].poll() is not None:
            victim.ended_at = victim.ended_at or now
            if now >= victim.ended_at + self._rest(victim):
                victim.ended_at = None
                self._there.launch(victim.name)
        elif victim.killed_at is not None and self._there.is_healthy(victim.name):
            self._tell(victim, now - victim.killed_at)
            victim.killed_at = None

    def _rest(self, victim: Victim) -> float:
        return PIPELINES_REST_S if victim.name == "pipelines" and not victim.killed_at else 0.0

    def _kill(self, victim: Victim) -> None:
        self._tell(victim, None)
        starting = victim.killed_at is not None
        process = self._there.processes[victim.name]
        process.kill()
        process.wait()
        self.kills += 1
        victim.killed_at = time.monotonic()
        victim.pending = Kill(
            run=self._run,
            component=victim.name,
            phase="starting" if starting else "working",
            down=tuple(v.name for v in self._victims if v.killed_at and v is not victim),
            recovery_s=None,
        )
        self._schedule(victim)

    def _tell(self, victim: Victim, recovery_s: float | None) -> None:
        kill, victim.pending = victim.pending, None
        if kill is not None:
            took = None if recovery_s is None else round(recovery_s, 3)
            journal.append(self._journal, msgspec.structs.replace(kill, recovery_s=took))

    def _schedule(self, victim: Victim) -> None:
        victim.due = time.monotonic() + self._random.expovariate(1 / victim.mean_s)

    def _account(self) -> Account:
        self._traffic.hold()
        _record_too_old(self._there)
        self._there.rest()
        seen = oracle.gather(self._there, self._traffic.told)
        found = Account(
            run=self._run,
            kills=self.kills,
            acknowledged=len(seen.on_disk),
            rows=sum(seen.rows.values()),
            dead_letters=sum(seen.letters.values()),
            cases=len(seen.cases),
            violations=tuple(oracle.violations(seen)),
        )
        journal.append(self._journal, found)
        return found


def _record_too_old(there: Installation) -> None:
    """Let a few dead letters be among what is accounted for."""
    there.record([observed(occurred_at=utc_now() - timedelta(days=401))] * 3)


@contextmanager
def running(directory: Path, seed: int, file: Path) -> Iterator[KillLoop]:
    """Run an installation with load, all of it well."""
    with ExitStack() as ending:
        upstream = ending.enter_context(provider())
        there = ending.enter_context(installed(directory, start_process=forked))
        configure_gateway(there, upstream)
        for name in MEANS_S.keys() - there.processes.keys():
            there.launch(name)
        wait_until(lambda: all(map(there.is_healthy, MEANS_S)), "all of it is well")
        traffic = Traffic(there, seed=seed)
        ending.callback(traffic.close)
        yield KillLoop(there, traffic, seed, file)


def main(argv: Sequence[str] | None = None) -> int:
    """Kill, account, report; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000)
    parser.add_argument("--journal", type=Path, required=True)
    wanted = parser.parse_args(argv)
    code = kill(wanted.kills, wanted.seed, wanted.journal) if wanted.kills else 0
    sys.stdout.write(journal.report(wanted.journal) + "\n")
    return code


def kill(kills: int, seed: int, file: Path) -> int:
    """Run one installation through so many kills; return 1 when an account did not hold."""
    directory = Path(tempfile.mkdtemp(prefix="leitstand-kills-"))
    with running(directory / "installation", seed, file) as loop:
        while loop.kills < kills:
            found = loop.run(min(SETTLED, kills - loop.kills))
            if found.violations:
                sys.stdout.write("\n".join([*found.violations, f"look at {directory}"]) + "\n")
                return 1
        loop.finish()
    shutil.rmtree(directory)
    return 0


if __name__ == "__main__":
    sys.exit(main())
