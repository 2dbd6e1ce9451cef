"""What is loaded at start, so that nobody's first prompt waits."""

import subprocess
import sys

_PROGRAM = """
import hyperscan
from leitstand.policy import prepare
from leitstand.policy.engine import scan, search

prepare()
loaded = search.compiled.cache_info().misses
read = hyperscan.loadb
late = []
hyperscan.loadb = lambda *given: late.append(1) or read(*given)
assert scan.scan("Herr Max Muster, E-Mail m.muster@example.org, Tel. 0711 7654321, hat Krebs.")
assert search.compiled.cache_info().misses == loaded > 0
assert not late
"""


def test_after_it_nothing_is_loaded() -> None:
    """A process that prepared reads its first text without compiling or loading anything."""
    command = [sys.executable, "-W", "error", "-c", _PROGRAM]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 # our own program
    assert done.returncode == 0, done.stderr
