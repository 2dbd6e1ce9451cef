"""Rewrites a candidate of Python's ``re`` into an expression of Hyperscan that matches no less.

The engine asks it first: a stretch of text in which the rough expression finds nothing needs no
slower look. Rough means: what Hyperscan does not know (assertions inside, references) is left out,
long repetitions lose their bound, and every character outside Latin-1 is one and the same byte.
"""

import functools
import importlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

_parser: Any = importlib.import_module("re._parser")
"""The parser of the standard library; there is no public name for it."""

_OUTSIDE = ord("?")
"""The byte that stands for every character outside Latin-1."""
_COUNTED = 12
"""Repetitions up to which the count is kept."""
_IGNORECASE = 2
_DOTALL = 16
_EVERYTHING = frozenset(range(256))
_ASSERTIONS = frozenset({"ASSERT", "ASSERT_NOT", "AT"})


def approximation(candidate: str) -> bytes | None:
    """Return the rough expression; ``None`` where the candidate may be empty."""
    parsed = _parser.parse(candidate)
    if parsed.getwidth()[0] == 0:
        return None
    return _sequence(list(parsed), parsed.state.flags, first=True, last=True)


def _sequence(items: Sequence[Any], flags: int, *, first: bool, last: bool) -> bytes:
    """Write one after the other; ``first`` and ``last``: nothing stands before, nothing behind."""
    parts: list[bytes] = []
    for place, item in enumerate(items):
        following = items[place + 1 :]
        at_end = last and all(str(other[0]) in _ASSERTIONS for other in following)
        part = _item(item, flags, following, first=first, last=at_end)
        parts.append(part)
        first = first and not part
        # What was taken behind the end stands behind it: only one character can.
        last = last and not (part and str(item[0]) in _ASSERTIONS and not first and at_end)
    return b"".join(parts)


def _item(item: Any, flags: int, following: Sequence[Any], *, first: bool, last: bool) -> bytes:
    kind, value = str(item[0]), item[1]
    if kind in {"LITERAL", "NOT_LITERAL", "ANY", "IN", "CATEGORY"}:
        return character_class(_bytes(kind, value, flags))
    if kind == "BRANCH":
        chosen = [_sequence(list(one), flags, first=first, last=last) for one in value[1]]
        return b"(?:" + b"|".join(chosen) + b")"
    if kind == "SUBPATTERN":
        _, added, removed, inside = value
        inner = (flags | added) & ~removed
        return b"(?:" + _sequence(list(inside), inner, first=first, last=last) + b")"
    if kind == "ATOMIC_GROUP":
        return b"(?:" + _sequence(list(value), flags, first=first, last=last) + b")"
    if kind in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        return _repeated(value, flags)
    if kind in _ASSERTIONS:
        return _assertion(kind, value, flags, following, first=first, last=last)
    return b"[\\x00-\\xff]*"


def _repeated(value: Any, flags: int) -> bytes:
    least, most, inside = value
    body = _sequence(list(inside), flags, first=False, last=False)
    most = int(most)
    if most > _COUNTED:
        return b"(?:%b){%d,}" % (body, min(int(least), _COUNTED))
    return b"(?:%b){%d,%d}" % (body, int(least), most)


def _assertion(
    kind: str, value: Any, flags: int, following: Sequence[Any], *, first: bool, last: bool
) -> bytes:
    """Keep what forbids a character before the start or behind the end, by taking another one."""
    if kind == "AT":
        word = _bytes("CATEGORY", "CATEGORY_WORD", flags)
        is_border = str(value) == "AT_BOUNDARY" and first and _begins_with(following, flags, word)
        return _border(b"\\A", word) if is_border else b""
    direction, inside = value
    if kind == "ASSERT" or len(inside) != 1:
        return b""
    (only,) = inside
    if str(only[0]) not in {"LITERAL", "IN", "CATEGORY"}:
        return b""
    forbidden = _bytes(str(only[0]), only[1], flags)
    if first and direction < 0:
        return _border(b"\\A", forbidden)
    return _border(b"\\z", forbidden) if last and direction > 0 else b""


