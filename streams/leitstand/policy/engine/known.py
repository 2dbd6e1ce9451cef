"""Texts that were read before and held nothing: a conversation is sent again with every turn.

Only digests are kept, under a key that lives as long as the process: no text, nothing that was found.
Reading is pure, so that remembering changes no verdict.
"""

import functools
import hashlib
import secrets
from collections import OrderedDict

from leitstand.policy.engine.scan import NOTHING, Scanned, Wanted, examine
from leitstand.schemas.vocabulary import Category

REMEMBERED = 20_000
"""Texts, 16 bytes each: a few megabytes with what Python adds."""
SHORT = 40
"""Characters below which reading is cheaper than remembering."""


class Clean:
    """What held nothing, the least recently seen forgotten first. For many threads."""

    def __init__(self, limit: int = REMEMBERED) -> None:
        self._key = secrets.token_bytes(32)
        self._limit = limit
        self._seen: OrderedDict[tuple[bytes, Wanted], None] = OrderedDict()

    def examined(self, text: str, wanted: Wanted) -> Scanned:
        """Return what :func:`leitstand.policy.engine.scan.examine` says."""
        data = text.encode("utf-8", "surrogatepass")
        known = hashlib.blake2b(data, digest_size=16, key=self._key).digest(), wanted
        if known in self._seen:
            self._seen.pop(known, None)
            self._seen[known] = None
            return NOTHING
        scanned = examine(text, wanted)
        if scanned is NOTHING:
            self._seen[known] = None
            while len(self._seen) > self._limit:
                self._seen.popitem(last=False)
        return scanned


@functools.cache
def _clean() -> Clean:
    return Clean()


def examined(text: str, wanted: Wanted) -> Scanned:
    """Read one text, or remember that it held nothing; patterns alone are faster than remembering."""
    if Category.PERSON not in wanted or len(text) < SHORT:
        return examine(text, wanted)
    return _clean().examined(text, wanted)
