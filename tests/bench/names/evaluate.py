"""Measures the shipped network on texts that it has not seen; prints JSON.

``python -m tests.bench.names.evaluate``. The texts lie beside this file: every fifth sentence of the
development part of GermEval 2014 (``news_held_out.tsv.gz``; Benikova, Biemann, Kisselew, Padó, CC BY
4.0), and letters with invented persons, written apart from the templates of training.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.bench.names.corpora import Text, as_text, germeval

from leitstand.policy.names.recognise import recognise
from leitstand.policy.names.tokens import places_of, words_of
from leitstand.schemas.vocabulary import Confidence

HERE = Path(__file__).parent
_MARKED = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)
_EVERY = frozenset(Confidence)
_SURE = frozenset({Confidence.MEDIUM, Confidence.HIGH})


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Shares, 0 to 1."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Return the harmonic mean."""
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-9)


def letters() -> Iterator[Text]:
    """Yield the letters with their names."""
    source = (HERE / "letters.txt").read_text(encoding="utf-8")
    for letter in source.split("\n===\n"):
        spans = [
            (match.start() - 4 * number, match.end() - 4 * (number + 1), "PER")
            for number, match in enumerate(_MARKED.finditer(letter))
        ]
        yield Text(text=_MARKED.sub(r"\1", letter), spans=tuple(spans))


def news() -> Iterator[Text]:
    """Yield the sentences of GermEval that training leaves out."""
    yield from map(as_text, germeval(HERE / "news_held_out.tsv.gz"))


def everyday() -> list[str]:
    """Return prompts of an office that name nobody, full of rare nouns, brooks, schools, radio calls."""
    return (HERE / "everyday_prompts.txt").read_text(encoding="utf-8").splitlines()


def alarms(texts: Iterable[str], counted: frozenset[Confidence]) -> int:
    """Count what is found where nobody is named."""
    return sum(evidence.confidence in counted for text in texts for evidence in recognise(text))


def _persons(text: Text) -> set[tuple[int, int]]:
    return {(start, end) for start, end, kind in text.spans if kind == "PER"}


def _found(text: Text, counted: frozenset[Confidence]) -> set[tuple[int, int]]:
    return {(e.start, e.end) for e in recognise(text.text) if e.confidence in counted}


def _words(text: Text, spans: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return the words, numbers and signs apart, that lie in spans."""
    places = places_of(text.text, words_of(text.text))
    words = [place for place in places if text.text[place[0]].isalpha()]
    return {word for word in words for start, end in spans if start <= word[0] < end}


def names_score(texts: Iterable[Text], counted: frozenset[Confidence]) -> Score:
    """Score whole names: both borders must be right."""
    return _score([(_persons(text), _found(text, counted)) for text in texts])


def words_score(texts: Iterable[Text], counted: frozenset[Confidence]) -> Score:
    """Score the words of names."""
    return _score(
        [(_words(text, _persons(text)), _words(text, _found(text, counted))) for text in texts]
    )


def _score(pairs: list[tuple[set[tuple[int, int]], set[tuple[int, int]]]]) -> Score:
    right = sum(len(wanted & given) for wanted, given in pairs)
    return Score(
        precision=right / max(sum(len(given) for _, given in pairs), 1),
        recall=right / max(sum(len(wanted) for wanted, _ in pairs), 1),
    )


def figures() -> dict[str, float]:
    """Return the figures of the model card. ``sure`` counts medium and high confidence only."""
    held, written = list(news()), list(letters())
    given = {
        "news": names_score(held, _EVERY),
        "news_sure": names_score(held, _SURE),
        "letters": names_score(written, _EVERY),
        "letters_sure": names_score(written, _SURE),
        "letters_words": words_score(written, _EVERY),
        "letters_words_sure": words_score(written, _SURE),
    }
    found = {
        f"{name}_{measure}": round(getattr(score, measure), 3)
        for name, score in given.items()
        for measure in ("precision", "recall", "f1")
    }
    return found | {
        "everyday_alarms": alarms(everyday(), _EVERY),
        "everyday_alarms_sure": alarms(everyday(), _SURE),
    }


if __name__ == "__main__":
    json.dump(figures(), sys.stdout, indent=1)
    sys.stdout.write("\n")
