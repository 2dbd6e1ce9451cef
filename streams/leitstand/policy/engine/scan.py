"""Everything that every detector finds in one text."""

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from leitstand.policy.detector import Detector, Found, all_detectors
from leitstand.policy.engine.anchors import SUSPICIOUS, all_anchors, patterns_of
from leitstand.policy.engine.overlap import Pair, without_overlap
from leitstand.policy.engine.search import OutOfSteps, Steps, search
from leitstand.policy.identifiable import about_a_person, persons
from leitstand.policy.normal import NormalText, normalise
from leitstand.schemas.vocabulary import Category

Wanted = frozenset[Category]
EVERYTHING: Wanted = frozenset(Category)
Places = Mapping[int, Sequence[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """What a text gave."""

    found: tuple[Found, ...] = ()
    """In order, without overlaps (except of detectors that cover others)."""
    complete: bool = True
    """``False``: the text asked for more work than one text may cost; there may be more in it."""


NOTHING = Scanned()


def scan(given: str, wanted: Wanted = EVERYTHING) -> tuple[Found, ...]:
    """Return what is found in one text; :func:`examine` also says whether that is all."""
    return examine(given, wanted).found


def examine(given: str, wanted: Wanted = EVERYTHING) -> Scanned:
    """Read one text with every detector of the wanted categories."""
    plain, places = _anchored(given)
    models = _models(wanted)
    if not places and not models:
        return NOTHING
    pairs: list[Pair] = []
    complete = True
    try:
        pairs.extend(_by_patterns(plain.text, places, wanted))
        pairs.extend(_by_models(plain.text, models))
    except OutOfSteps:
        complete = False
    kept = _about_persons(without_overlap(pairs), plain.text)
    return Scanned(found=tuple(_found(pair, plain) for pair in kept), complete=complete)


@functools.cache
def _patterns() -> tuple[tuple[Detector, int], ...]:
    return tuple((detector, form) for detector, form, _ in patterns_of(all_detectors()))


@functools.cache
def _models(wanted: Wanted) -> tuple[Detector, ...]:
    return tuple(d for d in all_detectors() if d.recognise is not None and d.category in wanted)


def _anchored(given: str) -> tuple[NormalText, Places]:
    """Return the plain form and the places of the anchors in it."""
    places = all_anchors().places(given.encode("latin-1", "replace"))
    plain = normalise(given)
    if plain.text is not given:
        places = all_anchors().places(plain.text.encode("latin-1", "replace"))
    places.pop(SUSPICIOUS, None)
    return plain, places


def _by_patterns(text: str, places: Places, wanted: Wanted) -> Iterator[Pair]:
    steps = Steps(len(text))
    for anchor, ends in sorted(places.items()):
        detector, form = _patterns()[anchor - 1]
        if detector.category in wanted:
            for evidence in search(detector, form, text, ends, steps):
                yield detector, evidence


def _by_models(text: str, models: tuple[Detector, ...]) -> Iterator[Pair]:
    for detector in models:
        for evidence in detector.recognise(text) if detector.recognise else ():
            yield detector, evidence


def _about_persons(pairs: list[Pair], text: str) -> list[Pair]:
    """Leave out what would matter only about a person, where the text names nobody."""
    if not any(detector.about_a_person for detector, _ in pairs):
        return pairs
    everybody = persons([(d.category, e) for d, e in pairs if not d.about_a_person], text)
    kept: list[Pair] = []
    for detector, evidence in pairs:
        named = about_a_person(evidence, everybody, text) if detector.about_a_person else evidence
        if named is not None:
            kept.append((detector, named))
    return kept


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
