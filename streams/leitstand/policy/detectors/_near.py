"""Words around a number, looked up fast: a text may hold thousands of candidates.

A stem is looked for as it is; with blanks around it, it is a word of its own: ``" pkw "``. Looking for
fifty stems as strings costs a tenth of what one expression of them all does.
"""

from collections.abc import Iterable

from leitstand.policy.evidence import Candidate

_MARKS = str.maketrans(dict.fromkeys(".,;:!?()[]{}<>|/\\\"'„“”*+=_-#&\t\r\n0123456789", " "))


def words(text: str) -> str:
    """Return a text in small letters with blanks instead of marks and digits, and around it."""
    return f" {text.lower().translate(_MARKS)} "


def words_before(candidate: Candidate, within: int) -> str:
    """Return the words in so many characters before it."""
    return words(candidate.whole[max(0, candidate.start - within) : candidate.start])


def words_behind(candidate: Candidate, within: int) -> str:
    """Return the words in so many characters behind it."""
    return words(candidate.whole[candidate.end : candidate.end + within])


def has_any(text: str, stems: Iterable[str]) -> bool:
    """Say whether one of the stems occurs."""
    return any(stem in text for stem in stems)


def last_of(text: str, stems: Iterable[str]) -> int:
    """Return where the last occurrence of one of the stems ends, without blanks; -1 without any."""
    return max(
        (text.rfind(stem) + len(stem.rstrip()) for stem in stems if stem in text), default=-1
    )
