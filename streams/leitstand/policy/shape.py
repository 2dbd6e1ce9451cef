"""Masks: what a finding may show of its text. The form, never a character of it."""

import functools
import re

LONGEST = 64
"""Characters of a shape; the pattern of the contract allows no more."""

_KEPT = frozenset(" .,:;/()@+_-")
_RUN = re.compile(r"(.)\1+", re.DOTALL)


def _mask(character: str) -> str:
    if character.isdigit():
        return "9"
    if character.isalpha():
        return "A" if character.isupper() else "a"
    if character.isspace():
        return " "
    return character if character in _KEPT else "_"


class _Masks(dict[int, str]):
    """For :meth:`str.translate`: what is not in it is masked as well, never shown."""

    def __missing__(self, code_point: int) -> str:
        return _mask(chr(code_point))


@functools.cache
def _masks() -> _Masks:
    return _Masks({code_point: _mask(chr(code_point)) for code_point in range(256)})


def shape(text: str) -> str:
    """Return the form: letters become A or a, digits 9, punctuation stays, the rest is ``_``."""
    return text[:LONGEST].translate(_masks())


def outline(text: str) -> str:
    """Return the form without lengths, for secrets that length would weaken: ``Aa9_``."""
    return _RUN.sub(r"\1", shape(text))


def nothing(text: str) -> str:
    """Return no form at all, for whole sentences, whose rhythm could be recognised."""
    return text[:0]
