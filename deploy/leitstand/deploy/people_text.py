"""What an import of people or certificates says: numbers of people, never who."""

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leitstand.deploy.command import print_json
from leitstand.deploy.register_text import closing_line

if TYPE_CHECKING:
    from leitstand.register import Difference, Published
    from leitstand.register.imports import StaffEffects

Gate = Mapping[str, tuple[int, int]]
"""People who are newly trained for an application, and who no longer are."""


def staff_lines(effects: "StaffEffects") -> Iterator[str]:
    """Yield what a list of people changes."""
    numbers = {
        "joined": effects.joined,
        "left": effects.left,
        "moved": sum(effects.moved.values()),
        "newly exempt": effects.newly_exempt,
        "no longer exempt": effects.no_longer_exempt,
        "other trial groups": effects.trials_changed,
        "changed for a later day": effects.later,
        "changed for an earlier day": effects.earlier,
    }
    yield from (f"{what}: {number}\n" for what, number in numbers.items() if number)
    for (old, new), number in sorted(effects.moved.items()):
        yield f"  {old} → {new}: {number}\n"


def award_lines(counts: Counter[tuple[str, str]]) -> Iterator[str]:
    """Yield what a list of certificates changes, by course."""
    yield from (f"{course}: {n} {what}\n" for (course, what), n in sorted(counts.items()))


def gate_lines(gate: Gate) -> Iterator[str]:
    """Yield for whom the gate answers otherwise today."""
    for application, (gained, lost) in sorted(gate.items()):
        yield f"trained for {application} today: {gained} more, {lost} fewer\n"


def skipped_lines(skipped: Mapping[str, int]) -> Iterator[str]:
    """Yield how many lines of a file were left out."""
    yield from (f"left out: {number} ({why})\n" for why, number in sorted(skipped.items()))


def staff_json(effects: "StaffEffects") -> dict[str, object]:
    """Return the effects for machines."""
    return {
        "joined": effects.joined,
        "left": effects.left,
        "moved": [
            {"from": old, "to": new, "people": number}
            for (old, new), number in sorted(effects.moved.items())
        ],
        "newly_exempt": effects.newly_exempt,
        "no_longer_exempt": effects.no_longer_exempt,
        "trials_changed": effects.trials_changed,
        "later": effects.later,
        "earlier": effects.earlier,
    }


def award_json(counts: Counter[tuple[str, str]]) -> dict[str, object]:
    """Return the counts for machines, by course."""
    courses = sorted({course for course, _ in counts})
    kinds = ("added", "changed", "withdrawn")
    return {course: {kind: counts[course, kind] for kind in kinds} for course in courses}


def gate_json(gate: Gate) -> dict[str, object]:
    """Return the gate's answers for machines."""
    return {name: {"more": gained, "fewer": lost} for name, (gained, lost) in gate.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an import came to."""

    heading: str
    """What was read, in a line."""
    skipped: Mapping[str, int]
    """Lines that were left out, by reason."""
    lines: Iterable[str]
    """What changes, for a person."""
    numbers: dict[str, object]
    """The same for machines, with what was read."""
    gate: Gate
    changes: "Difference"
    published: "Published | None"
    """``None`` of a dry run."""


def tell(outcome: Outcome, *, as_json: bool) -> None:
    """Print an outcome."""
    if as_json:
        print_json(
            _release_json(outcome.published)
            | outcome.numbers
            | {"left_out": outcome.skipped, "gate": gate_json(outcome.gate)}
        )
    else:
        sys.stdout.writelines(_lines(outcome))


def _lines(outcome: Outcome) -> Iterator[str]:
    yield f"{outcome.heading}\n"
    yield from skipped_lines(outcome.skipped)
    yield from outcome.lines
    yield from gate_lines(outcome.gate)
    if not outcome.changes.changes:
        yield "no difference\n"
    dry = "dry run: nothing was written\n"
    yield closing_line(outcome.published) if outcome.published else dry


def _release_json(published: "Published | None") -> dict[str, object]:
    if published is None:
        return {"ok": True, "dry_run": True}
    release = published.release
    return {"ok": True, "release": release.number, "sha256": release.sha256, "new": published.new}
