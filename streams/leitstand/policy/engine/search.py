"""Tries a pattern around the places that its anchor gave, within a bounded number of steps."""

import functools
import re
from collections.abc import Iterator, Sequence

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.evidence import Candidate, Evidence

ENOUGH = 200
"""Findings of one pattern in one text after which more would tell nobody more."""


class OutOfSteps(Exception):
    """The text asks for more work than one text may cost: it stays unchecked, and says so."""


class Steps:
    """Counts tried candidates, so that the bound is the same on every machine (promise P3)."""

    def __init__(self, length: int) -> None:
        self._left = 2_000 + length // 40

    def take(self) -> None:
        """Count one. Raises OutOfSteps."""
        self._left -= 1
        if self._left < 0:
            raise OutOfSteps


@functools.cache
def compiled(pattern: Pattern) -> re.Pattern[str]:
    """Return the compiled candidate."""
    return re.compile(pattern.candidate)


def windows(ends: Sequence[int], pattern: Pattern, length: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of text around an anchor's places, merged where they touch."""
    low, high = 0, -1
    for end in ends:
        if high >= 0 and end - pattern.before <= high:
            high = min(length, end + pattern.after)
            continue
        if high >= 0:
            yield low, high
        low, high = max(0, end - pattern.before), min(length, end + pattern.after)
    if high >= 0:
        yield low, high


def search(
    detector: Detector, form: int, text: str, ends: Sequence[int], steps: Steps
) -> Iterator[Evidence]:
    """Yield what one pattern of a detector finds around the places of its anchor."""
    pattern = detector.patterns[form]
    found = 0
    done = 0
    for low, high in windows(ends, pattern, len(text)):
        for evidence in _in_window(detector, form, text, max(low, done), high, steps):
            yield evidence
            done = evidence.end
            found += 1
            if found == ENOUGH:
                return


def _in_window(
    detector: Detector, form: int, text: str, low: int, high: int, steps: Steps
) -> Iterator[Evidence]:
    expression = compiled(detector.patterns[form])
    match = _next(expression, text, low, high)
    while match is not None:
        steps.take()
        candidate = Candidate(whole=text, start=match.start(), end=match.end(), form=form)
        evidence = detector.validate(candidate)
        if evidence is not None:
            yield evidence
        failed_end = match.start() + 1 if detector.searches_inside else match.end()
        resume = evidence.end if evidence is not None else failed_end
        match = _next(expression, text, max(resume, match.start() + 1), high)


def _next(expression: re.Pattern[str], text: str, low: int, high: int) -> re.Match[str] | None:
    match = expression.search(text, low, high)
    if match is None or match.end() < high or high == len(text):
        return match
    # Cut off by the window: what stands behind it may belong to it, or forbid it.
    return expression.match(text, match.start()) or _next(expression, text, match.start() + 1, high)
