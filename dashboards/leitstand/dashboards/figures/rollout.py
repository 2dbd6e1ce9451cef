"""The rollout against its plan: pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One Einführungsstufe."""

    stage: int
    title: str
    planned_from: date
    """Day for which it is planned."""
    planned_trained: int
    reached_on: date | None

    def delay_days(self, today: date) -> int:
        """Return how late it is, or was; 0 while its day has not come, or when it was in time."""
        return max(((self.reached_on or today) - self.planned_from).days, 0)

    def is_late(self, today: date) -> bool:
        """Say whether its day has passed and it is not reached."""
        return self.reached_on is None and self.planned_from < today


def stages_of(rows: Iterable[Mapping[str, object]]) -> Sequence[Stage]:
    """Take the rows of ``queries/rollout.sql``."""
    return [msgspec.convert(dict(row), Stage) for row in rows]


def most_late(stages: Sequence[Stage], today: date) -> Stage | None:
    """Return the stage that keeps the house waiting longest, ``None`` when all is on plan."""
    late = [stage for stage in stages if stage.is_late(today)]
    return max(late, key=lambda stage: stage.delay_days(today), default=None)


def next_stage(stages: Sequence[Stage], today: date) -> Stage | None:
    """Return the stage that is planned next."""
    coming = [s for s in stages if s.reached_on is None and s.planned_from >= today]
    return min(coming, key=lambda stage: stage.planned_from, default=None)
