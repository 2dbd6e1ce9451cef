"""Labelled office prompts: what a town asks an AI, and what has to be found in it.

Every person is fictitious. The files were written before the detectors were tuned on them, and hard
look-alikes stay in.
"""

from collections.abc import Iterator
from importlib.resources import files
from itertools import cycle
from typing import Annotated

import msgspec

from leitstand.schemas.identifiers import Slug
from leitstand.schemas.vocabulary import Category, DataClass, UseCase

DATA_CLASSES = {
    Category.CREDENTIAL: DataClass.CREDENTIAL,
    Category.TRANSCRIPTION: DataClass.SPOKEN_WORD,
    Category.MARKING: DataClass.CLASSIFIED_MARKING,
    Category.HEALTH: DataClass.SPECIAL_CATEGORY,
    Category.UNION: DataClass.SPECIAL_CATEGORY,
    Category.OTHER: DataClass.TAX,
}
"""Data class of each category that is planted; personal data where not named."""


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that has to be found."""

    category: Category
    data_class: DataClass


class LabelledPrompt(msgspec.Struct, frozen=True, kw_only=True):
    """One prompt with its truth."""

    id: str
    """File and number: ``kita-schule/1.2``; stable while the file is only appended to."""
    text: str
    answer: str
    use_case: UseCase
    department: Slug
    expected: tuple[Expected, ...]
    """Everything that has to be found; empty = harmless, and must open no case."""
    also: tuple[Category, ...]
    """What is truly there beside it and may be found, though nothing depends on it: a sample name."""
    trap: str
    """Why it looks dangerous but is not, or is harder to see than it looks."""


class _Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    text: str
    use_case: UseCase
    department: Slug = ""
    answer: str = ""
    expected: tuple[Category, ...] = ()
    also: tuple[Category, ...] = ()
    trap: str = ""
    fill: dict[str, Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]] = {}
    """Words for ``{name}``; the n-th variant takes the n-th word of each list, round and round."""


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    prompts: tuple[_Entry, ...]
    department: Slug = ""
    topics: dict[str, tuple[str, ...]] = {}
    """By department; then each prompt is asked once per department and topic."""
    dates: tuple[str, ...] = ()
    prices: tuple[str, ...] = ()
    laws: tuple[str, ...] = ()


def load() -> tuple[LabelledPrompt, ...]:
    """Return every prompt, always in the same order."""
    entries = sorted(files(__name__).iterdir(), key=lambda entry: entry.name)
    return tuple(
        prompt
        for entry in entries
        if entry.name.endswith(".yaml")
        for prompt in _prompts(entry.name.removesuffix(".yaml"), entry.read_bytes())
    )


def _prompts(name: str, data: bytes) -> Iterator[LabelledPrompt]:
    file = msgspec.yaml.decode(data, type=_File)
    if file.topics:
        yield from _topical(name, file)
        return
    for number, entry in enumerate(file.prompts, start=1):
        department = entry.department or file.department
        for variant, words in enumerate(_fillings(entry.fill), start=1):
            yield _labelled(f"{name}/{number}.{variant}", entry, department, words)


def _topical(name: str, file: _File) -> Iterator[LabelledPrompt]:
    """Ask each prompt in each department, about one of its topics in turn."""
    dates, prices, laws = cycle(file.dates), cycle(file.prices), cycle(file.laws)
    for number, entry in enumerate(file.prompts, start=1):
        for department, topics in file.topics.items():
            words = {
                "topic": topics[(number - 1) % len(topics)],
                "date": next(dates),
                "price": next(prices),
                "law": next(laws),
            }
            yield _labelled(f"{name}/{number}.{department}", entry, department, words)


def _fillings(fill: dict[str, tuple[str, ...]]) -> Iterator[dict[str, str]]:
    variants = max(map(len, fill.values()), default=1)
    for variant in range(variants):
        yield {name: words[variant % len(words)] for name, words in fill.items()}


def _labelled(
    prompt_id: str, entry: _Entry, department: str, words: dict[str, str]
) -> LabelledPrompt:
    text = entry.text
    for name, word in words.items():
        text = text.replace(f"{{{name}}}", word)
    return LabelledPrompt(
        id=prompt_id,
        text=text,
        answer=entry.answer,
        use_case=entry.use_case,
        department=department,
        expected=tuple(
            Expected(category=category, data_class=DATA_CLASSES.get(category, DataClass.PERSONAL))
            for category in entry.expected
        ),
        also=entry.also,
        trap=entry.trap,
    )
