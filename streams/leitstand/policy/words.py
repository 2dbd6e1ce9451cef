"""Context: does a word that names a thing stand beside it?"""

import re
from collections.abc import Callable

from leitstand.policy.engine.rough import Sought
from leitstand.policy.evidence import Candidate

Beside = Callable[[Candidate], bool]
"""Says whether a candidate has a certain context."""


def _pattern(stems: tuple[str, ...]) -> str:
    """German builds compounds, so that a stem may open, end or stand inside a word."""
    return "|".join(stems)


def before(*stems: str, within: int = 40) -> Beside:
    """Return a test for one of the stems in the last ``within`` characters of the same sentence."""
    words = Sought(_pattern(stems))

    def test(candidate: Candidate) -> bool:
        return words.search(_same_sentence(candidate.before[-within:])) is not None

    return test


def after(*stems: str, within: int = 25) -> Beside:
    """Return a test for one of the stems in the first ``within`` characters behind it."""
    words = Sought(_pattern(stems))

    def test(candidate: Candidate) -> bool:
        return words.search(candidate.after[:within]) is not None

    return test


_SENTENCE_END = re.compile(r"[.!?]\s(?<=[a-zäöüß]{5}..)|\n\s*\n", re.DOTALL)


def _same_sentence(text: str) -> str:
    """Cut off what belongs to an earlier sentence; an abbreviation does not end one."""
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    return text[ends[-1] :] if ends else text


def any_of(*tests: Beside) -> Beside:
    """Return a test that holds when one of them does. None given would never hold: an error."""
    if not tests:
        msg = "a context needs at least one test"
        raise ValueError(msg)

    def test(candidate: Candidate) -> bool:
        return any(one(candidate) for one in tests)

    return test
