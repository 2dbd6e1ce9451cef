"""The compiled automaton on disk, so that a worker starts in a moment."""

from collections.abc import Sequence

import hyperscan


def cached(expressions: Sequence[bytes], flags: Sequence[int]) -> bytes:
    """Return the serialised automaton of the expressions; the id of each is its position."""
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    database.compile(
        expressions=list(expressions), ids=list(range(len(expressions))), flags=list(flags)
    )
    return hyperscan.dumpb(database)
