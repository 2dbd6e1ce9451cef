"""Everything that every detector finds in one text."""

import functools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from leitstand.policy.detector import Detector, Found, all_detectors
from leitstand.policy.engine.anchors import (
    TITLES,
    Anchors,
    Places,
    all_anchors,
    patterns_of,
    statement_anchors,
)
from leitstand.policy.engine.overlap import Pair, start_of, without_overlap
from leitstand.policy.engine.search import OutOfSteps, Steps, search
from leitstand.policy.evidence import Evidence
from leitstand.policy.identifiable import (
    IDENTIFYING,
    TITLED,
    Standings,
    about_a_person,
    persons,
)
from leitstand.policy.normal import NormalText, normalise
from leitstand.policy.offsets import TooIntricate
from leitstand.schemas.vocabulary import Category

MOST_STATEMENTS = 250
"""Statements of one text whose person is sought; with more of them it stays unchecked."""

Wanted = frozenset[Category]
EVERYTHING: Wanted = frozenset(Category)
Task = tuple[Detector, int]
"""A detector and which of its patterns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """What a text gave."""

    found: tuple[Found, ...] = ()
    """In order, without overlaps (except of detectors that cover others)."""
    complete: bool = True
    """``False``: the text asked for more work than one text may cost; there may be more in it."""
    failed: tuple[Category, ...] = ()
    """Categories whose detector raised; the others' findings stand."""


NOTHING = Scanned()


def scan(given: str, wanted: Wanted = EVERYTHING) -> tuple[Found, ...]:
    """Return what is found in one text; :func:`examine` also says whether that is all."""
    return examine(given, wanted).found


def examine(given: str, wanted: Wanted = EVERYTHING) -> Scanned:
    """Read one text with every detector of the wanted categories. Never raises."""
    try:
        plain = normalise(given)
    except TooIntricate:
        return Scanned(complete=False)
    places = all_anchors().places(plain.encoded)
    models = _models(wanted)
    if not places and not models:
        return NOTHING
    run = _Run(plain)
    run.patterns(places, tasks(wanted))
    run.models(models)
    about = statements(wanted)
    if about and run.names_somebody(places):
        run.patterns(statement_anchors().places(plain.encoded), about)
    kept = run.kept() if run.pairs else ()
    if not kept and run.complete and not run.failed:
        return NOTHING
    return Scanned(
        found=tuple(_found(pair, plain) for pair in kept),
        complete=run.complete,
        failed=tuple(sorted(run.failed)),
    )


Tasks = tuple[tuple[Task, ...], ...]
"""By id of the anchor the patterns to which it belongs; empty where none is wanted."""


@functools.lru_cache(maxsize=64)
def tasks(wanted: Wanted) -> Tasks:
    """Return the patterns of the wanted categories whose findings stand for themselves."""
    return _tasks(wanted, all_anchors(), about_a_person=False)


@functools.lru_cache(maxsize=64)
def statements(wanted: Wanted) -> Tasks:
    """Return the patterns of the wanted categories that count only about a person."""
    return _tasks(wanted, statement_anchors(), about_a_person=True)


def _tasks(wanted: Wanted, anchors: Anchors, *, about_a_person: bool) -> Tasks:
    by_id: list[list[Task]] = [[] for _ in anchors.distinct]
    for detector, form, pattern in patterns_of(all_detectors()):
        if detector.category in wanted and detector.about_a_person is about_a_person:
            by_id[anchors.id_of(pattern)].append((detector, form))
    return tuple(map(tuple, by_id)) if any(by_id) else ()


@functools.lru_cache(maxsize=64)
def _models(wanted: Wanted) -> tuple[Detector, ...]:
    return tuple(d for d in all_detectors() if d.recognise is not None and d.category in wanted)


@functools.cache
def _titles() -> int:
    return all_anchors().id_of(TITLES)


class _Run:
    """One text on its way through the detectors; one that raises leaves the others at work."""

    def __init__(self, plain: NormalText) -> None:
        self.plain = plain
        self.steps = Steps(len(plain.text))
        self.pairs: list[Pair] = []
        self.complete = True
        self.failed: set[Category] = set()

    def patterns(self, places: Places, by_id: Tasks) -> None:
        """Try the patterns whose anchors occur, until the work is done or too much."""
        if not by_id:
            return
        (text, encoded, _), steps = self.plain, self.steps
        for anchor in sorted(places):
            ends = places[anchor]
            for detector, form in by_id[anchor]:
                found = search(detector, form, text, ends, steps, encoded)
                self._collect(detector, found)
                if not self.complete:
                    return

    def names_somebody(self, places: Places) -> bool:
        """Say whether there is somebody whom a statement can be about: most texts name nobody."""
        found = [(d.category, e) for d, e in self.pairs if d.category in IDENTIFYING]
        titled = _titles() in places and TITLED.search(self.plain.text) is not None
        return titled or (bool(found) and bool(persons(found, "")))

    def models(self, models: Iterable[Detector]) -> None:
        """Let the detectors read that read a whole text."""
        for detector in models:
            if detector.recognise is not None:
                self._collect(detector, _read(detector.recognise, self.plain.text))

    def kept(self) -> list[Pair]:
        """Return what counts: the strongest of each place, and statements that are about somebody."""
        pairs = without_overlap(self.pairs)
        if not any(detector.about_a_person for detector, _ in pairs):
            return pairs
        statements = [pair for pair in pairs if pair[0].about_a_person]
        others = [pair for pair in pairs if not pair[0].about_a_person]
        self.complete = self.complete and len(statements) <= MOST_STATEMENTS
        text = self.plain.text
        everybody = persons([(d.category, e) for d, e in others], text)
        standings: Standings = {}
        for detector, evidence in statements[:MOST_STATEMENTS]:
            named = about_a_person(evidence, everybody, text, standings)
            if named is not None:
                others.append((detector, named))
        return sorted(others, key=start_of)

    def _collect(self, detector: Detector, found: Iterable[Evidence]) -> None:
        try:
            # What was found before a failure stays.
            for evidence in found:
                self.pairs.append((detector, evidence))
        except OutOfSteps:
            self.complete = False
        except Exception:
            self.failed.add(detector.category)


def _read(recognise: Callable[[str], Iterable[Evidence]], text: str) -> Iterator[Evidence]:
    """Call the model inside the guard of whoever collects."""
    yield from recognise(text)


def _found(pair: Pair, plain: NormalText) -> Found:
    detector, evidence = pair
    value = plain.text[evidence.start : evidence.end]
    start, end = plain.span(evidence.start, evidence.end)
    return Found(
        category=detector.category,
        data_class=evidence.data_class or detector.data_class,
        start=start,
        end=end,
        confidence=evidence.confidence,
        reasons=tuple(reason.value for reason in evidence.reasons),
        value=value,
        shape=detector.mask(value),
    )
