"""Takes an anchor apart into branches, which the automaton finds faster than the whole.

Hyperscan looks for plain words many times faster than for anything else, but it takes an expression
of alternatives as one: a single branch with a gap makes an engine of its own out of all of them. So
``a|b|c.{0,9}d`` becomes three expressions with one id, and ``(?:a|b)c`` two.
"""

from collections.abc import Iterator

MOST = 400
"""Branches of one anchor; with more it stays whole."""
_QUANTIFIERS = (b"?", b"*", b"+", b"{")


def branches(anchor: bytes) -> list[bytes]:
    """Return expressions that together match what the anchor matches."""
    parts = _spread(anchor)
    return parts if len(parts) <= MOST else [anchor]


def _spread(expression: bytes) -> list[bytes]:
    found: list[bytes] = []
    for branch in _alternatives(expression):
        opening = _leading_group(branch)
        if opening is None:
            found.append(branch)
        else:
            inside, rest = opening
            for choice in _alternatives(inside):
                found += _spread(choice + rest)
    return found


def _leading_group(branch: bytes) -> tuple[bytes, bytes] | None:
    """Return the inside of the group that a branch begins with, and what follows it."""
    if not branch.startswith(b"(?:"):
        return None
    depth = place = 0
    for token in tokens(branch):
        depth += (token == b"(") - (token == b")")
        place += len(token)
        if depth == 0:
            break
    inside, rest = branch[3 : place - 1], branch[place:]
    if rest.startswith(_QUANTIFIERS) or len(list(_alternatives(inside))) == 1:
        return None
    return inside, rest


def _alternatives(expression: bytes) -> Iterator[bytes]:
    """Yield what stands between the bars outside of all groups."""
    depth = 0
    branch = b""
    for token in tokens(expression):
        depth += (token == b"(") - (token == b")")
        if token == b"|" and depth == 0:
            yield branch
            branch = b""
        else:
            branch += token
    yield branch


def tokens(expression: bytes) -> Iterator[bytes]:
    """Yield the characters, but escapes and classes as a whole."""
    place = 0
    while place < len(expression):
        end = place + 1
        if expression[place : place + 1] == b"\\":
            end += 3 if expression[end : end + 1] == b"x" else 1
        elif expression[place : place + 1] == b"[":
            end = _end_of_class(expression, place)
        yield expression[place:end]
        place = end


def _end_of_class(expression: bytes, place: int) -> int:
    end = place + 1
    end += expression[end : end + 1] == b"^"
    end += expression[end : end + 1] == b"]"
    while expression[end : end + 1] not in {b"]", b""}:
        end += 2 if expression[end : end + 1] == b"\\" else 1
    return end + 1
