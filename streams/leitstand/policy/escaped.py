"""Reads the arguments of a tool call as the text that they carry.

They are JSON: an umlaut may be written ``\\u00e4``, a line break ``\\n``, a slash ``\\/``, and JSON inside
of JSON once more. The text stays whole, keys and braces included, since a key says what its value is.
"""

import json
import re

from leitstand.policy.offsets import Offsets, rewrite

_ESCAPE = re.compile(
    r"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|[\"\\/bfnrt])"
)
_LEVELS = 3
"""JSON inside of JSON inside of JSON; deeper nobody reads."""


def unescaped(given: str) -> tuple[str, tuple[Offsets, ...]]:
    """Return the text without escapes and the ways back, the last change first.

    Raises TooIntricate.
    """
    text = given
    ways: list[Offsets] = []
    while "\\" in text and len(ways) < _LEVELS:
        plainer, offsets = rewrite(text, _ESCAPE, _plain)
        if plainer == text:
            break
        text = plainer
        ways.insert(0, offsets)
    return text, tuple(ways)


def span_in_given(ways: tuple[Offsets, ...], start: int, end: int) -> tuple[int, int]:
    """Return the span in the given text."""
    for offsets in ways:
        start, end = offsets.span(start, end)
    return start, end


def _plain(escape: str) -> str:
    return str(json.loads(f'"{escape}"'))
