"""Reads a whole text: finds the persons in it and says what each finding rests on."""

from collections.abc import Iterator, Sequence

from leitstand.policy.engine.search import OutOfSteps
from leitstand.policy.evidence import Evidence
from leitstand.policy.names.network import Network, shipped
from leitstand.policy.names.spans import Name, names
from leitstand.policy.names.tokens import places_of, words_of
from leitstand.policy.names.weight import weighed

ENOUGH = 200
"""Names in one text after which more would tell nobody more."""
_CHUNK = 600
"""Words that are read at once; a chunk goes on to the end of its sentence."""
_BEGINNING = 4_000
"""Words that are read of a text that holds too many: it is no text, but its beginning may be."""
_SENTENCE = 60
"""Words that it may go on."""


def recognise(text: str) -> Iterator[Evidence]:
    """Yield the persons whom a text names. Raises OutOfSteps when it holds too many words."""
    words = words_of(text)
    found = 0
    spans: list[tuple[int, int]] = []
    for name in named(shipped(), words, len(text)):
        spans = spans or list(places_of(text, words))
        place = spans[name.first][0], spans[name.end - 1][1]
        evidence = weighed(text, words, name, place)
        if evidence is not None:
            yield evidence
            found += 1
            if found == ENOUGH:
                return


def named(network: Network, words: Sequence[str], length: int) -> Iterator[Name]:
    """Yield the names among the words of a text of some length.

    Raises OutOfSteps: a text may hold so many words, so many places where a name could stand, and
    so many distinct words around them. The bounds are the same on every machine (promise P3).
    """
    most = 2_000 + length // 5
    readable = words if len(words) <= most else words[:_BEGINNING]
    places_left, distinct_left = 1_000 + length // 25, 1_000 + length // 50
    met: set[str] = set()
    start = 0
    while start < len(readable):
        end = _end_of_chunk(readable, start)
        chunk = readable[start:end]
        answers = network.answers(chunk)
        met.update(answers.looked)
        places_left -= len(answers.places)
        if min(places_left, distinct_left - len(met)) < 0:
            raise OutOfSteps
        yield from (
            Name(first=start + name.first, end=start + name.end, certainty=name.certainty)
            for name in names(chunk, answers)
        )
        start = end
    if len(readable) < len(words):
        raise OutOfSteps


def _end_of_chunk(words: Sequence[str], start: int) -> int:
    end = min(start + _CHUNK, len(words))
    for further in range(end, min(end + _SENTENCE, len(words))):
        if words[further][0] in ".\n":
            return further + 1
    return end
