"""Processes that stand still for longer than their session, and come back as if nothing had been."""

import os
import signal
import time
from collections.abc import Sequence

import pytest
from tests.faults.installation import wait_until
from tests.faults.wired import Wired

LONG = os.environ.get("LEITSTAND_FAULTS", "short") != "short"
SESSION_S = 10.0
"""How long the broker waits for a member of a group."""
GROUPS = [("assess", "sink", "cases")]
VICTIMS = [*GROUPS, ("assess",), ("sink",), ("cases",), ("kafka",), ("endpoint",), ("gateway",)]


@pytest.mark.parametrize("victims", VICTIMS if LONG else GROUPS, ids="+".join)
def test_a_zombie_writes_nothing_twice(wired: Wired, victims: Sequence[str]) -> None:
    """Its partitions went to another meanwhile; what it still holds in its hands does no harm."""
    there, traffic = wired.there, wired.traffic
    told = len(traffic.told)
    traffic.flow()
    wait_until(lambda: len(traffic.told) > told + 20, "traffic flows")
    processes = [there.processes[name] for name in victims]
    for process in processes:
        os.kill(process.pid, signal.SIGSTOP)
    time.sleep(SESSION_S + 4.0)
    for process in processes:
        os.kill(process.pid, signal.SIGCONT)
    wired.account()
