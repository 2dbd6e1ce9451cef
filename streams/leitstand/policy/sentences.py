"""Borders of sentences, clauses and blocks in the plain text of a letter, a form or a chat."""

import re
from collections.abc import Iterator

REACH = 250
"""Characters on each side within which the border of a sentence is looked for."""

_END = re.compile(
    r"(?P<dot>[.!?…])[\"“”»)]{0,3}(?=[ \t\n]{1,4}[A-ZÄÖÜ„\"»(\[•*\-0-9])"
    r"|\n[ \t]{0,8}(?=\n)|\n(?=[ \t]{0,8}(?:[-*•]|[0-9]{1,2}[.)])[ \t])"
)
_ABBREVIATED = re.compile(
    r"(?:^|[\s(\"„.])(?:[A-Za-zÄÖÜäöü]|[0-9]{1,2}|(?i:dr|prof|dipl|ing|nr|st|str|fr|hr|hrn|fam|abs|art|ca|"
    r"bzw|geb|verh|gesch|inkl|evtl|ggf|usw|etc|vgl|tel|lt|gem|ev|kath|röm|mtl|sog|max|min|frl|jun|sen|"
    r"med|az|bspw|zzgl|jg|kl))$"
)
_CLAUSE = re.compile(r"[,;:()\n](?!\n)|\s-\s")


def _ends(text: str, low: int, high: int) -> Iterator[int]:
    """Yield the offsets behind the ends of sentences between two offsets."""
    for match in _END.finditer(text, low, high):
        word = text[max(0, match.start() - 8) : match.start()]
        if match["dot"] != "." or not _ABBREVIATED.search(word):
            yield match.end()


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the borders of the sentence that holds a place; at most REACH away from it."""
    first, last = max(0, start - REACH), min(len(text), end + REACH)
    before = (first, *_ends(text, first, start))
    # Two more characters, so that the sentence's own full stop is seen with what follows it.
    return before[-1], next(_ends(text, end, min(len(text), last + 2)), last)


def clause_start(sentence: str) -> int:
    """Return where the last clause of the beginning of a sentence starts."""
    last = 0
    for match in _CLAUSE.finditer(sentence):
        last = match.end()
    return last


def same_block(text: str, low: int, high: int) -> bool:
    """Say whether no blank line stands between two offsets."""
    return re.search(r"\n[ \t]*\n", text[low:high]) is None
