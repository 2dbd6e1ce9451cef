"""Processes die at any moment: what they acknowledged is there."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from leitstand.broker.memory import MemoryBroker
from leitstand.outbox import Drain, acknowledged, status

APPENDS = 2000
WRITER = """
import sys, threading
from pathlib import Path
from leitstand.broker.ports import Outgoing
from leitstand.outbox import Limits, Outbox

outbox = Outbox(Path(sys.argv[1]), "victim", limits=Limits(segment_bytes=60_000))
told = threading.Lock()

def append_many(thread):
    for number in range(500):
        key = f"{thread}-{number}".encode()
        outbox.append(lambda _: Outgoing(topic="t", key=key, value=b"x" * 300))
        with told:
            sys.stdout.write(key.decode() + chr(10))
            sys.stdout.flush()

threads = [threading.Thread(target=append_many, args=(n,)) for n in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
"""


def kill_after(directory: Path, lines: int) -> set[str]:
    """Start a writer, kill it after so many acknowledgements, return all that it told us."""
    process = subprocess.Popen(  # noqa: S603 # our own program
        [sys.executable, "-c", WRITER, str(directory)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    with process.stdout as output:
        told = [next(output).strip() for _ in range(lines)]
        os.kill(process.pid, signal.SIGKILL)
        told += [line.strip() for line in output if line.endswith("\n")]
    assert process.wait() == -signal.SIGKILL
    return set(told)


@pytest.mark.parametrize("seed", range(3))
def test_kill_in_the_middle_of_appends(tmp_path: Path, seed: int) -> None:
    """After kill -9 every acknowledged id is on disk, and every one of them reaches the broker."""
    told = kill_after(tmp_path, random.Random(seed).randint(1, APPENDS - 200))  # noqa: S311 # repeatable
    on_disk = {(key or b"").decode() for _, key in acknowledged(tmp_path)}
    assert told
    assert told <= on_disk
    broker = MemoryBroker({"t": 2})
    drain = Drain(tmp_path, broker.producer())
    while drain.step():
        pass
    drain.close()
    arrived = [(record.key or b"").decode() for record in broker.records("t")]
    assert sorted(arrived) == sorted(on_disk)
    assert (status(tmp_path).waiting, status(tmp_path).living) == (0, 0)
