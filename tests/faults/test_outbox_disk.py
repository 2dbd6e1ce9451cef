"""A disk that is really full: appends are refused, nothing acknowledged is lost, and it goes on.

The disk is a tmpfs of a few MiB in a mount namespace of its own where the machine allows that, else
a limit on file sizes.
"""

import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

_MIB = 1024 * 1024
FILLING = """
import json, pathlib, signal, sys, time
from leitstand.broker.memory import MemoryBroker
from leitstand.broker.ports import Outgoing
from leitstand.outbox import Drain, Limits, Outbox, OutboxFullError, acknowledged, status

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
disk, reserve = pathlib.Path(sys.argv[1]), int(sys.argv[2])
directory = disk / "outbox"
outbox = Outbox(directory, "p", limits=Limits(free_bytes=reserve, segment_bytes=1 << 20))
told, refused = [], 0

def append(number):
    global refused
    key = str(number).encode()
    try:
        outbox.append(lambda _: Outgoing(topic="t", key=key, value=b"x" * 20_000))
        told.append(number)
    except OutboxFullError:
        refused += 1

def drained():
    broker = MemoryBroker({"t": 1})
    drain = Drain(directory, broker.producer())
    while drain.step():
        pass
    drain.close()
    return [int(record.key) for record in broker.records("t")]

ballast = disk / "ballast"
for number in range(600):
    append(number)
full = dict(told=len(told), room=outbox.has_room(), refused_when_full=refused)
on_disk = sorted(int(key) for _, key in acknowledged(directory))
if ballast.exists():
    ballast.unlink()
while 1000 not in told:  # at most for as long as a new producer is put off
    append(1000)
    time.sleep(0.05)
counted = status(directory).refused
found = drained()
print(json.dumps({
    **full,
    "refused": refused,
    "counted": counted,
    "lost": len(set(told) - set(on_disk) - {1000}),
    "goes_on": 1000 in told,
    "arrived": set(told) <= set(found),
    "producers": status(directory).producers,
}))
"""


def fill(directory: Path, reserve: int, limit: Callable[[], None] | None = None) -> dict[str, Any]:
    """Append until the disk is full and then a little, and return what that process saw."""
    found = subprocess.run(  # noqa: S603 # our own program
        [sys.executable, "-c", FILLING, str(directory), str(reserve)],
        capture_output=True,
        check=True,
        preexec_fn=limit,  # a limit for that process only
    )
    answer: dict[str, Any] = json.loads(found.stdout)
    return answer


def fill_small_disk(directory: Path, reserve: int) -> dict[str, Any]:
    """Do it on a file system of 8 MiB, of which 2 MiB can be made free."""
    mount = (
        f"mount -t tmpfs -o size=8m,mode=700 none {directory} && "
        f'head -c {2 * _MIB} /dev/zero > {directory}/ballast && exec "$@"'
    )
    program = [sys.executable, "-c", FILLING, str(directory), str(reserve)]
    found = subprocess.run(  # noqa: S603 # our own program
        [_unshare(), "-rm", "sh", "-c", mount, "sh", *program], capture_output=True, check=True
    )
    answer: dict[str, Any] = json.loads(found.stdout)
    return answer


def _unshare() -> str:
    """Return the program that gives a process mounts of its own, or skip the test."""
    program = shutil.which("unshare")
    if program is None:
        pytest.skip("no unshare here: test_the_limit_on_file_sizes stands for it")
    tried = subprocess.run([program, "-rm", "true"], capture_output=True, check=False)  # noqa: S603 # looked up
    if tried.returncode:
        pytest.skip("no mounts allowed here: test_the_limit_on_file_sizes stands for it")
    return program


@pytest.mark.parametrize("reserve", [0, _MIB], ids=["to the last byte", "with a reserve"])
def test_a_full_disk_refuses_and_loses_nothing(tmp_path: Path, reserve: int) -> None:
    """What was acknowledged before is whole and arrives; when there is room again it goes on."""
    seen = fill_small_disk(tmp_path, reserve)
    assert seen["told"] > 100
    assert seen["refused_when_full"] == 600 - seen["told"]
    assert seen["refused"] == seen["counted"]
    assert seen["lost"] == 0
    assert (seen["goes_on"], seen["arrived"]) == (True, True)
    assert seen["room"] is (reserve == 0)
    assert seen["producers"] < 10


def test_the_limit_on_file_sizes(tmp_path: Path) -> None:
    """A file that may not grow further costs the batch that hit it, nothing before."""

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (_MIB // 2, _MIB // 2))

    seen = fill(tmp_path, 0, small)
    assert 0 < seen["refused"] < 600
    assert seen["refused"] == seen["counted"]
    assert (seen["lost"], seen["goes_on"], seen["arrived"]) == (0, True, True)
