"""Borders of sentences, clauses and blocks in the plain text of a letter, a form or a chat."""

import re

REACH = 300
"""Characters on each side within which the border of a sentence is looked for."""

_END = re.compile(
    r"(?P<dot>[.!?…])[\"“”»)]*(?=\s+[A-ZÄÖÜ„\"»(\[•*\-0-9])"
    r"|\n[ \t]*(?=\n)|\n(?=[ \t]*(?:[-*•]|[0-9]{1,2}[.)])[ \t])"
)
_ABBREVIATED = re.compile(
    r"(?:^|[\s(\"„.])(?:[A-Za-zÄÖÜäöü]|[0-9]{1,2}|(?i:dr|prof|dipl|ing|nr|st|str|fr|hr|hrn|fam|abs|art|ca|"
    r"bzw|geb|verh|gesch|inkl|evtl|ggf|usw|etc|vgl|tel|lt|gem|ev|kath|röm|mtl|sog|max|min|frl|jun|sen|"
    r"med|az|bspw|zzgl|jg|kl))$"
)
_CLAUSE = re.compile(r"[,;:()\n](?!\n)|\s-\s")


def _ends(text: str, low: int, high: int) -> list[int]:
    """Return the offsets behind the ends of sentences between two offsets."""
    return [
        match.end()
        for match in _END.finditer(text, low, high)
        if match["dot"] != "."
        or not _ABBREVIATED.search(text[max(0, match.start() - 8) : match.start()])
    ]


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the borders of the sentence that holds a place; at most REACH away from it."""
    low, high = max(0, start - REACH), min(len(text), end + REACH)
    before = _ends(text, low, start)
    # One more character, so that the sentence's own full stop is seen with what follows it.
    behind = _ends(text, end, min(len(text), high + 2))
    return (before[-1] if before else low), (behind[0] if behind else high)


def clause_start(sentence: str) -> int:
    """Return where the last clause of the beginning of a sentence starts."""
    last = 0
    for match in _CLAUSE.finditer(sentence):
        last = match.end()
    return last


def same_block(text: str, low: int, high: int) -> bool:
    """Say whether no blank line stands between two offsets."""
    return re.search(r"\n[ \t]*\n", text[low:high]) is None
