"""The one pass over a text: every anchor of every detector in one linear-time automaton."""

import functools
import threading
from collections.abc import Sequence

import hyperscan

from leitstand.policy.detector import Detector, Pattern, all_detectors
from leitstand.policy.engine.cache import cached

SUSPICIOUS_BYTES = rb"[\xa0\xad]"
"""No-break space and soft hyphen: in Latin-1 the only characters that the plain form replaces."""
SUSPICIOUS = 0
"""Id of the pattern above; the anchors' ids follow."""


class Anchors:
    """The automaton; one scratch space per thread."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        expressions = [
            SUSPICIOUS_BYTES,
            *(pattern.anchor.encode("latin-1") for pattern in patterns),
        ]
        flags = [hyperscan.HS_FLAG_SINGLEMATCH, *map(_flags, patterns)]
        self._serialised = cached(expressions, flags)
        self._local = threading.local()

    def places(self, data: bytes) -> dict[int, list[int]]:
        """Return by id of the anchor the offsets of the matches' ends, ascending and distinct."""
        places: dict[int, list[int]] = {}

        def note(anchor: int, start: int, end: int, flags: int, context: object) -> None:
            del start, flags, context
            found = places.get(anchor)
            if found is None:
                places[anchor] = [end]
            else:
                found.append(end)

        self._database().scan(data, note)
        return places

    def _database(self) -> hyperscan.Database:
        database: hyperscan.Database | None = getattr(self._local, "database", None)
        if database is None:
            database = hyperscan.loadb(self._serialised, hyperscan.HS_MODE_BLOCK)
            database.scratch = hyperscan.Scratch(database)
            self._local.database = database
        return database


def _flags(pattern: Pattern) -> int:
    caseless = hyperscan.HS_FLAG_CASELESS if pattern.caseless else 0
    return int(hyperscan.HS_FLAG_DOTALL | hyperscan.HS_FLAG_MULTILINE | caseless)


def patterns_of(detectors: Sequence[Detector]) -> list[tuple[Detector, int, Pattern]]:
    """Return every pattern with its detector and its place there; id of the anchor = position + 1."""
    return [(d, form, pattern) for d in detectors for form, pattern in enumerate(d.patterns)]


@functools.cache
def all_anchors() -> Anchors:
    """Return the automaton of all detectors."""
    return Anchors([pattern for _, _, pattern in patterns_of(all_detectors())])
