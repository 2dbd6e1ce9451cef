"""Numbers that only a word in front of them makes recognisable: file numbers, cash references."""

import re

from leitstand.policy.evidence import Candidate

_MARK = r"[:=|#\"„“]|\r?\n|\t|lautet|lauten|ist|war|wäre|-(?= )|-?n(?:umme)?r\.?(?![a-zäöüß])"
_OF_WHOM = (
    r"(?-i:(?: (?:des|der|vom|für|bei|beim|von|zum|zur)(?: der| dem| die)?)? [A-ZÄÖÜ][a-zäöüß]{3,24}"
    r"(?=[ \t]?:| [A-Za-z]{0,4}[0-9]| ist| lautet))"
)
_IN_BRACKETS = r"[ \t]?\([^()0-9\n]{1,30}\)"
_IN_WORDS = r"[ \t][^0-9\n.:;!?]{2,40}:"
LINK = rf"(?:{_IN_BRACKETS}|{_OF_WHOM}|{_IN_WORDS})?(?:[ \t]{{0,6}}(?:{_MARK})){{0,4}}[ \t]{{0,6}}"
"""What may stand between the word and the number: a mark, of whom it is, a remark in brackets."""

_AND = r"(?:,|;| und| sowie| bzw\.| /) "


def labelled(label: str, number: str) -> str:
    """Return the expression for a number directly behind its word; the group ``number`` is it."""
    return rf"(?i:{label}{LINK})(?P<number>{number})"


def chained(number: str) -> str:
    """Return the expression for a number behind another one: the second of "1/24 und 2/24"."""
    return rf"(?:(?<=, )|(?<=; )|(?<= und )|(?<= sowie )|(?<= bzw\. )|(?<= / )){number}"


def chain(label: str, number: str) -> re.Pattern[str]:
    """Return the expression for what stands before a chained number, with the word at its head."""
    return re.compile(rf"(?i:{label}{LINK}){number}(?:{_AND}{number}){{0,5}}{_AND}$")


def number_of(candidate: Candidate, expression: re.Pattern[str]) -> Candidate | None:
    """Return the number without its word, for an expression that :func:`labelled` built."""
    match = expression.fullmatch(candidate.whole, candidate.start, candidate.end)
    if match is None:
        return None
    start, end = match.span("number")
    return Candidate(whole=candidate.whole, start=start, end=end, form=candidate.form)
