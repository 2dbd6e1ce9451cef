"""Reads a whole text: finds the persons in it and says what each finding rests on."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from leitstand.policy.engine.search import OutOfSteps
from leitstand.policy.evidence import Evidence, Reason
from leitstand.policy.names.features import known_as, stem_flags
from leitstand.policy.names.lexicon import FIRST, LAST, lexicon
from leitstand.policy.names.network import shipped
from leitstand.policy.names.spans import Name, is_address, names
from leitstand.policy.names.tokens import Token, tokens
from leitstand.schemas.vocabulary import Confidence

CERTAIN, LIKELY, POSSIBLE = 0.9, 0.55, 0.4
"""Probabilities from which a name is high (with evidence), medium, low; chosen on held-back text."""
ENOUGH = 200
"""Names in one text after which more would tell nobody more."""
_CHUNK = 800
"""Words that are read at once; a chunk goes on to the end of its sentence."""
_SENTENCE = 60
"""Words that it may go on."""
_LONGEST = 40
"""Characters of a word; what is longer is no name."""
_ADDRESS = re.compile(r"@|://|www\.", re.IGNORECASE)
_SPECIMENS = frozenset({"mustermann", "musterfrau", "muster"})
"""The names on forms and on the specimens of identity cards."""


def recognise(text: str) -> Iterator[Evidence]:
    """Yield the persons whom a text names. Raises OutOfSteps when it holds too many words."""
    found = 0
    for chunk in _chunks(text):
        for name in names(shipped(), chunk):
            evidence = _evidence(text, chunk, name)
            if evidence is not None:
                yield evidence
                found += 1
                if found == ENOUGH:
                    return


def _chunks(text: str) -> Iterator[list[Token]]:
    """Cut a text at ends of sentences. The bound is the same on every machine (promise P3)."""
    left = 2_000 + len(text) // 5
    read = (_short(token) for token in tokens(text))
    while chunk := list(islice(read, _CHUNK)):
        for token in islice(read, _SENTENCE):
            chunk.append(token)
            if token[0] in ".\n":
                break
        left -= len(chunk)
        if left < 0:
            raise OutOfSteps
        yield chunk


def _short(token: Token) -> Token:
    return token if len(token[0]) <= _LONGEST else ("#", token[1], token[2])


def _evidence(text: str, read: Sequence[Token], name: Name) -> Evidence | None:
    start, end = read[name.first][1], read[name.end - 1][2]
    if name.certainty < POSSIBLE or _is_inside_address(text, start, end):
        return None
    words = [word for word, _, _ in read[name.first : name.end] if word[0].isalpha()]
    addressed = name.first > 0 and is_address(read[name.first - 1][0])
    listed = _is_listed(words)
    return Evidence(
        start=start,
        end=end,
        confidence=_confidence(name.certainty, words, evident=addressed or listed),
        reasons=(
            Reason.MODEL,
            *((Reason.CONTEXT,) if addressed else ()),
            *((Reason.NAME_LIST,) if listed else ()),
        ),
    )


def _confidence(certainty: float, words: Sequence[str], *, evident: bool) -> Confidence:
    if certainty < LIKELY or any(word.lower() in _SPECIMENS for word in words):
        return Confidence.LOW
    return Confidence.HIGH if evident and certainty >= CERTAIN else Confidence.MEDIUM


def _is_listed(words: Sequence[str]) -> bool:
    """Say whether a first name and a surname stand together, in either order."""
    flags = [known_as(word, lexicon()) | stem_flags(word, lexicon()) for word in words]
    if len(flags) < 2:
        return False
    forwards = flags[0] & FIRST and flags[-1] & LAST
    return bool(forwards or (flags[0] & LAST and flags[-1] & FIRST))


def _is_inside_address(text: str, start: int, end: int) -> bool:
    """Say whether the blank-free piece of text around a name is an e-mail address or a link."""
    before = text[max(0, start - 64) : start].split()
    behind = text[end : end + 64].split()
    glued = before[-1] if before and not text[start - 1].isspace() else ""
    glued += text[start:end]
    if behind and end < len(text) and not text[end].isspace():
        glued += behind[0]
    return _ADDRESS.search(glued) is not None
