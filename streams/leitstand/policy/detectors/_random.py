"""How random is a text? Shannon entropy and kinds of characters, shared by detectors of secrets."""

import math
from collections import Counter
from collections.abc import Callable


def entropy(text: str) -> float:
    """Return the Shannon entropy of the characters, in bits per character."""
    total = len(text)
    return -sum(n / total * math.log2(n / total) for n in Counter(text).values()) if total else 0.0


def _is_symbol(character: str) -> bool:
    return not character.isalnum()


_KINDS: tuple[Callable[[str], bool], ...] = (str.islower, str.isupper, str.isdigit, _is_symbol)


def kinds(text: str) -> int:
    """Return how many kinds of characters occur: small, capital, digit, other."""
    return sum(any(map(is_kind, text)) for is_kind in _KINDS)
