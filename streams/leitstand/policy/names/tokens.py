"""Cuts a text into the words that the network reads."""

import re
from collections.abc import Iterable, Iterator

_LETTER = r"[^\W\d_]"
_SHORT = (
    "Dr|Prof|Hr|Fr|Frl|Hrn|St|Str|str|Nr|nr|Abs|abs|Art|Chr|Jr|Sr|Dipl|Ing|Mag|med|jur|phil|rer|nat|"
    "bzw|ca|geb|Geb|gez|Gez|verh|vgl|Tel|Fam|fam|hr|fr|dr|prof|Hd|Az|Mr|Mrs|Ms|etc|usw|Kl|Rn|Rz|Bd"
)
"""Abbreviations whose dot belongs to them; every other dot is a word of its own."""
_TOKEN = re.compile(
    rf"(?<!\w)(?={_LETTER}{{1,4}}\.)(?:{_LETTER}|{_SHORT})\."
    rf"|{_LETTER}[^\W_]*(?:['\u2019`\-][^\W_]+)*"
    r"|\n\s*|\d+(?:[.,:/\-]\d+)*|[-_=.*#~]{2,}|[^\s]"
)

words_of = _TOKEN.findall
"""Returns the words of a text in order. Linear: a character belongs to one word at most."""


def places_of(text: str, words: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Yield start and end of each word of :func:`words_of`; between words there are only blanks."""
    end = 0
    for word in words:
        start = text.find(word, end)
        end = start + len(word)
        yield start, end
