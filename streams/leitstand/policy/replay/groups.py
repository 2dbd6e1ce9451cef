"""Which departments a table may name: none whose figures would be about too few people (promise P4)."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A row of the table."""

    departments: tuple[str, ...]
    """More than one: small departments together, whose sum alone may be shown."""
    people: int
    """Who used AI in that time; at least so many."""


def groups_of(people: Mapping[str, int], minimum: int) -> tuple[Group, ...]:
    """Return the rows that may be shown; none where all together are too few.

    Whatever is too small is joined, and with it the smallest others, until the joined ones are large
    enough themselves: else the total minus the rows would tell what must not be told.
    """
    ordered = sorted(people.items(), key=lambda entry: (-entry[1], entry[0]))
    shown = [entry for entry in ordered if entry[1] >= minimum]
    joined = [entry for entry in ordered if entry[1] < minimum]
    while joined and shown and _is_telling(joined, minimum):
        joined.append(shown.pop())
    rows = [Group(departments=(name,), people=number) for name, number in sorted(shown)]
    if joined and not _is_telling(joined, minimum):
        names = tuple(sorted(name for name, _ in joined))
        rows.append(Group(departments=names, people=sum(number for _, number in joined)))
    return tuple(rows)


def _is_telling(joined: list[tuple[str, int]], minimum: int) -> bool:
    return sum(number for _, number in joined) < minimum
