"""What a re-assessment came to, for a person and for machines."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from leitstand.streams.reassess import Effect, Stays

if TYPE_CHECKING:
    from leitstand.deploy.reassessing import Asked, Reassessed
    from leitstand.streams.reassess import Why

WHY: dict[str, str] = {
    Stays.EXEMPT: "recorded as exempt, and not told of after the fact",
    Stays.NOT_IN_KAFKA: "no longer in Kafka",
    Stays.OTHER_DETECTORS: "judged in this release by other detectors; see: register release",
    Stays.DEAD_LETTER: "a dead letter, no row; see: dead-letters replay",
    Stays.NO_ROW: "neither row nor dead letter: still on its way, or expired",
    "key_destroyed": "its content lawfully died with the key of its day",
    "unknown_key": "the vault here does not know its key",
    "seal_broken": "its content was altered",
    "no_agreement": "the register says now that nothing may be processed on that day",
    "no_policy": "the register has no policy for that day now",
}
"""Readers' words; any other reason of a dead letter speaks for itself."""


def text_of(asked: "Asked", found: "Reassessed") -> str:
    """Return what came of it, for a person."""
    return "\n".join(_lines(asked, found)) + "\n"


def document_of(asked: "Asked", found: "Reassessed") -> dict[str, object]:
    """Return what came of it, for machines; ``verdicts`` and ``rules`` are null where hidden."""
    tally, shown = found.tally, may_show(found)
    return {
        "from": asked.first.isoformat(),
        "to": asked.last.isoformat(),
        "application": asked.application,
        "dry_run": asked.dry_run,
        "release": found.release,
        "detector_version": found.detector_version,
        "judged": tally.judged,
        "before": tally.before,
        "stays": {why.value: count for why, count in _stays(found)},
        "verdicts": _verdicts(found) if shown else None,
        "rules": _rules(found) if shown else None,
        "minimum_group": found.minimum_group,
        "days": [day.isoformat() for day in sorted(tally.days)],
        "rows": [msgspec.to_builtins(version) for version in found.versions],
        "written": found.written,
    }


def may_show(found: "Reassessed") -> bool:
    """Say whether enough people are behind the sums by verdict and rule (promise P4)."""
    return found.tally.people >= found.minimum_group


def _lines(asked: "Asked", found: "Reassessed") -> Iterator[str]:
    tally = found.tally
    verb = "would be judged again" if asked.dry_run else "judged again"
    yield f"release {found.release} of the register, detectors {found.detector_version}"
    yield f"{tally.judged} {verb}, {tally.before} were judged by them already"
    if tally.before and not tally.judged and not tally.stays:
        yield "to judge by a correction, publish it first: leitstand register apply"
    if tally.stays:
        yield f"{tally.stays.total()} are not:"
    for why, count in _stays(found):
        yield f"  {why} {count}: {WHY.get(why, 'it cannot be read')}"
    yield from _changes(found) if tally.judged else ()
    for version in found.versions:
        yield f"{version.rows} rows of release {version.release}, detectors {version.detector_version}"
    if not found.written:
        yield "the sink has not stored everything yet; see: leitstand status"
    if tally.days and not asked.dry_run:
        days = f"{min(tally.days)}..{max(tally.days)}"
        yield "figures follow within minutes; at once: leitstand pipelines run --days " + days


def _changes(found: "Reassessed") -> Iterator[str]:
    if not may_show(found):
        yield f"what changed is hidden: fewer than {found.minimum_group} people are behind it"
        return
    for change in _verdicts(found):
        yield f"{change['before']} -> {change['now']}: {change['uses']}"
    for rule, effects in _rules(found).items():
        told = (
            f"{effects[effect]} {effect.replace('_', ' ')}" for effect in Effect if effects[effect]
        )
        yield f"{rule} opens a case: {', '.join(told)}"


def _stays(found: "Reassessed") -> "list[tuple[Why, int]]":
    return sorted(found.tally.stays.items(), key=lambda item: item[0].value)


def _verdicts(found: "Reassessed") -> list[dict[str, object]]:
    return [
        {"before": before.value, "now": now.value, "uses": uses}
        for (before, now), uses in sorted(found.tally.verdicts.items())
    ]


def _rules(found: "Reassessed") -> dict[str, dict[str, int]]:
    counted = found.tally.rules
    return {
        rule: {effect.value: counted[rule, effect] for effect in Effect}
        for rule in sorted({rule for rule, _ in counted})
    }
