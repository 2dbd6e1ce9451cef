"""Makes the list of words that the package ships, from the name lists and the corpora.

A word counts as known only where the training texts hold it more than once: so a word of a training
sentence is as often unknown to the network as a word of a sentence that nobody has seen.
"""

import gzip
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from tests.bench.names.corpora import Sentence
from tests.bench.names.office import NEWS, WITH_NAMES, WITHOUT_NAMES, words

from leitstand.policy.names.lexicon import (
    COMMON,
    FIRST,
    FOREIGN,
    FREQUENT,
    LAST,
    LOWER,
    MAKE,
    NOUN,
    ORDINARY,
    PLACE,
)
from leitstand.policy.names.tokens import words_of

_NO_NOUN = FIRST | LAST | PLACE | MAKE


def _lines(path: Path) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [line.strip() for line in lines if line.strip()]


def name_lists(folder: Path) -> tuple[list[str], list[str]]:
    """Return first names and surnames."""
    first = [name for line in _lines(folder / "vornamen.txt.gz") for name in line.split()]
    last = [n for n in _lines(folder / "nachnamen.txt.gz") if n[0].isupper() and len(n) > 1]
    return sorted({*first, *words("first_names"), *words("known_first_names")}), sorted(
        {*last, *words("surnames"), *words("known_surnames")} - {"Herr", "Frau"}
    )


def count_words(sentences: Iterable[Sentence]) -> tuple[Counter[str], Counter[str]]:
    """Return how often a small word, and how often a noun that is no name, stands in decisions."""
    small: Counter[str] = Counter()
    nouns: Counter[str] = Counter()
    for sentence in sentences:
        for place, (word, label) in enumerate(zip(sentence.words, sentence.labels, strict=True)):
            if label != "O" or not word.replace("-", "").isalpha():
                continue
            if word.islower():
                small[word] += 1
            elif place and sentence.words[place - 1][-1].isalpha() and len(word) > 2:
                nouns[word] += 1
    return small, nouns


def how_often(sentences: Iterable[Sentence]) -> Counter[str]:
    """Return how often a word stands outside names and citations, in any spelling."""
    counted = Counter(
        word.lower()
        for sentence in sentences
        for word, label in zip(sentence.words, sentence.labels, strict=True)
        if label == "O"
    )
    counted.update(
        word.lower() for text in (*WITH_NAMES, *WITHOUT_NAMES, *NEWS) for word in words_of(text)
    )
    return counted


def _inflected(nouns: Iterable[str], flags: Mapping[str, int]) -> Iterator[str]:
    """Yield what the endings of nouns make of them, where no list has it as a name or a place."""
    for noun in nouns:
        if not flags.get(noun, 0) & (FIRST | LAST):
            made = (noun + ending for ending in ("e", "en", "er", "ern", "n", "s", "es"))
            yield from (word for word in made if not flags.get(word, 0) & _NO_NOUN)


def write(path: Path, folder: Path, courts: Sequence[Sentence], news: Sequence[Sentence]) -> None:
    """Write the list; lines are ``flags word word …``, so that it packs well."""
    first, last = name_lists(folder)
    small, nouns = count_words(courts)
    more_small, more_nouns = count_words(news)
    flags: dict[str, int] = dict.fromkeys(first, FIRST)
    for name in last:
        flags[name] = flags.get(name, 0) | LAST
    for word, count in small.items():
        if count >= 3:
            flags[word] = flags.get(word, 0) | LOWER | (COMMON if count >= 150 else 0)
    for word, count in nouns.items():
        if count >= (3 if word not in flags else 10):
            flags[word] = flags.get(word, 0) | NOUN
    for word, count in more_small.items():
        if count >= 2:
            flags[word] = flags.get(word, 0) | LOWER
    for word, count in more_nouns.items():
        if count >= 2 and word not in flags:
            flags[word] = NOUN
    for flag, more in (
        (NOUN, [*words("nouns"), *words("more_nouns"), *words("news_nouns")]),
        (PLACE, [*words("cities"), *words("places"), *words("more_places")]),
        (MAKE, [*words("makes"), *words("more_makes")]),
        (FOREIGN, words("foreign_words")),
    ):
        for word in more:
            flags[word] = flags.get(word, 0) | flag
    for word in _inflected([*words("more_nouns"), *words("news_nouns")], flags):
        flags[word] = flags.get(word, 0) | NOUN
    for word, count in how_often((*courts, *news)).items():
        if count >= 3:
            flags[word] = flags.get(word, 0) | FREQUENT
    for word in {*nouns, *more_nouns}:
        if not flags.get(word, 0) & (FIRST | LAST | NOUN):
            flags[word] = flags.get(word, 0) | ORDINARY
    groups: dict[int, list[str]] = {}
    for word, flag in sorted(flags.items()):
        groups.setdefault(flag, []).append(word)
    text = "".join(f"{flag} {' '.join(group)}\n" for flag, group in sorted(groups.items()))
    path.write_bytes(gzip.compress(text.encode(), mtime=0))
