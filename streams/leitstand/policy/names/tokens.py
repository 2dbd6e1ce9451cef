"""Cuts a text into the words that the network reads."""

import re
from collections.abc import Iterator

_LETTER = r"[^\W\d_]"
_SHORT = (
    "Dr|Prof|Hr|Fr|Frl|Hrn|St|Str|str|Nr|nr|Abs|abs|Art|Chr|Jr|Sr|Dipl|Ing|Mag|med|jur|phil|rer|nat|"
    "bzw|ca|geb|Geb|gez|Gez|verh|vgl|Tel|Fam|fam|hr|fr|dr|prof|Hd|Az|Mr|Mrs|Ms|etc|usw|Kl|Rn|Rz|Bd"
)
"""Abbreviations whose dot belongs to them; every other dot is a word of its own."""
_TOKEN = re.compile(
    rf"(?P<break>\n\s*)|(?<![\w]){_LETTER}\.|(?<![\w])(?:{_SHORT})\."
    rf"|{_LETTER}[^\W_]*(?:['\u2019`\-][^\W_]+)*"
    r"|\d+(?:[.,:/\-]\d+)*|[-_=.*#~]{2,}|[^\s]"
)

Token = tuple[str, int, int]
"""The word itself (a line break is ``\\n``), its start and its end in the text."""


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a text in order. Linear: every character belongs to one token at most."""
    for match in _TOKEN.finditer(text):
        if match.lastgroup:
            yield "\n", match.start(), match.end()
        else:
            yield match.group(), match.start(), match.end()
