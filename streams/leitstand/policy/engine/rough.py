"""The rough look at a stretch of text before the slow one.

An expression of Python's tries every character of a window, some tens of nanoseconds each and for
long lists of words a microsecond; Hyperscan reads a window in one. Four windows of five hold nothing,
and end here.
"""

import functools
import re
from collections.abc import Iterator, Sequence
from typing import Final

import hyperscan

from leitstand.policy.detector import Detector, Pattern, all_detectors
from leitstand.policy.engine.approximation import approximation
from leitstand.policy.engine.automaton import Automaton
from leitstand.policy.engine.cache import cached

_FLAGS: Final = int(hyperscan.HS_FLAG_SINGLEMATCH | hyperscan.HS_FLAG_DOTALL)


class Rough:
    """The approximation of one candidate."""

    def __init__(self, automaton: Automaton) -> None:
        self._automaton = automaton

    def load(self) -> None:
        """Make it ready for this thread."""
        self._automaton.of_this_thread()

    def may_occur(self, data: bytes) -> bool:
        """Say whether a candidate may lie in a stretch; ``False`` is certain."""
        try:
            self._automaton.of_this_thread().scan(data, _stop)
        except hyperscan.ScanTerminated:
            return True
        return False


def _stop(anchor: int, start: int, end: int, flags: int, context: object) -> bool:
    del anchor, start, end, flags, context
    return True


class Sought:
    """An expression of Python's; a rough look spares most texts the slow one."""

    __slots__ = ("_expression",)

    def __init__(self, expression: str) -> None:
        self._expression = re.compile(expression)

    def search(self, text: str) -> re.Match[str] | None:
        """Return the first match."""
        return self._expression.search(text) if self.may_occur(text) else None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield every match."""
        return self._expression.finditer(text) if self.may_occur(text) else iter(())

    def may_occur(self, text: str) -> bool:
        """Say whether there may be a match; ``False`` is certain."""
        first_look = rough_of(self._expression.pattern)
        return first_look is None or first_look.may_occur(text.encode("latin-1", "replace"))


class Several:
    """Expressions of Python's in an order; one rough look at a text spares it most of them."""

    def __init__(self, expressions: Sequence[str]) -> None:
        self._expressions = tuple(map(re.compile, expressions))
        rougher = [approximation(expression) for expression in expressions]
        self._always = frozenset(n for n, one in enumerate(rougher) if one is None)
        self._automaton = Automaton(
            functools.partial(
                cached, [(n, one, _FLAGS) for n, one in enumerate(rougher) if one is not None]
            )
        )

    def first(self, text: str) -> int | None:
        """Return the number of the first expression that matches somewhere."""
        possible = set(self._always)

        def note(number: int, start: int, end: int, flags: int, context: object) -> None:
            del start, end, flags, context
            possible.add(number)

        self._automaton.of_this_thread().scan(text.encode("latin-1", "replace"), note)
        return next((n for n in sorted(possible) if self._expressions[n].search(text)), None)


def rough(pattern: Pattern) -> Rough | None:
    """Return the approximation of a pattern's candidate."""
    return rough_of(pattern.candidate)


@functools.cache
def rough_of(expression: str) -> Rough | None:
    """Return the approximation; ``None`` where there is none, so that only the slow look decides."""
    rougher = approximation(expression)
    if rougher is None:
        return None
    try:
        serialised = cached([(0, rougher, _FLAGS)])
    except hyperscan.error:
        return None
    return Rough(Automaton(lambda: serialised))


def all_rough(detectors: tuple[Detector, ...] | None = None) -> int:
    """Make or load all of them, so that no text has to wait for one; return how many there are."""
    patterns = [p for d in (detectors or all_detectors()) for p in d.patterns]
    return sum(rough(pattern) is not None for pattern in dict.fromkeys(patterns))
