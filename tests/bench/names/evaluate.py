"""Prints the figures of the model card: ``python -m tests.bench.names.evaluate --data DIR``.

Meant for weights that were trained with ``--held-out``: every fifth sentence of GermEval and every
tenth of the court decisions were then never seen. The letters beside this file (all persons are
invented) were written apart from the templates of training.
"""

import argparse
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from tests.bench.names.corpora import Text, as_text, germeval, ler
from tests.bench.names.score import found, score

from leitstand.policy.names import lexicon
from leitstand.policy.names.network import Network
from leitstand.policy.names.tokens import places_of, words_of

PACKAGE = Path(lexicon.__file__).parent / "data"
_MARKED = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)


def letters() -> Iterator[Text]:
    """Yield the letters with their names."""
    source = (Path(__file__).parent / "letters.txt").read_text(encoding="utf-8")
    for letter in source.split("\n===\n"):
        spans = [
            (match.start() - 4 * number, match.end() - 4 * (number + 1), "PER")
            for number, match in enumerate(_MARKED.finditer(letter))
        ]
        yield Text(text=_MARKED.sub(r"\1", letter), spans=tuple(spans))


def token_score(network: Network, texts: list[Text], at_least: float) -> tuple[float, float]:
    """Return precision and recall over the words of names."""
    right = given = wanted = 0
    for text in texts:
        words = [p for p in places_of(text.text, words_of(text.text)) if text.text[p[0]].isalpha()]
        named = {p for p in words for start, end, _ in text.spans if start <= p[0] < end}
        spans = found(network, text.text, at_least)
        told = {p for p in words for start, end in spans if start <= p[0] < end}
        right, given, wanted = right + len(named & told), given + len(told), wanted + len(named)
    return right / max(given, 1), right / max(wanted, 1)


def main() -> None:
    """Print the figures at several thresholds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", type=Path, default=PACKAGE / "weights.npz")
    given = parser.parse_args()
    network = Network(np.load(io.BytesIO(given.weights.read_bytes())))
    news = germeval(given.data / "germeval2014_dev.tsv.gz")
    held = [as_text(s) for number, s in enumerate(news) if number % 5 == 0]
    decisions = ler(given.data / "german_ler_train.conll.gz")
    courts = [
        as_text(s)
        for number, s in enumerate(decisions)
        if number % 10 == 3 and not {"B-PER", "?"} & set(s.labels)
    ]
    written = list(letters())
    for at_least in (0.4, 0.5, 0.55, 0.6, 0.7, 0.8):
        precision, recall = token_score(network, written, at_least)
        alarms = sum(len(found(network, text.text, at_least)) for text in courts)
        sys.stdout.write(
            f"from {at_least}: news {score(given.weights, held, at_least)}; letters, words P "
            f"{precision:.3f} R {recall:.3f}, names {score(given.weights, written, at_least)}; "
            f"court sentences without a person: {alarms} in {len(courts)}\n"
        )


if __name__ == "__main__":
    main()
