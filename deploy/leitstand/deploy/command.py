"""What a command of ``leitstand`` is, and how it fails."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum


class Exit(IntEnum):
    """Exit codes; the same meaning in every command."""

    OK = 0
    NEGATIVE = 1
    """The command worked; what it found is not as it should be."""
    USAGE = 2
    """The input is wrong; the message says where and what to do."""
    UNAVAILABLE = 3
    """Something that is needed is not running or not reachable; try again later."""
    INTERNAL = 70
    """A fault of ours."""


class UserError(Exception):
    """Something that the person at the keyboard can mend.

    ``problem`` names what is wrong (file and line where there is one), ``remedy`` what to do.
    Neither contains content, names or user ids.
    """

    def __init__(self, problem: str, remedy: str = "", code: Exit = Exit.USAGE) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command; ``name`` may have two words (``vault init``)."""

    name: str
    summary: str
    """One line for the overview."""
    description: str
    """What it does, when to use it, an example; shown by ``--help``."""
    configure: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]
    """Returns an exit code; may raise UserError. Imports what it needs inside, so that the
    overview starts fast and works with any extra installed."""


def print_json(document: Mapping[str, object]) -> None:
    """Print one JSON object on one line of standard output, for machines."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()
