"""What a detector is, and the scan that runs all of them over one text."""

import functools
import importlib
import pkgutil
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leitstand.policy.evidence import Candidate, Evidence, rank
from leitstand.policy.normal import normalise
from leitstand.policy.shape import shape
from leitstand.schemas.vocabulary import Category, Confidence, DataClass

if TYPE_CHECKING:
    from types import ModuleType


@dataclass(frozen=True, slots=True, kw_only=True)
class Detector:
    """One detector: patterns propose, ``validate`` decides.

    Patterns are bounded (no nested unbounded repetition), so that a scan is linear in the text.
    They see the plain form of :func:`leitstand.policy.normal.normalise`; write ``[0-9]``, since
    ``\\d`` also matches digits of other scripts.
    """

    category: Category
    data_class: DataClass
    trigger: str
    """A cheap pattern without which the text cannot hold anything; spares the others."""
    patterns: tuple[str, ...]
    validate: Callable[[Candidate], Evidence | None]
    searches_inside: bool = True
    """Whether the search goes on inside a candidate that failed, else behind it."""
    mask: Callable[[str], str] = shape
    """What a finding may show of the text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A detected passage; stays in memory, since it holds the text itself."""

    category: Category
    data_class: DataClass
    start: int
    """In code points of the given text; ``end`` likewise, exclusive."""
    end: int
    confidence: Confidence
    reasons: tuple[str, ...]
    value: str
    """The passage in plain form, for allow-lists. Never leaves the process."""
    shape: str


@dataclass(frozen=True, slots=True)
class _Compiled:
    detector: Detector
    trigger: re.Pattern[str]
    patterns: tuple[re.Pattern[str], ...]


def _modules() -> Iterator["ModuleType"]:
    package = importlib.import_module("leitstand.policy.detectors")
    for module in pkgutil.iter_modules(package.__path__):
        yield importlib.import_module(f"{package.__name__}.{module.name}")


@functools.cache
def all_detectors() -> tuple[Detector, ...]:
    """Return every detector, found by its file, in order of its category."""
    found = [module.DETECTOR for module in _modules()]
    return tuple(sorted(found, key=lambda detector: str(detector.category)))


@functools.cache
def _compiled() -> tuple[_Compiled, ...]:
    return tuple(
        _Compiled(detector, re.compile(detector.trigger), tuple(map(re.compile, detector.patterns)))
        for detector in all_detectors()
    )


def _validated(detector: Detector, pattern: re.Pattern[str], text: str) -> Iterator[Evidence]:
    """Yield what holds; patterns are bounded, so that going on inside a candidate stays linear."""
    match = pattern.search(text)
    while match is not None:
        evidence = detector.validate(Candidate(whole=text, start=match.start(), end=match.end()))
        if evidence is not None:
            yield evidence
        failed_end = match.start() + 1 if detector.searches_inside else match.end()
        resume = evidence.end if evidence is not None else failed_end
        match = pattern.search(text, max(resume, match.start() + 1))


def _strength(pair: tuple[Detector, Evidence]) -> tuple[int, int, int]:
    evidence = pair[1]
    return -rank(evidence.confidence), evidence.start - evidence.end, evidence.start


def _without_overlap(
    pairs: Iterable[tuple[Detector, Evidence]],
) -> list[tuple[Detector, Evidence]]:
    """Keep the stronger of two that overlap: the surer, then the longer, then the earlier."""
    kept: list[tuple[Detector, Evidence]] = []
    for pair in sorted(pairs, key=_strength):
        place = bisect_left(kept, pair[1].start, key=_start)
        free_before = place == 0 or kept[place - 1][1].end <= pair[1].start
        if free_before and (place == len(kept) or pair[1].end <= kept[place][1].start):
            kept.insert(place, pair)
    return kept


def _start(pair: tuple[Detector, Evidence]) -> int:
    return pair[1].start


def scan(given: str) -> tuple[Found, ...]:
    """Return everything that every detector finds in one text, in order, without overlaps."""
    plain = normalise(given)
    pairs = [
        (compiled.detector, evidence)
        for compiled in _compiled()
        if compiled.trigger.search(plain.text)
        for pattern in compiled.patterns
        for evidence in _validated(compiled.detector, pattern, plain.text)
    ]
    return tuple(
        _found(d, e, plain.text, plain.span(e.start, e.end)) for d, e in _without_overlap(pairs)
    )


def _found(detector: Detector, evidence: Evidence, text: str, span: tuple[int, int]) -> Found:
    value = text[evidence.start : evidence.end]
    return Found(
        category=detector.category,
        data_class=detector.data_class,
        start=span[0],
        end=span[1],
        confidence=evidence.confidence,
        reasons=tuple(reason.value for reason in evidence.reasons),
        value=value,
        shape=detector.mask(value),
    )
