"""What a list changes in the register: a plan, made anew for every state that it meets."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from leitstand.register.days import start_of
from leitstand.register.difference import Change, Difference, exact
from leitstand.register.imports.awards import Awards
from leitstand.register.imports.errors import ManyLeaversError, OlderListError
from leitstand.register.imports.histories import certified, left, staffed, uncertified
from leitstand.register.imports.staff import StaffList
from leitstand.register.state import Intervals, State, by_kind, decode_history
from leitstand.schemas.vocabulary import ObjectKind

_FEW_LEAVERS = 5
_LEAVERS_SHARE = 10
"""A list without more than a tenth of the people is likelier a half one than the truth."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffPlan:
    """Everybody who works here on a day, or (``partial``) some of them.

    Calling it raises OlderListError, ManyLeaversError.
    """

    staff: StaffList
    as_of: date
    zone: ZoneInfo
    partial: bool = False
    leavers: int | None = None
    """How many may leave at most; ``None`` = a tenth, or five."""
    take_back: bool = False
    """Whether changes that the register knows of later days may be undone."""

    def __call__(self, state: State, now: datetime) -> Difference:
        """Say what to change in a state."""
        held = _people(state)
        wanted = {
            person: staffed(held.get(person, ()), line, self.as_of, self.zone)
            for person, line in self.staff.lines.items()
        }
        if self.partial:
            return exact(ObjectKind.PERSON, wanted, state)
        leaving = self._leaving(held)
        self._check_leavers(len(leaving), held)
        changes = exact(ObjectKind.PERSON, wanted | leaving, state)
        self._check_order(changes, now)
        return changes

    def _leaving(self, held: dict[str, Intervals]) -> dict[str, Intervals]:
        missing = {
            person: (old, left(old, self.as_of, self.zone))
            for person, old in held.items()
            if person not in self.staff.lines
        }
        return {person: new for person, (old, new) in missing.items() if new != old}

    def _check_leavers(self, leaving: int, held: dict[str, Intervals]) -> None:
        limit = self.leavers
        if limit is None:
            moment = start_of(self.as_of, self.zone)
            present = sum(any(i.covers(moment) for i in old) for old in held.values())
            limit = max(_FEW_LEAVERS, present // _LEAVERS_SHARE)
        if leaving > limit:
            who = f"{leaving} people"
            raise ManyLeaversError(who)

    def _check_order(self, changes: Difference, now: datetime) -> None:
        since = start_of(self.as_of, self.zone)
        undone = [c for c in changes.changes if any(since < day <= now for day in _lost(c))]
        if undone and not self.take_back:
            who = f"{len(undone)} people"
            raise OlderListError(who)


@dataclass(frozen=True, slots=True, kw_only=True)
class AwardsPlan:
    """Certificates that are added, or taken back; of people whom the register does not know none."""

    awards: Awards
    withdraw: bool = False

    def __call__(self, state: State, now: datetime) -> Difference:
        """Say what to change in a state."""
        change = uncertified if self.withdraw else certified
        held = _people(state)
        wanted = {
            person: change(held[person], certificates)
            for person, certificates in self.awards.certificates.items()
            if person in held
        }
        return exact(ObjectKind.PERSON, wanted, state)


def _people(state: State) -> dict[str, Intervals]:
    encoded = by_kind(state)[ObjectKind.PERSON]
    return {
        person: decode_history(ObjectKind.PERSON, value).intervals
        for person, value in encoded.items()
    }


def _lost(change: Change) -> Iterator[datetime]:
    """Yield the moments at which something changed before and no longer does."""
    yield from set(_moments(change.before)) - set(_moments(change.intervals))


def _moments(intervals: Intervals) -> Iterator[datetime]:
    for interval in intervals:
        yield interval.valid_from
        if interval.valid_until is not None:
            yield interval.valid_until
