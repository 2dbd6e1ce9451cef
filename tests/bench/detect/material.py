"""Texts of a town hall for measuring: ordinary sentences, and what should not have been among them.

All of it was written for this purpose; what looks like data of a person is fictitious or an official
specimen.
"""

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

HERE = Path(__file__).parent
WORDS = 200
"""Words of one text: a page of a letter."""


def lines(name: str) -> list[str]:
    """Return the lines of a file beside this one."""
    return (HERE / name).read_text("utf-8").splitlines()


def ordinary(chance: random.Random, sentences: Sequence[str], words: int = WORDS) -> list[str]:
    """Return sentences in paragraphs that have together about so many words."""
    chosen: list[str] = []
    while sum(sentence.count(" ") + 1 for sentence in chosen) < words:
        chosen.append(chance.choice(sentences))
    return chosen


def joined(chance: random.Random, sentences: Sequence[str]) -> str:
    """Return a text; now and then a new paragraph begins."""
    return "".join(f"{sentence}{chance.choice((' ', ' ', ' ', chr(10)))}" for sentence in sentences)


def mixed(number: int, dirty_share: float, seed: int = 1) -> Iterator[str]:
    """Yield texts, some of which hold one to three planted things. The same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - a repeatable choice of sentences, no secret
    clean, planted = lines("ordinary_sentences.txt"), lines("planted_things.txt")
    for _ in range(number):
        text = ordinary(chance, clean)
        if chance.random() < dirty_share:
            for thing in chance.sample(planted, chance.randint(1, 3)):
                text.insert(chance.randrange(len(text) + 1), thing)
        yield joined(chance, text)
