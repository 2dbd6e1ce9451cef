"""A batch of assessments comes to the register: the same as if they had come one by one."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa

from leitstand.cases.counting import CHANGES, next_value
from leitstand.cases.folding import sightings_of
from leitstand.cases.model import Arrival
from leitstand.cases.recording import record
from leitstand.cases.renewal import forget_checked, supersedes, take_back
from leitstand.cases.unchecked import is_unchecked, note_unchecked


def rounds_of(arrivals: Iterable[Arrival]) -> list[list[Arrival]]:
    """Deal arrivals so that no round has two of one event, in their order over the rounds.

    There is one round, nearly always.
    """
    rounds: list[dict[UUID, Arrival]] = []
    for arrival in arrivals:
        event_id = arrival.assessment.event_id
        met = sum(event_id in held for held in rounds)
        if met == len(rounds):
            rounds.append({})
        rounds[met][event_id] = arrival
    return [list(held.values()) for held in rounds]


def concerns(connection: sa.Connection, tenant: str, rounds: Sequence[Sequence[Arrival]]) -> bool:
    """Say whether any of these changes the register; most are ordinary uses, and do not."""
    if len(rounds) != 1:
        return bool(rounds)
    (arrivals,) = rounds
    tells = any(sightings_of(a.assessment) or is_unchecked(a.assessment) for a in arrivals)
    return tells or supersedes(connection, tenant, arrivals)


def take_in(
    connection: sa.Connection, tenant: str, arrivals: Sequence[Arrival], *, now: datetime
) -> list[str]:
    """Take in arrivals, each of another event; return the numbers of cases opened or extended."""
    found = [(arrival, s) for arrival in arrivals for s in sightings_of(arrival.assessment)]
    missed = [a.assessment for a in arrivals if is_unchecked(a.assessment)]
    superseding = supersedes(connection, tenant, arrivals)
    if missed:
        note_unchecked(connection, missed)
    if not (found or superseding):
        return []
    change = next_value(connection, tenant, CHANGES)
    if superseding:
        forget_checked(connection, tenant, arrivals)
        take_back(connection, tenant, arrivals, now=now, change=change)
    numbers = [
        record(connection, arrival, sighting, now=now, change=change) for arrival, sighting in found
    ]
    return [number for number in numbers if number]
