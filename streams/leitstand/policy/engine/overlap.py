"""Two detectors, one passage: the stronger evidence keeps it."""

from bisect import bisect_left
from collections.abc import Iterable

from leitstand.policy.detector import Detector
from leitstand.policy.evidence import Evidence, Reason, rank

Pair = tuple[Detector, Evidence]


def without_overlap(pairs: Iterable[Pair]) -> list[Pair]:
    """Keep the stronger of two that overlap: the surer, the proven, the longer, the earlier.

    A detector that ``covers`` shares the text only with itself.
    """
    groups: dict[object, list[Pair]] = {}
    for pair in pairs:
        groups.setdefault(id(pair[0]) if pair[0].covers else None, []).append(pair)
    kept = [pair for group in groups.values() for pair in _strongest(group)]
    return sorted(kept, key=start_of)


def _strongest(pairs: Iterable[Pair]) -> list[Pair]:
    kept: list[Pair] = []
    for pair in sorted(pairs, key=_strength):
        place = bisect_left(kept, pair[1].start, key=start_of)
        free_before = place == 0 or kept[place - 1][1].end <= pair[1].start
        if free_before and (place == len(kept) or pair[1].end <= kept[place][1].start):
            kept.insert(place, pair)
    return kept


def _strength(pair: Pair) -> tuple[int, bool, int, int]:
    evidence = pair[1]
    unproven = Reason.CHECKSUM not in evidence.reasons
    return -rank(evidence.confidence), unproven, evidence.start - evidence.end, evidence.start


def start_of(pair: Pair) -> int:
    """Return where the passage of a pair begins."""
    return pair[1].start
