"""The same prompts through our detectors and through Presidio's German recognisers, in one run.

    python -m tests.bench.detect.against_presidio --peer PYTHON [--each N] [--texts N]

``PYTHON`` is the interpreter of the peer's own environment (``make bench-detect`` makes it). Recall and
precision count a finding that overlaps the thing, in its category, for both sides alike; Presidio's
score threshold is the one with the best F1 for each category. Speed is processor time for the same
200-word texts. Prints JSON.
"""

import argparse
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.detect import checked_numbers, contact, documents, material

from leitstand.policy.engine.scan import EVERYTHING, Wanted, scan
from leitstand.schemas.vocabulary import Category, Confidence

PEER = Path(__file__).parent / "peer" / "presidio_peer.py"
THRESHOLDS = (0.0, 0.2, 0.35, 0.4, 0.5, 0.6, 0.8, 0.95)
PATTERNS: Wanted = EVERYTHING - {Category.PERSON}


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A prompt and where in it the one thing of its category is; none: an empty span."""

    text: str
    category: str
    start: int
    end: int

    @property
    def is_true(self) -> bool:
        """Whether there is something to find."""
        return self.start >= 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One finding of either side."""

    category: str
    start: int
    end: int
    score: float


def examples(each: int, seed: int) -> list[Example]:
    """Return the generated sets: numbers with check digits, documents, contact data."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable choice, no secret
    made: list[Any] = [*checked_numbers.specimens(), *checked_numbers.examples(seed, each)]
    for _ in range(each):
        made += [*documents.positives(chance), *documents.negatives(chance)]
    made += [*contact.positives(chance, each), *contact.negatives(chance, each)]
    return [Example(text=e.text, category=e.category.value, start=e.start, end=e.end) for e in made]


def ours(texts: Iterable[str]) -> list[list[Found]]:
    """Return our findings of medium confidence or more; their score is 1."""
    return [
        [
            Found(category=f.category.value, start=f.start, end=f.end, score=1.0)
            for f in scan(text, PATTERNS)
            if f.confidence is not Confidence.LOW
        ]
        for text in texts
    ]


def presidio(texts: list[str], python: str) -> tuple[list[list[Found]], dict[str, Any]]:
    """Return Presidio's findings, and what it said about the run."""
    lines = "\n".join(json.dumps({"id": str(n), "text": text}) for n, text in enumerate(texts))
    run = subprocess.run(  # noqa: S603 - the interpreter that the caller named
        [python, str(PEER)], input=lines, capture_output=True, text=True, check=True
    )
    *answers, end = map(json.loads, run.stdout.splitlines())
    return [[Found(**found) for found in answer["findings"]] for answer in answers], end


def figures(
    chosen: list[tuple[Example, list[Found]]], category: str, threshold: float
) -> dict[str, float]:
    """Return recall, precision and F1 of one category at a threshold."""
    right = missed = false = 0
    for example, found in chosen:
        mine = [f for f in found if f.category == category and f.score >= threshold]
        hits = [f for f in mine if f.start < example.end and example.start < f.end]
        right += bool(hits)
        missed += example.is_true and not hits
        false += len(mine) - len(hits)
    recall, precision = right / max(1, right + missed), right / max(1, right + false)
    f1 = 2 * recall * precision / max(1e-9, recall + precision)
    return {"recall": round(recall, 4), "precision": round(precision, 4), "f1": round(f1, 4)}


def compare(each: int, seed: int, python: str) -> dict[str, Any]:
    """Return the figures of both sides for each category, and how many prompts there were."""
    made = examples(each, seed)
    texts = [example.text for example in made]
    sides = {"leitstand": ours(texts), "presidio": presidio(texts, python)[0]}
    table: dict[str, Any] = {}
    for category in sorted({example.category for example in made} - {"other"}):
        places = [n for n, example in enumerate(made) if example.category == category]
        table[category] = {
            side: max(
                (figures([(made[n], found[n]) for n in places], category, t) for t in THRESHOLDS),
                key=lambda row: row["f1"],
            )
            for side, found in sides.items()
        }
    return {"prompts": len(made), "seed": seed, "categories": table}


def speed(texts: int, python: str) -> dict[str, Any]:
    """Return processor time for the same texts, a tenth of which hold planted things."""
    given = list(material.mixed(texts, 0.1))
    scan(given[0], PATTERNS)
    begun = time.process_time()
    for text in given:
        scan(text, PATTERNS)
    own = time.process_time() - begun
    _, end = presidio(given, python)
    rates = {"leitstand": texts / own, "presidio": texts / end["cpu_seconds"]}
    return {
        "texts": texts,
        "texts_per_core_second": {side: round(rate) for side, rate in rates.items()},
        "ratio": round(rates["leitstand"] / rates["presidio"]),
        "presidio_version": end["version"],
    }


def main(arguments: list[str]) -> int:
    """Print the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peer", required=True)
    parser.add_argument("--each", type=int, default=100)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--texts", type=int, default=1000)
    given = parser.parse_args(arguments)
    report = {
        "quality": compare(given.each, given.seed, given.peer),
        "speed": speed(given.texts, given.peer),
    }
    print(json.dumps(report, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
