"""Failpoints: each place exists, and a fault happens when it should and at no other time."""

import asyncio
import os
import signal
import subprocess
import sys
import types
from pathlib import Path

import pytest
from tests.faults import failpoint
from tests.faults.failpoint import Fault, install, load, locate

ROOT = Path(failpoint.__file__).parents[2]
PROCESSES = {"gateway", "collector", "writer", "drain", "assess", "sink", "cases", "keeper"}
JOBS = {"pipelines"}


@pytest.mark.parametrize("name", load())
def test_every_place_exists(name: str) -> None:
    """Whoever renames a function in the way of the data is told that a failpoint goes with it."""
    point = load()[name]
    owner, attribute = locate(point.place)
    assert callable(getattr(owner, attribute))
    assert set(point.processes) <= PROCESSES | JOBS
    if point.error:
        module, error = locate(point.error)
        assert issubclass(getattr(module, error), Exception)


def test_every_process_has_a_failpoint_and_the_short_form_one_of_each_step() -> None:
    """A process without a failpoint would pass unseen."""
    passed = {process for point in load().values() for process in point.processes}
    assert passed == PROCESSES | JOBS
    short = {name.partition(".")[0] for name, point in load().items() if point.short}
    assert {"outbox", "drain", "assess", "sink", "consumer", "cases", "keys"} == short


class Boom(Exception):
    """The fault of these tests."""


def boom() -> None:
    raise Boom


@pytest.fixture
def place(monkeypatch: pytest.MonkeyPatch) -> types.SimpleNamespace:
    """A function whose calls are noted, at a place that ends with the test."""
    there = types.SimpleNamespace(calls=[])

    def move(batch: list[int]) -> list[int]:
        there.calls.append(batch)
        return batch

    async def move_later(batch: list[int]) -> list[int]:
        return move(batch)

    monkeypatch.setattr(failpoint, "move", move, raising=False)
    monkeypatch.setattr(failpoint, "move_later", move_later, raising=False)
    there.move = lambda batch: vars(failpoint)["move"](batch)
    there.move_later = lambda batch: asyncio.run(vars(failpoint)["move_later"](batch))
    return there


@pytest.mark.parametrize(("moment", "done"), [("before", 1), ("after", 2)])
@pytest.mark.parametrize("name", ["move", "move_later"])
def test_it_happens_at_the_call_and_on_the_side_of_it(
    place: types.SimpleNamespace, name: str, moment: failpoint.Moment, done: int
) -> None:
    """Before: the second call did nothing. After: it did everything. Then no more."""
    move = getattr(place, name)
    install(f"tests.faults.failpoint:{name}", Fault(moment=moment, call=2, act=boom))
    assert move([1]) == [1]
    with pytest.raises(Boom):
        move([2])
    assert len(place.calls) == done
    assert move([3]) == [3]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_empty_hands_do_not_count(place: types.SimpleNamespace, moment: failpoint.Moment) -> None:
    """A poll that finds nothing is no moment to die at."""
    install("tests.faults.failpoint:move", Fault(moment=moment, call=1, act=boom))
    assert place.move([]) == []
    with pytest.raises(Boom):
        place.move([1])


def test_a_command_dies_at_its_place(tmp_path: Path) -> None:
    """What is behind the dashes runs with its own command line until the place is reached."""
    program = "import os, sys\nfrom pathlib import Path\nfile = open(sys.argv[1], 'wb')\n"
    (tmp_path / "program.py").write_text(f"{program}os.fdatasync(file.fileno())\nprint('on')\n")
    mark, file = tmp_path / "mark", tmp_path / "file"
    arguments = ["outbox.sync", "--moment", "after", "--mark", str(mark), "--"]
    command = ["-m", "tests.faults.failpoint", *arguments, "program", str(file)]
    died = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, *command],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        check=False,
    )
    assert (died.returncode, died.stdout) == (-signal.SIGKILL, b"")
    assert mark.exists()
    assert file.exists()
