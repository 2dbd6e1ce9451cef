"""Tries a pattern around the places that its anchor gave, within a bounded amount of work."""

import functools
import re
from collections.abc import Iterator, Sequence

from leitstand.policy.detector import Detector, Pattern
from leitstand.policy.engine.rough import rough_of
from leitstand.policy.evidence import Candidate, Evidence

ENOUGH = 100
"""Findings of one pattern in one text after which more would tell nobody more."""
MARGIN = 40
"""Characters before the end of a window inside which a match is tried again without that end: what
stands behind it may belong to it, or forbid it."""
ROUGH = 20
"""Steps of a window that a rough look settles, beside one for two of its characters."""
VISIT = 3
"""Steps for each character of a window that an expression of Python's is tried at."""
HOPELESS = 150
"""Steps of a candidate that the detector dismisses at a glance."""
CANDIDATE = 250
"""Steps of one that it judges, beside the detector's own cost and one for each character."""


class OutOfSteps(Exception):
    """The text asks for more work than one text may cost: it stays unchecked, and says so."""


class Steps:
    """Counts work, so that the bound is the same on every machine (promise P3).

    One step is about 40 nanoseconds on the machine of ``docs/detectors.md``. What most texts ask for
    does not grow with their length: nearly all of it is for a table of some hundred rows.
    """

    def __init__(self, length: int) -> None:
        self.left = 1_000_000 + length

    def take(self, steps: int) -> None:
        """Count some. Raises OutOfSteps."""
        self.left -= steps
        if self.left < 0:
            raise OutOfSteps


@functools.cache
def compiled(candidate: str) -> re.Pattern[str]:
    """Return the compiled candidate of a pattern."""
    return re.compile(candidate)


def windows(ends: Sequence[int], pattern: Pattern, length: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of text around an anchor's places, merged where they touch."""
    if not ends:
        return
    before, after = pattern.before, pattern.after
    low, high = max(0, ends[0] - before), ends[0] + after
    for end in ends:
        if end - before > high:
            yield low, min(length, high)
            low = end - before
        high = end + after
    yield low, min(length, high)


def search(
    detector: Detector,
    form: int,
    text: str,
    ends: Sequence[int],
    steps: Steps,
    encoded: bytes | None = None,
) -> Iterator[Evidence]:
    """Yield what one pattern of a detector finds around the places of its anchor.

    ``encoded`` is the text with one byte a character; without it every place gets the slow look.
    """
    pattern = detector.patterns[form]
    if not ends or (pattern.lines > 1 and _lines(text, ends) < pattern.lines):
        return
    expression = compiled(pattern.candidate)
    first_look = rough_of(pattern.candidate) if encoded else None
    found = done = 0
    for low, high in windows(ends, pattern, len(text)):
        if encoded and first_look and not first_look.may_occur(encoded[max(0, low - 1) : high + 1]):
            steps.take(ROUGH + (high - low) // 2)
            continue
        steps.take(VISIT * (high - low))
        match = _next(expression, text, max(low, done), high, steps)
        while match is not None:
            evidence = _judged(detector, form, match, steps)
            if evidence is not None:
                yield evidence
                done = evidence.end
                found += 1
                if found == ENOUGH:
                    return
            match = _next(expression, text, _behind(detector, match, evidence), high, steps)


def _lines(text: str, ends: Sequence[int]) -> int:
    return text.count("\n", ends[0], ends[-1]) + 1


def _judged(detector: Detector, form: int, match: re.Match[str], steps: Steps) -> Evidence | None:
    start, end = match.span()
    candidate = Candidate(whole=match.string, start=start, end=end, form=form)
    if detector.is_hopeless is not None and detector.is_hopeless(candidate):
        steps.take(HOPELESS + end - start)
        return None
    steps.take(CANDIDATE + detector.cost + end - start)
    return detector.validate(candidate)


def _behind(detector: Detector, match: re.Match[str], evidence: Evidence | None) -> int:
    if evidence is not None:
        return max(evidence.end, match.start() + 1)
    return match.start() + 1 if detector.searches_inside else max(match.end(), match.start() + 1)


def _next(
    expression: re.Pattern[str], text: str, low: int, high: int, steps: Steps
) -> re.Match[str] | None:
    match = expression.search(text, low, high)
    while match is not None and match.end() + MARGIN > high < len(text):
        steps.take(match.end() - match.start())
        whole = expression.match(text, match.start())
        if whole is not None:
            return whole
        match = expression.search(text, match.start() + 1, high)
    return match
