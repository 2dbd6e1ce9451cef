"""Starts our processes by forking a server that has imported everything: a start costs little.

What runs is a process of its own in every respect, with the command line it would have in life, and
dies of ``kill -9`` like any other; only the second of processor time that Python needs for imports
is spent once instead of at every start. Loops of thousands of kills need that.
"""

import multiprocessing
import os
import runpy
import sys
import warnings
from collections.abc import Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from leitstand.deploy.process import PARENT_VARIABLE, die_with_parent

_context = multiprocessing.get_context("forkserver")
# A child imports the main module of its parent again: in tests that is pytest's.
_context.set_forkserver_preload(["tests.faults.warm", "pytest"])


class Forked:
    """A forked process, asked as a ``Popen`` is."""

    def __init__(self, process: ForkServerProcess) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        self._process.join(timeout)
        code = self._process.exitcode
        if code is None:
            raise TimeoutError
        return code

    def kill(self) -> None:
        self._process.kill()

    def terminate(self) -> None:
        self._process.terminate()


def forked(argv: Sequence[str], log: Path) -> Forked:
    """Start a module of Python with arguments; see ``installation.started``."""
    log.parent.mkdir(parents=True, exist_ok=True)
    process = _context.Process(target=_become, args=(list(argv), log))
    process.start()
    return Forked(process)


def end_with_parent() -> None:
    """See to it that this process ends when its parent does: whatever becomes of a test, none stays."""
    os.environ[PARENT_VARIABLE] = str(os.getppid())
    die_with_parent()
    if os.getppid() == 1:  # It died before it could be followed.
        sys.exit(1)


def _become(argv: list[str], log: Path) -> None:
    """Be that program, in the forked process."""
    os.setsid()
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(output, 1)
    os.dup2(output, 2)
    end_with_parent()
    warnings.simplefilter("ignore")
    sys.argv = argv
    runpy.run_module(argv[0], run_name="__main__", alter_sys=True)
