"""Context: does a word that names a thing stand beside it?"""

import re
from collections.abc import Callable

from leitstand.policy.engine.rough import rough_of
from leitstand.policy.evidence import Candidate

Beside = Callable[[Candidate], bool]
"""Says whether a candidate has a certain context."""


def _pattern(stems: tuple[str, ...]) -> str:
    """German builds compounds, so that a stem may open, end or stand inside a word."""
    return "|".join(stems)


class _Stems:
    """Some words; a rough look spares most places the slow one."""

    __slots__ = ("_expression", "_pattern")

    def __init__(self, stems: tuple[str, ...]) -> None:
        self._pattern = _pattern(stems)
        self._expression = re.compile(self._pattern)

    def occur_in(self, text: str) -> bool:
        """Say whether one of them does."""
        first_look = rough_of(self._pattern)
        if first_look and not first_look.may_occur(text.encode("latin-1", "replace")):
            return False
        return self._expression.search(text) is not None


def before(*stems: str, within: int = 40) -> Beside:
    """Return a test for one of the stems in the last ``within`` characters of the same sentence."""
    words = _Stems(stems)

    def test(candidate: Candidate) -> bool:
        return words.occur_in(_same_sentence(candidate.before[-within:]))

    return test


def after(*stems: str, within: int = 25) -> Beside:
    """Return a test for one of the stems in the first ``within`` characters behind it."""
    words = _Stems(stems)

    def test(candidate: Candidate) -> bool:
        return words.occur_in(candidate.after[:within])

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
