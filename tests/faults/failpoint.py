"""Runs a command of ours with a fault at a named place: the product itself holds no test code.

``python -m tests.faults.failpoint outbox.sync --moment after --call 3 --act kill -- run gateway …``
is ``leitstand run gateway …`` that dies of SIGKILL right after its third fsync of the outbox. Places
are the names of functions (``failpoints.toml``); a function is wrapped in this process only. Rust's
``fail`` crate and FoundationDB's BUGGIFY do the same with code that is compiled in for tests.
"""

import argparse
import functools
import importlib
import inspect
import itertools
import os
import runpy
import signal
import sys
import time
import tomllib
from collections.abc import Callable, Mapping, Sequence, Sized
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import msgspec

TABLE = Path(__file__).with_name("failpoints.toml")
DELAY_S = 3.0

Moment = Literal["before", "after"]
Act = Literal["kill", "stop", "delay", "raise"]


class Failpoint(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry of the table."""

    step: str
    """What is done between the two moments, for a reader."""
    place: str
    """``module:attribute`` or ``module:Class.method``."""
    processes: tuple[str, ...]
    """Who passes here; the test starts each of them with the fault."""
    short: bool = False
    """Whether the short form has it, too."""
    error: str | None = None
    """``module:Class`` of what ``raise`` raises; without it nothing can go wrong there but death."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What happens when, at a place."""

    moment: Moment
    call: int
    """Counted from 1, and only calls that have something in their hands."""
    act: Callable[[], None]


def load() -> Mapping[str, Failpoint]:
    """Return the table."""
    document = tomllib.loads(TABLE.read_text())
    return msgspec.convert(document, dict[str, Failpoint])


def install(place: str, fault: Fault) -> None:
    """Wrap the function at a place. Raises AttributeError or ImportError where there is none."""
    owner, name = locate(place)
    setattr(owner, name, _wrapped(getattr(owner, name), fault))


def locate(place: str) -> tuple[Any, str]:
    """Return what holds the function, and its name there."""
    module, _, path = place.partition(":")
    *parents, name = path.split(".")
    owner = functools.reduce(getattr, parents, importlib.import_module(module))
    getattr(owner, name)
    return owner, name


def _wrapped(function: Callable[..., Any], fault: Fault) -> Callable[..., Any]:
    numbers = itertools.count(1)

    def pass_by(moment: Moment, hands: Sequence[object]) -> None:
        full = moment == fault.moment and not _is_empty(hands)
        if full and next(numbers) == fault.call:
            fault.act()

    @functools.wraps(function)
    def plain(*args: Any, **kwargs: Any) -> Any:
        pass_by("before", args)
        result = function(*args, **kwargs)
        pass_by("after", _sized(args) or [result])
        return result

    @functools.wraps(function)
    async def asynchronous(*args: Any, **kwargs: Any) -> Any:
        pass_by("before", args)
        result = await function(*args, **kwargs)
        pass_by("after", _sized(args) or [result])
        return result

    return asynchronous if inspect.iscoroutinefunction(function) else plain


def _sized(values: Sequence[object]) -> list[object]:
    """Return what of some arguments is a batch; a poll has none, its result is what it moves."""
    return [value for value in values if isinstance(value, Sized)]


def _is_empty(hands: Sequence[object]) -> bool:
    """Say whether a call moves nothing: an empty batch, or a poll that found nothing."""
    return any(not len(value) for value in hands if isinstance(value, Sized))


def act_of(name: Act, error: str | None) -> Callable[[], None]:
    """Return what happens at a place."""
    acts: dict[Act, Callable[[], None]] = {
        "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
        "stop": lambda: os.kill(os.getpid(), signal.SIGSTOP),
        "delay": lambda: time.sleep(DELAY_S),
        "raise": lambda: _raise(error),
    }
    return acts[name]


def _raise(error: str | None) -> None:
    owner, name = locate(error or "builtins:OSError")
    raise getattr(owner, name)


def main(argv: Sequence[str]) -> None:
    """Arm a place, then be the command behind ``--``."""
    own, command = _split(argv)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("failpoint", choices=sorted(load()))
    parser.add_argument("--moment", choices=("before", "after"), default="before")
    parser.add_argument("--call", type=int, default=1)
    parser.add_argument("--act", choices=("kill", "stop", "delay", "raise"), default="kill")
    parser.add_argument("--mark", type=Path, required=True, help="file that appears when it acts")
    wanted = parser.parse_args(own)
    point = load()[wanted.failpoint]
    act = act_of(wanted.act, point.error)

    def told() -> None:
        wanted.mark.touch()
        act()

    install(point.place, Fault(moment=wanted.moment, call=wanted.call, act=told))
    module, *arguments = command
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


def _split(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    cut = list(argv).index("--")
    return list(argv[:cut]), list(argv[cut + 1 :])


if __name__ == "__main__":
    main(sys.argv[1:])
