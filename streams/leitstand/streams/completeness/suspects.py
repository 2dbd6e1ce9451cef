"""Records to which no row points, and what became of them: remembered, so that each is read once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from leitstand.streams.completeness.records import Suspect
from leitstand.streams.completeness.spans import NOTHING, Spans


@dataclass(slots=True)
class Suspects:
    """Those of one partition."""

    settled: Spans = NOTHING
    """Told by another row (a redelivery, a newer release), or by a dead letter."""
    excused: Spans = NOTHING
    """Lawfully deleted, or nothing stands there any more."""
    lost: dict[int, Suspect] = field(default_factory=dict[int, Suspect])
    """By offset: no row and no dead letter anywhere."""

    def known(self) -> Spans:
        """Return the offsets that need not be read."""
        return self.settled | self.excused | Spans.numbers(self.lost)

    def add(self, asked: Spans, found: Mapping[int, Suspect]) -> None:
        """Take note of what was read; where nothing stood there is nothing to lose."""
        self.lost.update(found)
        self.excused |= asked - Spans.numbers(found)

    def settle(self, offsets: Iterable[int]) -> list[Suspect]:
        """Take these out of the lost ones; return them."""
        return self._take(offsets, to_settled=True)

    def excuse(self, offsets: Iterable[int]) -> list[Suspect]:
        """Take these out of the lost ones, because their rows were to be deleted; return them."""
        return self._take(offsets, to_settled=False)

    def forget(self, arrived: Spans) -> None:
        """Drop those to which a row points by now."""
        for offset in arrived & Spans.numbers(self.lost):
            del self.lost[offset]

    def _take(self, offsets: Iterable[int], *, to_settled: bool) -> list[Suspect]:
        found = sorted(offsets)
        if to_settled:
            self.settled |= Spans.numbers(found)
        else:
            self.excused |= Spans.numbers(found)
        return [self.lost.pop(offset) for offset in found]


def numbers_of(suspects: Iterable[Suspect]) -> dict[str, Spans]:
    """Return the numbers of interactions by their producer."""
    found: dict[str, list[int]] = {}
    for suspect in suspects:
        if suspect.number is not None:
            found.setdefault(suspect.number[0], []).append(suspect.number[1])
    return {producer: Spans.numbers(numbers) for producer, numbers in found.items()}
