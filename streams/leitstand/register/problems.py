"""What is wrong in a reviewed file: where, what, and what to do. Never a user id, never a name."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

MOST_PROBLEMS = 1000
"""Errors after which looking for more helps nobody, and warnings that are kept."""


class Level(StrEnum):
    """How much it matters."""

    ERROR = "error"
    """Nothing is applied while there is one."""
    WARNING = "warning"
    """Probably a slip; it may be applied."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """A spot in a file; line and column count from 1, in a CSV file the column is the cell's number."""

    file: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Problem:
    """One thing to mend."""

    place: Place
    text: str
    remedy: str
    level: Level = Level.ERROR

    def __str__(self) -> str:
        return f"{self.place}: {self.text}. {self.remedy}."


@dataclass(slots=True)
class Report:
    """Collects every problem of a run, each once."""

    _found: dict[Problem, None] = field(default_factory=dict[Problem, None])
    _unchecked: dict[str, None] = field(default_factory=dict[str, None])
    _errors: int = 0
    _warnings: int = 0

    def error(self, place: Place, text: str, remedy: str) -> None:
        """Add what has to be mended before anything is applied."""
        self._errors += 1
        self._found[Problem(place=place, text=text, remedy=remedy)] = None

    def warning(self, place: Place, text: str, remedy: str) -> None:
        """Add what somebody should look at."""
        if self._warnings >= MOST_PROBLEMS:
            return
        self._warnings += 1
        problem = Problem(place=place, text=text, remedy=remedy, level=Level.WARNING)
        self._found[problem] = None

    def take(self, other: "Report") -> None:
        """Add everything that another report found."""
        for problem in other.problems:
            tell = self.error if problem.level is Level.ERROR else self.warning
            tell(problem.place, problem.text, problem.remedy)

    def unchecked(self, what: str) -> None:
        """Say what could not be checked, and why."""
        self._unchecked[what] = None

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything found, by file and line."""
        return tuple(sorted(self._found))

    @property
    def not_checked(self) -> tuple[str, ...]:
        """What could not be checked."""
        return tuple(self._unchecked)

    def is_full(self) -> bool:
        """Say whether there are so many errors that looking for more helps nobody."""
        return self._errors >= MOST_PROBLEMS

    def has_errors(self) -> bool:
        """Say whether anything forbids applying."""
        return self._errors > 0


def nearest(known: Iterable[str]) -> str:
    """Return known names for a remedy, at most twelve of them."""
    names = sorted(known)
    more = f" … ({len(names)} in all)" if len(names) > 12 else ""
    return ", ".join(names[:12]) + more if names else "none"
