"""Reads the annotated sentences of the two public corpora into one form.

LER: Leitner, Rehm, Moreno-Schneider (2019), Legal Entity Recognition, CC BY 4.0. GermEval 2014:
Benikova, Biemann, Kisselew, Padó (2014), CC BY 4.0.
"""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from leitstand.policy.names.tokens import places_of, words_of

_COURT_TEXTS = Path(__file__).parents[1] / "detect/data/court_decisions.txt.gz"
CLASSES = ("PER", "LOC", "ORG", "OTH")
CITED = "-"
"""Label of a cited book: no name for us, and no proof that its words are common ones."""
IGNORED = "?"
"""Label of a place that teaches nothing: a person whom the court made anonymous."""

_LER = {
    "PER": "PER", "RR": "PER", "AN": "PER", "LD": "LOC", "ST": "LOC", "STR": "LOC", "LDS": "LOC",
    "ORG": "ORG", "UN": "ORG", "INN": "ORG", "GRT": "ORG", "MRK": "OTH",
}  # fmt: skip
_NO_BLANK_BEFORE = frozenset(",.;:!?)]»“")
_NO_BLANK_BEHIND = frozenset("([«„")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """Words with one label each: ``O``, ``?``, or ``B-``/``I-`` and a class."""

    words: tuple[str, ...]
    labels: tuple[str, ...]


def _blocks(path: Path) -> Iterator[list[str]]:
    block: list[str] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                block.append(line.rstrip("\n"))
            elif block:
                yield block
                block = []
    if block:
        yield block


def germeval(path: Path) -> Iterator[Sentence]:
    """Yield the sentences with their outer labels; derivations and parts of words are none."""
    for block in _blocks(path):
        rows = [line.split("\t") for line in block if not line.startswith("#")]
        yield Sentence(
            words=tuple(row[1] for row in rows),
            labels=tuple(row[2] if row[2][2:] in CLASSES else "O" for row in rows),
        )


def _is_anonymous(word: str) -> bool:
    return sum(map(str.isalpha, word)) <= 2 or "…" in word


_BRACKETED = re.compile(r"\[([PLOX]) (.*?)\]")
_KINDS = {"P": "PER", "L": "LOC", "O": "ORG", "X": "OTH"}


def bracketed(line: str) -> Sentence:
    """Return a sentence written as ``[P Anna] wohnt in [L Aalen].``; a part of a compound is no name."""
    spans: list[tuple[int, int, str]] = []
    for number, match in enumerate(_BRACKETED.finditer(line)):
        start = match.start() - 4 * number
        spans.append((start, start + len(match.group(2)), _KINDS[match.group(1)]))
    text = _BRACKETED.sub(r"\2", line)
    words = words_of(text)
    labels = ["O"] * len(words)
    for place, (start, end) in enumerate(places_of(text, words)):
        for first, behind, kind in spans:
            if first <= start < behind and "-" not in text[behind:end]:
                labels[place] = f"{'B' if start == first else 'I'}-{kind}"
    return Sentence(words=tuple(words), labels=tuple(labels))


def ler(path: Path) -> Iterator[Sentence]:
    """Yield the court's sentences; names that it cut down to initials are ignored, not taught."""
    for block in _blocks(path):
        words, labels = zip(*(line.rsplit(" ", 1) for line in block), strict=True)
        mapped = [
            f"{label[:2]}{_LER[label[2:]]}"
            if label[2:] in _LER
            else CITED
            if label[2:] in ("LIT", "RS")
            else "O"
            for label in labels
        ]
        yield Sentence(words=words, labels=tuple(_hide_anonymous(words, mapped)))


def _hide_anonymous(words: tuple[str, ...], labels: list[str]) -> Iterator[str]:
    place = 0
    while place < len(labels):
        end = place + 1
        if labels[place].startswith("B-"):
            while end < len(labels) and labels[end] == "I" + labels[place][1:]:
                end += 1
        hidden = labels[place] == "B-PER" and all(map(_is_anonymous, words[place:end]))
        yield from [IGNORED] * (end - place) if hidden else labels[place:end]
        place = end


def is_held_out(number: int) -> bool:
    """Say whether a sentence of GermEval, by its place in the file, is kept for measuring."""
    return number % 5 == 0


def courts_to_learn(path: Path) -> list[Sentence]:
    """Return the court's sentences without those that something is measured on.

    Measured on are every tenth, and the sentences in the bench of detection: those that its texts,
    which were glued from this file, contain.
    """
    glued = gzip.decompress(_COURT_TEXTS.read_bytes()).decode()
    measured = "".join(glued.split())
    return [
        sentence
        for number, sentence in enumerate(ler(path))
        if number % 10 != 3 and "".join(sentence.words) not in measured
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text as somebody would have typed it, with the places of its names."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    """Start, end, class (or ``?``)."""


def as_text(sentence: Sentence, *, spaced: bool = False) -> Text:
    """Return the sentence as a text: with blanks as in print, or one between all words."""
    pieces: list[str] = []
    spans: list[tuple[int, int, str]] = []
    length, quotes = 0, 0
    glue = True
    for word, label in zip(sentence.words, sentence.labels, strict=True):
        closes = word == '"' and quotes % 2 == 1
        if pieces and (spaced or not (glue or closes or word in _NO_BLANK_BEFORE)):
            pieces.append(" ")
            length += 1
        quotes += word == '"'
        glue = word in _NO_BLANK_BEHIND or (word == '"' and not closes)
        start, length = length, length + len(word)
        pieces.append(word)
        kind = label[2:] or label
        if label.startswith("I-") and spans and spans[-1][2] == kind:
            spans[-1] = (spans[-1][0], length, kind)
        elif label not in ("O", CITED):
            spans.append((start, length, kind))
    return Text(text="".join(pieces), spans=tuple(spans))
