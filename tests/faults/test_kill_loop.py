"""Everything dies at random under load, together and while it starts; see ``kill_loop.py``."""

import os
import sys
import time
from pathlib import Path

from tests.faults import journal
from tests.faults.kill_loop import SETTLED, running

LONG = os.environ.get("LEITSTAND_FAULTS", "short") != "short"
KILLS = 1000 if LONG else 12


def test_kills_at_random(tmp_path: Path) -> None:
    """Every so often all comes to rest, and everything that anybody was told is there, once."""
    seed = int(os.environ.get("LEITSTAND_SEED", time.time_ns() % 1_000_000))
    file = tmp_path / "kills.jsonl"
    sys.stdout.write(f"LEITSTAND_SEED={seed}\n")
    with running(tmp_path / "installation", seed, file) as loop:
        while loop.kills < KILLS:
            assert loop.run(min(SETTLED, KILLS - loop.kills)).violations == ()
        if LONG:
            loop.finish()
    sys.stdout.write(journal.report(file) + "\n")
