"""Writes every digit as one letter, so that rows of digits are words.

Hyperscan finds thousands of words as fast as one, but an expression that begins with a class of
characters costs an engine of its own. Most of what detectors look for begins or ends with digits.
So a text is read with 1 to 9 written ``q``, 0 written ``Q`` (the letters ``q`` and ``Q`` as 0 and 1),
and anchors are rewritten alike: ``[0-9]{5} `` becomes a word whose case does not matter.
"""

import functools
import re
from collections.abc import Iterator

from leitstand.policy.engine.approximation import character_class
from leitstand.policy.engine.branches import tokens

WRITTEN = bytes.maketrans(b"0123456789qQ", b"Qqqqqqqqqq01")
"""The table for :meth:`bytes.translate`."""

_ALIKE = {
    letter: frozenset(byte for byte in range(256) if WRITTEN[byte] == letter)
    for letter in sorted(set(WRITTEN))
}
"""By letter what is written as it."""
_DIGITS = frozenset(b"0123456789")
_NO_CHARACTERS = frozenset((b"(", b")", b"|", b"?", b"*", b"+", b"^", b"$", rb"\b", rb"\B", b"."))


@functools.lru_cache(maxsize=4096)
def rewritten(branch: bytes, *, caseless: bool) -> tuple[bytes, bool]:
    """Return the expression for the rewritten text, and whether it matches at the same places only.

    Otherwise it matches also elsewhere, never less: 0 is not told from 9 where case is ignored.
    """
    caseless = caseless or b"(?i" in branch
    parts: list[bytes] = []
    same = True
    for token, is_character in _characters(branch):
        if is_character:
            part, is_same = _class(token, caseless=caseless)
            same = same and is_same
        else:
            part = token
        parts.append(part)
    return b"".join(parts), same


def _characters(branch: bytes) -> Iterator[tuple[bytes, bool]]:
    """Yield the parts of an expression, and whether each stands for one character."""
    inside = b""
    before = b""
    for token in tokens(branch):
        if token == b"{" or (token == b"?" and before == b"("):
            inside = b"}" if token == b"{" else b":"
        yield token, not inside and token not in _NO_CHARACTERS
        if token == inside:
            inside = b""
        before = token


@functools.lru_cache(maxsize=4096)
def _class(token: bytes, *, caseless: bool) -> tuple[bytes, bool]:
    members = _members(token, caseless=caseless)
    written = frozenset(WRITTEN[byte] for byte in members)
    covered = frozenset(byte for letter in written for byte in _ALIKE[letter])
    same = covered == members and (not caseless or not covered & _DIGITS or members >= _DIGITS)
    return (token if written == members else character_class(written)), same


def _members(token: bytes, *, caseless: bool) -> frozenset[int]:
    flags = re.DOTALL | (re.IGNORECASE if caseless else 0)
    expression = re.compile(token.replace(b"[[", rb"[\["), flags)
    return frozenset(byte for byte in range(256) if expression.match(bytes((byte,))))
