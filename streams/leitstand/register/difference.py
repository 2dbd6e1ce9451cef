"""What a set of reviewed objects would change in the register."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec

from leitstand.register.state import (
    Intervals,
    State,
    before,
    by_kind,
    decode_history,
    same_intervals,
)
from leitstand.schemas.vocabulary import ObjectKind

Objects = Mapping[ObjectKind, Mapping[str, Intervals]]
"""Reviewed objects by kind and id. A kind that is not among them is left as it is; within a kind
that is, an object that is missing gets closed."""


class ChangeType(StrEnum):
    """What happens to an object."""

    ADDED = "added"
    CHANGED = "changed"
    CLOSED = "closed"
    """No longer in the files: it ends now and its history stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One object that gets another history."""

    kind: ObjectKind
    object_id: str
    """For people the register HMAC: never shown."""
    type: ChangeType
    fields: tuple[str, ...] = ()
    """Fields with another value; empty for an object that is added or closed, or whose days
    alone changed."""
    since: datetime | None = None
    """First moment at which something else holds than before."""
    before: Intervals = ()
    """The history that the register held."""
    intervals: Intervals


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """All changes, kinds in the order of the vocabulary and ids in alphabetical order."""

    changes: tuple[Change, ...]

    def counts(self, kind: ObjectKind) -> Mapping[ChangeType, int]:
        """Return how many objects of a kind are added, changed and closed."""
        return Counter(change.type for change in self.changes if change.kind is kind)

    def summary(self) -> str:
        """Return one line for the release: ``application +1 ~2; person -3``."""
        signs = {ChangeType.ADDED: "+", ChangeType.CHANGED: "~", ChangeType.CLOSED: "-"}
        parts: list[str] = []
        for kind in ObjectKind:
            counts = self.counts(kind)
            amounts = [f"{sign}{counts[what]}" for what, sign in signs.items() if counts.get(what)]
            if amounts:
                parts.append(" ".join((kind.value, *amounts)))
        return "; ".join(parts)


def difference(objects: Objects, state: State, now: datetime) -> Difference:
    """Return what has to be written so that the state tells what the objects do.

    The objects are the truth from their first day on. What the register knew of the time before
    stays, so that no answer about the past is lost by shortening a file.
    """
    held = by_kind(state)
    changes = [
        change
        for kind in ObjectKind
        if kind in objects
        for change in _of_kind(kind, objects[kind], held[kind], now)
    ]
    return Difference(changes=tuple(changes))


def exact(kind: ObjectKind, wanted: Mapping[str, Intervals], state: State) -> Difference:
    """Return what has to be written so that these objects have just these histories.

    Other objects of the kind stay as they are. A history that no longer goes on counts as closed.
    """
    held = by_kind(state)[kind]
    changes: list[Change] = []
    for object_id in sorted(wanted):
        old = decode_history(kind, held[object_id]).intervals if object_id in held else ()
        new = wanted[object_id]
        if not same_intervals(old, new):
            changes.append(_change(kind, object_id, old, new, closed=bool(old) and not _open(new)))
    return Difference(changes=tuple(changes))


def _open(intervals: Intervals) -> bool:
    return bool(intervals) and intervals[-1].valid_until is None


def _of_kind(
    kind: ObjectKind, wanted: Mapping[str, Intervals], held: Mapping[str, bytes], now: datetime
) -> Iterator[Change]:
    for object_id in sorted({*wanted, *held}):
        old = decode_history(kind, held[object_id]).intervals if object_id in held else ()
        new = _merged(old, wanted[object_id]) if object_id in wanted else before(old, now)
        if not same_intervals(old, new):
            yield _change(kind, object_id, old, new, closed=object_id not in wanted)


def _merged(old: Intervals, wanted: Intervals) -> Intervals:
    return (*before(old, wanted[0].valid_from), *wanted) if wanted else old


def _change(
    kind: ObjectKind, object_id: str, old: Intervals, new: Intervals, *, closed: bool
) -> Change:
    novel = [interval for interval in new if interval not in old]
    what = _type(old, closed=closed)
    return Change(
        kind=kind,
        object_id=object_id,
        type=what,
        fields=_fields(old, novel) if what is ChangeType.CHANGED else (),
        since=min((interval.valid_from for interval in novel), default=None),
        before=old,
        intervals=new,
    )


def _type(old: Intervals, *, closed: bool) -> ChangeType:
    if closed:
        return ChangeType.CLOSED
    return ChangeType.CHANGED if old else ChangeType.ADDED


def _fields(old: Intervals, novel: list[Any]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for interval in novel:
        earlier = [i.value for i in old if i.valid_from <= interval.valid_from]
        was = msgspec.structs.asdict(earlier[-1]) if earlier else {}
        now = msgspec.structs.asdict(interval.value)
        found |= dict.fromkeys(name for name in now if was and now[name] != was[name])
    return tuple(found)
