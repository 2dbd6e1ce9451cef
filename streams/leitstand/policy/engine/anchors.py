"""The one pass over a text: every anchor of every detector in one linear-time automaton.

Hyperscan reports each place at which an anchor ends by a call into Python, which costs a quarter of
a microsecond. Ordinary text has a dozen such places; a text that makes an anchor match at every
character would have a hundred thousand. So the pass stops after a number that is bounded by the
length, and a second automaton, which reports each anchor once, says block by block what occurs
there: everywhere in such a block is then a place.
"""

import functools
from collections.abc import Sequence

import hyperscan

from leitstand.policy.detector import Detector, Pattern, all_detectors
from leitstand.policy.engine.automaton import Automaton
from leitstand.policy.engine.branches import branches
from leitstand.policy.engine.cache import Expression, cached
from leitstand.policy.engine.digits import WRITTEN, rewritten

BLOCK = 512
"""Bytes in which a dense text is looked at for each anchor once."""
OVERLAP = 128
"""Bytes before a block that are looked at with it, for anchors that lie across its border."""
STRIDE = 16
"""Bytes between the places that stand for a whole block; less than any window is wide."""

SINGLE = int(hyperscan.HS_FLAG_SINGLEMATCH)
"""Reports a match of an expression once."""

Places = dict[int, list[int]]
"""By id of the anchor the offsets of the matches' ends, ascending."""


class Anchors:
    """The automaton; one scratch space per thread.

    It reads the text with all digits alike (:mod:`leitstand.policy.engine.digits`). An anchor that
    tells one digit from another, or has a word that occurs wherever it does, is looked for by an
    automaton of its own once something like it was seen.
    """

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self.distinct = tuple(dict.fromkeys(map(_anchor, patterns)))
        """Expressions and flags; the position is the id. Patterns may share an anchor."""
        triggers = {_anchor(pattern): pattern.trigger for pattern in patterns}
        parts: list[Expression] = []
        exactly: list[Automaton | None] = []
        for number, (anchor, flags) in enumerate(self.distinct):
            trigger = triggers[anchor, flags].encode("latin-1")
            written, same = _rewritten(number, trigger or anchor, flags)
            same = same and not trigger
            parts += written if same else [(n, b, f | SINGLE) for n, b, f in written]
            exactly.append(None if same else _automaton(number, anchor, flags))
        self._exactly = tuple(exactly)
        self._every_place = Automaton(functools.partial(cached, tuple(dict.fromkeys(parts))))
        self._once_each = Automaton(self._all_once)

    def id_of(self, pattern: Pattern) -> int:
        """Return the id of a pattern's anchor."""
        return self.distinct.index(_anchor(pattern))

    def load(self) -> None:
        """Make everything ready for this thread."""
        for automaton in (self._every_place, self._once_each, *self._exactly):
            if automaton is not None:
                automaton.of_this_thread()

    def places(self, data: bytes) -> Places:
        """Return where anchors end; in dense texts also some places where none does."""
        places: Places = {}
        left = 2_000 + len(data) // 8

        def note(anchor: int, start: int, end: int, flags: int, context: object) -> bool | None:
            nonlocal left
            found = places.get(anchor)
            if found is None:
                places[anchor] = [end]
            else:
                found.append(end)
            left -= 1
            return left < 0 or None

        try:
            self._every_place.of_this_thread().scan(data.translate(WRITTEN), note)
            for anchor in tuple(places):
                exactly = self._exactly[anchor]
                if exactly is not None:
                    del places[anchor]
                    exactly.of_this_thread().scan(data, note)
        except hyperscan.ScanTerminated:
            return self._blocks(data)
        return places

    def _all_once(self) -> bytes:
        return cached(
            [
                (number, branch, flags | SINGLE)
                for number, (anchor, flags) in enumerate(self.distinct)
                for branch in branches(anchor)
            ]
        )

    def _blocks(self, data: bytes) -> Places:
        places: Places = {}
        database = self._once_each.of_this_thread()
        everywhere: list[int] = []

        def note(anchor: int, start: int, end: int, flags: int, context: object) -> None:
            del start, end, flags, context
            places.setdefault(anchor, []).extend(everywhere)

        for begin in range(0, len(data), BLOCK):
            end = min(begin + BLOCK, len(data))
            everywhere[:] = (*range(begin, end, STRIDE), end)
            database.scan(data[max(0, begin - OVERLAP) : end + 1], note)
        return places


def _rewritten(number: int, anchor: bytes, flags: int) -> tuple[list[Expression], bool]:
    """Return the branches for the text with all digits alike, and whether they match no more."""
    caseless = bool(flags & hyperscan.HS_FLAG_CASELESS)
    written = [rewritten(branch, caseless=caseless) for branch in branches(anchor)]
    return [(number, branch, flags) for branch, _ in written], all(same for _, same in written)


def _automaton(number: int, anchor: bytes, flags: int) -> Automaton:
    parts = [(number, branch, flags) for branch in branches(anchor)]
    return Automaton(functools.partial(cached, parts))


def _anchor(pattern: Pattern) -> tuple[bytes, int]:
    caseless = hyperscan.HS_FLAG_CASELESS if pattern.caseless else 0
    flags = hyperscan.HS_FLAG_DOTALL | hyperscan.HS_FLAG_MULTILINE | caseless
    return pattern.anchor.encode("latin-1"), int(flags)


def patterns_of(detectors: Sequence[Detector]) -> list[tuple[Detector, int, Pattern]]:
    """Return every pattern with its detector and its place there."""
    return [(d, form, pattern) for d in detectors for form, pattern in enumerate(d.patterns)]


TITLES = Pattern(anchor=r"Frau|Herr|Familie|Eheleute|Hr\.|Hrn\.|Fr\.|Fam\.", candidate="x")
"""Occurs wherever :data:`leitstand.policy.identifiable.TITLED` does; no detector's."""


@functools.cache
def all_anchors() -> Anchors:
    """Return the automaton of the detectors whose findings stand for themselves, and of titles."""
    return Anchors([*_patterns(about_a_person=False), TITLES])


@functools.cache
def statement_anchors() -> Anchors:
    """Return the automaton of the detectors that count only about a person."""
    return Anchors(_patterns(about_a_person=True))


def anchors_of(detector: Detector) -> Anchors:
    """Return the automaton that holds a detector's anchors."""
    return statement_anchors() if detector.about_a_person else all_anchors()


def _patterns(*, about_a_person: bool) -> list[Pattern]:
    everything = patterns_of(all_detectors())
    return [p for d, _, p in everything if d.about_a_person is about_a_person]
