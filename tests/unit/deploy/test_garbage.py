"""The collector rests while batches are made, and still ends what only holds itself."""

import subprocess
import sys

PROGRAM = """
import gc, weakref
from leitstand.deploy.garbage import collect_rarely

class Knot:
    def __init__(self):
        self.me = self

runs = []
gc.callbacks.append(lambda phase, _: runs.append(phase))
collect_rarely()
runs.clear()
batch = [[number] for number in range(100_000)]
del batch
print(len(runs))
lost = weakref.ref(Knot())
kept = [[] for _ in range(300_000)]
print(lost() is None)
"""


def test_a_batch_is_made_without_a_collection_and_cycles_still_end() -> None:
    """A hundred thousand new objects start none; what refers to itself goes with a later one."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", PROGRAM], capture_output=True, check=True, text=True
    )
    assert done.stdout.split() == ["0", "True"]
