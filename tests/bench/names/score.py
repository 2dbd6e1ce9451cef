"""Strict scores: a name counts only with both borders right."""

import io
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from tests.bench.names.corpora import Text

from leitstand.policy.names.network import Network
from leitstand.policy.names.recognise import named
from leitstand.policy.names.tokens import places_of, words_of


def found(network: Network, text: str, at_least: float = 0.5) -> set[tuple[int, int]]:
    """Return the spans that a network finds in a text."""
    spans = list(places_of(text, words_of(text)))
    return {
        (spans[name.first][0], spans[name.end - 1][1])
        for name in named(network, words_of(text), len(text))
        if name.certainty >= at_least
    }


def score(weights: Path, texts: Sequence[Text], at_least: float = 0.5) -> str:
    """Return precision, recall and F1 over whole names."""
    network = Network(np.load(io.BytesIO(weights.read_bytes())))
    right = wanted = given = 0
    for text in texts:
        persons = {(start, end) for start, end, kind in text.spans if kind == "PER"}
        spans = found(network, text.text, at_least)
        right += len(persons & spans)
        wanted += len(persons)
        given += len(spans)
    precision, recall = right / max(given, 1), right / max(wanted, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return f"P {precision:.3f} R {recall:.3f} F1 {f1:.3f}"
