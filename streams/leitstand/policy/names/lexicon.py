"""Words that the network knows something about before it has read a sentence."""

import functools
import gzip
from collections.abc import Mapping
from importlib import resources

FIRST = 1
"""A first name that registry offices wrote down."""
LAST = 2
"""A surname."""
NOUN = 4
"""A noun of court decisions that was no name there."""
LOWER = 8
"""A word that court decisions write in small letters."""
COMMON = 16
"""One of the commonest of those: article, pronoun, verb."""
PLACE = 32
"""A country, a region, a town, a river."""
MAKE = 64
"""A firm, a make, a club, a newspaper."""
FOREIGN = 128
"""A common word of another language: films, bands, makes and places abroad are called by such words."""
FREQUENT = 256
"""A word that the training texts hold three times or more, so that the network knows it by itself."""
ORDINARY = 512
"""A noun that the training texts hold, if only once, never as a name, and that no list of names has.
It is not even asked whether it is a name; the network itself is not told."""


@functools.cache
def lexicon() -> Mapping[str, int]:
    """Return what is known of a word, as a sum of the flags above."""
    packed = resources.files("leitstand.policy.names").joinpath("data/lexicon.txt.gz").read_bytes()
    words: dict[str, int] = {}
    for line in gzip.decompress(packed).decode().splitlines():
        flags, _, rest = line.partition(" ")
        words.update(dict.fromkeys(rest.split(" "), int(flags)))
    return words


@functools.cache
def endings() -> frozenset[str]:
    """Return the common words, in small letters, that a compound may end in."""
    return frozenset(
        word.lower()
        for word, flags in lexicon().items()
        if flags & (NOUN | LOWER) and len(word) > 3
    )
