"""What the fictional town does with AI: who asks what, when, of which application.

A plan knows its truth: which interactions were planted as a violation, so that the run can be
judged afterwards. It is a pure function of the town, the prompts and a seed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from leitstand.deploy.demo.prompts import LabelledPrompt
from leitstand.deploy.demo.town import (
    CHAT,
    HISTORY_DAYS,
    LOCAL,
    SCRIPTS,
    SEARCH,
    TRANSLATOR,
    Town,
    TownPerson,
)
from leitstand.schemas.vocabulary import Category, Place, UseCase

ZONE = ZoneInfo("Europe/Berlin")
WEEKEND_SHARE = 0.02
"""Use on a Saturday or Sunday, against a working day."""
PLANTED_PER_WEEK = 4
"""Prompts with personal data or credentials in a cloud application; a town sees a handful."""
UNTRAINED_PER_WEEK = 3
REFUSED_PER_WEEK = 1
"""Attempts with an application that is not approved."""

_HOURS = (
    (7, 0.6),
    (8, 1.4),
    (9, 1.7),
    (10, 1.7),
    (11, 1.2),
    (13, 1.2),
    (14, 1.4),
    (15, 1.0),
    (16, 0.5),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedUse:
    """One interaction that is going to happen, and what has to be found in it."""

    occurred_at: datetime
    user: str
    department: str
    application: str
    prompt: LabelledPrompt
    expected: frozenset[Category]
    """Categories that the assessment must find; ``other`` stands for conduct. Empty = nothing."""


def expected_of(
    town: Town, person: TownPerson, application: str, prompt: LabelledPrompt, day: date
) -> frozenset[Category]:
    """Return what the house's rules have to find in such a use.

    Content counts in cloud applications only (rule 2 of the Dienstanweisung), conduct everywhere.
    """
    registered = town.applications[application]
    found: set[Category] = set()
    if registered.place is Place.CLOUD:
        found.update(expected.category for expected in prompt.expected)
    if application == SEARCH or not (
        person.trained_for(application, day) or not registered.courses
    ):
        found.add(Category.OTHER)
    return frozenset(found)


def history(
    town: Town, prompts: Sequence[LabelledPrompt], count: int, seed: int = 21
) -> Iterator[PlannedUse]:
    """Yield ``count`` uses of the last 84 days (today not included), in the order of time."""
    random = Random(seed)  # noqa: S311 - a story, no secret
    choose = _Chooser(town, prompts, random)
    days = [town.today - timedelta(days=back) for back in range(HISTORY_DAYS, 0, -1)]
    weights = [_day_weight(town, day) for day in days]
    for day, uses in zip(days, _shares(weights, count), strict=True):
        yield from _one_day(choose, day, uses, random)


def _one_day(choose: "_Chooser", day: date, uses: int, random: Random) -> Iterator[PlannedUse]:
    moments = sorted(_moment(day, random) for _ in range(uses))
    special = _specials(day, uses, random)
    for position, moment in enumerate(moments):
        yield choose.use(moment, special.get(position, "ordinary"))


def _specials(day: date, uses: int, random: Random) -> dict[int, str]:
    """Choose which of a day's uses are planted: a weekly number, spread over five working days."""
    if day.weekday() >= 5 or uses == 0:
        return {}
    rates = {
        "planted": PLANTED_PER_WEEK,
        "untrained": UNTRAINED_PER_WEEK,
        "refused": REFUSED_PER_WEEK,
    }
    return {
        random.randrange(uses): kind
        for kind, weekly in rates.items()
        if random.random() < weekly / 5
    }


def _day_weight(town: Town, day: date) -> float:
    trained = sum(p.weight for p in town.people if p.trained_for(CHAT, day))
    return trained * (WEEKEND_SHARE if day.weekday() >= 5 else 1.0)


def _shares(weights: Sequence[float], count: int) -> list[int]:
    """Split ``count`` by weights without losing one to rounding."""
    total = sum(weights)
    marks = [round(count * part / total) for part in accumulate(weights)]
    return [mark - before for before, mark in zip([0, *marks], marks, strict=False)]


def _moment(day: date, random: Random) -> datetime:
    hour = random.choices([h for h, _ in _HOURS], [w for _, w in _HOURS])[0]
    local = datetime.combine(day, time(hour, random.randrange(60), random.randrange(60)), ZONE)
    return local.astimezone(UTC)


class _Chooser:
    """Draws a person, an application and a prompt that fit together."""

    def __init__(self, town: Town, prompts: Sequence[LabelledPrompt], random: Random) -> None:
        self._town = town
        self._random = random
        self._harmless = _by_department(p for p in prompts if not p.expected)
        self._planted = [p for p in prompts if p.expected]
        self._trained: dict[tuple[str, date], tuple[list[TownPerson], list[float]]] = {}

    def use(self, moment: datetime, kind: str) -> PlannedUse:
        day = moment.astimezone(ZONE).date()
        if kind == "untrained":
            return self._build(moment, day, self._untrained(day), CHAT, planted=False)
        person = self._person(CHAT, day)
        if kind == "refused":
            return self._build(moment, day, person, SEARCH, planted=False)
        if kind == "planted":
            return self._build(moment, day, person, CHAT, planted=True)
        return self._build(moment, day, person, self._application(person, day), planted=False)

    def _build(
        self, moment: datetime, day: date, person: TownPerson, application: str, *, planted: bool
    ) -> PlannedUse:
        pool = self._planted if planted else self._harmless[person.department]
        if application == TRANSLATOR:
            pool = [p for p in pool if p.use_case is UseCase.TRANSLATION] or pool
        prompt = self._random.choice(pool)
        return PlannedUse(
            occurred_at=moment,
            user=person.user,
            department=person.department,
            application=application,
            prompt=prompt,
            expected=expected_of(self._town, person, application, prompt, day),
        )

    def _person(self, application: str, day: date) -> TownPerson:
        key = (application, day)
        if key not in self._trained:
            people = [p for p in self._town.people if p.weight and p.trained_for(application, day)]
            self._trained[key] = (people, [p.weight for p in people])
        people, weights = self._trained[key]
        return self._random.choices(people, weights)[0]

    def _untrained(self, day: date) -> TownPerson:
        return self._random.choice([p for p in self._town.people if not p.trained_for(CHAT, day)])

    def _application(self, person: TownPerson, day: date) -> str:
        wanted = {CHAT: 0.62, LOCAL: 0.24, TRANSLATOR: 0.08, SCRIPTS: 0.06}
        open_to = {a: share for a, share in wanted.items() if person.trained_for(a, day)}
        return self._random.choices(list(open_to), list(open_to.values()))[0]


def _by_department(prompts: Iterator[LabelledPrompt]) -> Mapping[str, list[LabelledPrompt]]:
    pools: dict[str, list[LabelledPrompt]] = {}
    for prompt in prompts:
        pools.setdefault(prompt.department, []).append(prompt)
    return pools
