"""The slow way to the same findings: every expression over the whole text, without any anchor."""

import ast
import functools
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from leitstand.policy.detector import Detector, all_detectors
from leitstand.policy.engine.anchors import anchors_of
from leitstand.policy.engine.search import Steps, compiled, search
from leitstand.policy.evidence import Candidate
from leitstand.policy.normal import NormalText

TESTS = Path(__file__).parents[1]
SENTENCES = TESTS.parents[1] / "bench" / "detect" / "ordinary_sentences.txt"

Spans = set[tuple[int, int]]


def slowly(detector: Detector, text: str) -> Spans:
    """Return what a detector finds when each of its patterns is tried at every character."""
    return {
        span for form in range(len(detector.patterns)) for span in _slowly(detector, form, text)
    }


def _slowly(detector: Detector, form: int, text: str) -> Iterator[tuple[int, int]]:
    expression = compiled(detector.patterns[form].candidate)
    match = expression.search(text)
    while match is not None:
        start, end = match.span()
        evidence = detector.validate(Candidate(whole=text, start=start, end=end, form=form))
        if evidence is not None:
            yield evidence.start, evidence.end
        behind = start + 1 if detector.searches_inside else max(end, start + 1)
        match = expression.search(text, max(evidence.end, start + 1) if evidence else behind)


def by_the_engine(detector: Detector, plain: NormalText) -> Spans:
    """Return what the same detector finds around the places of its anchors."""
    anchors = anchors_of(detector)
    places = anchors.places(plain.encoded)
    return {
        (evidence.start, evidence.end)
        for form, pattern in enumerate(detector.patterns)
        for evidence in search(
            detector,
            form,
            plain.text,
            places.get(anchors.id_of(pattern), ()),
            Steps(10_000_000),
            plain.encoded,
        )
    }


def missed(plain: NormalText) -> Iterator[tuple[str, str]]:
    """Yield module and passage of whatever only the slow way finds, by no pattern of the detector.

    What a shorter or longer passage of the same detector covers was not missed: where patterns
    share the text, the order in which they come decides how much each of them takes.
    """
    for detector in all_detectors():
        given = by_the_engine(detector, plain)
        for start, end in sorted(slowly(detector, plain.text) - given):
            if not any(low < end and start < high for low, high in given):
                yield detector.validate.__module__.rpartition(".")[2], plain.text[start:end]


@functools.cache
def fragments() -> Sequence[str]:
    """Return every text in the tables of the detectors' own tests, true and false examples alike."""
    found: set[str] = set()
    for path in sorted((TESTS / "detectors").glob("test_*.py")):
        found |= set(_strings(ast.parse(path.read_text("utf-8"))))
    return sorted(found)


def _strings(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value.replace("{}", "")
            if 4 <= len(text) <= 400:
                yield text


def glued(parts: Sequence[str], seed: int) -> str:
    """Return the parts with ordinary German sentences between them."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable choice of sentences, no secret
    sentences = SENTENCES.read_text("utf-8").splitlines()
    return "".join(
        f"{part}{chance.choice((' ', chr(10), '. '))}{chance.choice(sentences)} " for part in parts
    )
