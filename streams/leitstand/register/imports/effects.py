"""What a difference means for people, in numbers: nobody is named, and no id leaves."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from leitstand.policy import training_state
from leitstand.register.difference import Change, Difference
from leitstand.register.imports.histories import certificates_of
from leitstand.register.state import Intervals
from leitstand.register.view import Snapshot
from leitstand.schemas.register import Application, Person
from leitstand.schemas.vocabulary import TrainingState


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffEffects:
    """Numbers of people, on the day of the list."""

    joined: int = 0
    left: int = 0
    moved: Mapping[tuple[str, str], int]
    """By department before and after."""
    newly_exempt: int = 0
    no_longer_exempt: int = 0
    trials_changed: int = 0
    """In a trial group more or fewer."""
    later: int = 0
    """For whom only a day to come changes: planned joiners, movers, leavers."""
    earlier: int = 0
    """For whom only the time before the list changes: who left earlier than known."""


def staff_effects(changes: Difference, moment: datetime) -> StaffEffects:
    """Return what a list of people changes at the first instant of its day."""
    counts: Counter[str] = Counter()
    moved: Counter[tuple[str, str]] = Counter()
    for change in changes.changes:
        old, new = person_at(change.before, moment), person_at(change.intervals, moment)
        if old is not None and new is not None and old.department != new.department:
            moved[old.department, new.department] += 1
        counts.update(_kinds(change, old, new, moment))
    return StaffEffects(moved=dict(moved), **counts)


def _kinds(change: Change, old: Person | None, new: Person | None, moment: datetime) -> list[str]:
    if old is None and new is not None:
        return ["joined"]
    if old is not None and new is None:
        return ["left"]
    if old is None or new is None or old == new:
        return ["later" if _last_moment(change) > moment else "earlier"]
    exempt = "newly_exempt" if new.exempt else "no_longer_exempt"
    return [exempt] * (old.exempt != new.exempt) + ["trials_changed"] * (old.trials != new.trials)


def _last_moment(change: Change) -> datetime:
    """Return the last moment that one of both histories has and the other has not."""
    old, new = set(_moments(change.before)), set(_moments(change.intervals))
    return max(old ^ new)


def _moments(intervals: Intervals) -> list[datetime]:
    ends = [i.valid_until for i in intervals if i.valid_until is not None]
    return [*(i.valid_from for i in intervals), *ends]


def award_counts(changes: Difference) -> Counter[tuple[str, str]]:
    """Return how many certificates of each course are ``added``, ``changed`` and ``withdrawn``."""
    counts: Counter[tuple[str, str]] = Counter()
    for change in changes.changes:
        old = {(c.course, c.passed): c for c in certificates_of(change.before)}
        new = {(c.course, c.passed): c for c in certificates_of(change.intervals)}
        counts.update((course, "added") for course, _ in new.keys() - old.keys())
        counts.update((course, "withdrawn") for course, _ in old.keys() - new.keys())
        counts.update(
            (key[0], "changed") for key in old.keys() & new.keys() if old[key] != new[key]
        )
    return counts


def gate_effects(
    changes: Difference, snapshot: Snapshot, day: date
) -> Mapping[str, tuple[int, int]]:
    """Return for each application how many people are trained for it now and were not, and lost it.

    Both as of the snapshot's moment, by the gate's own function, without days of grace.
    """
    found: dict[str, tuple[int, int]] = {}
    for name, application in snapshot.applications().items():
        steps = [_step(change, application, snapshot.moment, day) for change in changes.changes]
        gained, lost = steps.count(1), steps.count(-1)
        if application.courses and (gained or lost):
            found[name] = (gained, lost)
    return found


def _step(change: Change, application: Application, moment: datetime, day: date) -> int:
    def is_trained(intervals: Intervals) -> bool:
        person = person_at(intervals, moment)
        return training_state(application, person, day, 0) is TrainingState.VALID

    return is_trained(change.intervals) - is_trained(change.before)


def person_at(intervals: Intervals, moment: datetime) -> Person | None:
    """Return what held at a moment."""
    return next((i.value for i in reversed(intervals) if i.covers(moment)), None)