def _border(end: bytes, forbidden: frozenset[int]) -> bytes:
    allowed = _EVERYTHING - (forbidden - {_OUTSIDE})
    return b"(?:%b|%b)" % (end, character_class(allowed))


def _begins_with(items: Sequence[Any], flags: int, allowed: frozenset[int]) -> bool:
    """Say whether whatever follows begins with one of these bytes."""
    if not items:
        return False
    kind, value = str(items[0][0]), items[0][1]
    if kind in {"LITERAL", "IN", "CATEGORY"}:
        return _bytes(kind, value, flags) <= allowed
    if kind == "BRANCH":
        return all(_begins_with(list(one), flags, allowed) for one in value[1])
    if kind == "SUBPATTERN":
        return _begins_with(list(value[3]), (flags | value[1]) & ~value[2], allowed)
    return False


def _bytes(kind: str, value: Any, flags: int) -> frozenset[int]:
    """Return the bytes that stand for characters which one element matches."""
    items = tuple(value) if kind == "IN" else ((kind, value),)
    return _members(items, flags & (_IGNORECASE | _DOTALL))


@functools.lru_cache(maxsize=16_384)
def _members(items: tuple[tuple[Any, Any], ...], flags: int) -> frozenset[int]:
    opening = str(items[0][0])
    if opening == "ANY":
        return _EVERYTHING if flags & _DOTALL else _EVERYTHING - {10}
    tests = [_test(str(name), detail) for name, detail in items if str(name) != "NEGATE"]
    matching = frozenset(byte for byte in range(256) if _matches(tests, chr(byte), flags))
    if opening in {"NEGATE", "NOT_LITERAL"}:
        return _EVERYTHING - matching | {_OUTSIDE}
    return matching | {_OUTSIDE} if any(map(_reaches_outside, items)) else matching


def _matches(tests: Iterable[Callable[[str], bool]], character: str, flags: int) -> bool:
    forms = {character}
    if flags & _IGNORECASE:
        forms |= {character.lower(), character.upper()}
    return any(test(form) for test in tests for form in forms if len(form) == 1)


def _reaches_outside(item: tuple[Any, Any]) -> bool:
    name, detail = str(item[0]), item[1]
    if name in {"LITERAL", "NOT_LITERAL"}:
        return bool(detail > 255)
    return bool(detail[1] > 255) if name == "RANGE" else name == "CATEGORY"


_CATEGORIES: dict[str, Callable[[str], bool]] = {
    "DIGIT": str.isdecimal,
    "SPACE": str.isspace,
    "WORD": lambda character: character.isalnum() or character == "_",
}


def _test(name: str, detail: Any) -> Callable[[str], bool]:
    if name == "RANGE":
        return lambda character: bool(detail[0] <= ord(character) <= detail[1])
    if name == "CATEGORY":
        kind = str(detail).removeprefix("CATEGORY_")
        test = _CATEGORIES[kind.removeprefix("NOT_")]
        return (lambda character: not test(character)) if kind.startswith("NOT_") else test
    return lambda character: ord(character) == detail


@functools.lru_cache(maxsize=4096)
def character_class(matching: frozenset[int]) -> bytes:
    """Return the class of these bytes, as short as can be: Hyperscan takes 16,000 of them."""
    ranges: list[list[int]] = []
    for byte in sorted(matching):
        if ranges and ranges[-1][1] == byte - 1:
            ranges[-1][1] = byte
        else:
            ranges.append([byte, byte])
    parts = [_byte(low) if low == high else _byte(low) + b"-" + _byte(high) for low, high in ranges]
    return parts[0] if len(matching) == 1 else b"[" + b"".join(parts) + b"]"


def _byte(byte: int) -> bytes:
    plain = bytes((byte,))
    return plain if plain.isalnum() else b"\\x%02x" % byte
