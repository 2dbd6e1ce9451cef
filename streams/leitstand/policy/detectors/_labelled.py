"""Numbers that only a word in front of them makes recognisable: file numbers, cash references."""

import re

from leitstand.policy.evidence import Candidate

LINK = (
    r"(?:[ \t]{0,3}(?:[:=|#\"„“]|\r?\n|\t|lautet|lauten|ist|war|wäre|n(?:umme)?r\.?|\((?:az|gz|kz)\.?\)"
    r"|(?:des|der|vom|beim) (?i:amts|amtes|landratsamtes|kreises|stadt|jugendamtes|jugendamts|sozialamtes|gerichts)"
    r"|-(?= ))){0,4}[ \t]{0,3}"
)
"""What may stand between the word and the number."""


def labelled(label: str, number: str) -> str:
    """Return the expression for a number directly behind its word; the group ``number`` is it."""
    return rf"(?i:{label}{LINK})(?P<number>{number})"


def number_of(candidate: Candidate, expression: re.Pattern[str]) -> Candidate | None:
    """Return the number without its word, for an expression that :func:`labelled` built."""
    match = expression.fullmatch(candidate.whole, candidate.start, candidate.end)
    if match is None:
        return None
    start, end = match.span("number")
    return Candidate(whole=candidate.whole, start=start, end=end, form=candidate.form)
