"""Interactions as the town's people have them, with the moment at which they are meant to be sent.

Texts are the demo's labelled office prompts, people are its trained people: the whole policy applies
and nearly nothing is found. ``occurred_at`` is the intended moment, so that the latency of every row
stands in the row itself.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import cycle
from random import Random

from leitstand.capture import Observed
from leitstand.deploy.demo.history import observed
from leitstand.deploy.demo.plan import PlannedUse
from leitstand.deploy.demo.prompts import LabelledPrompt, load
from leitstand.deploy.demo.town import CHAT, Town
from leitstand.schemas.interaction import Message
from leitstand.schemas.vocabulary import Where

PLANTED_EVERY = 100
"""One use in so many holds something that has to be found: many more than a town has."""
_ANSWER = "Gern. Hier ist ein Vorschlag, den Sie bitte prüfen."
"""Short, so that a record is 1.4 kB."""


class Uses:
    """Yields uses round and round, always in the same order."""

    def __init__(self, town: Town, seed: int = 1) -> None:
        prompts = load()
        self._harmless = cycle(_templates(town, [p for p in prompts if not p.expected], seed))
        self._planted = cycle(_templates(town, [p for p in prompts if p.expected], seed))

    def use(self, number: int, moment: datetime) -> Observed:
        """Return the use of that number."""
        planted = number % PLANTED_EVERY == PLANTED_EVERY - 1
        return replace(next(self._planted if planted else self._harmless), occurred_at=moment)


def _templates(town: Town, prompts: Sequence[LabelledPrompt], seed: int) -> list[Observed]:
    chance = Random(seed)  # noqa: S311 - a repeatable choice, no secret
    people = [p for p in town.people if p.weight and p.trained_for(CHAT, town.today)]
    uses = [(prompt, chance.choice(people)) for prompt in prompts for _ in range(8)]
    chance.shuffle(uses)
    return [
        replace(
            observed(
                town,
                PlannedUse(
                    occurred_at=_NEVER,
                    user=person.user,
                    department=person.department,
                    application=CHAT,
                    prompt=prompt,
                    expected=frozenset(),
                ),
            ),
            answers=(Message(where=Where.ANSWER, text=_ANSWER),),
        )
        for prompt, person in uses
    ]


_NEVER = datetime.min.replace(tzinfo=UTC)
"""Replaced before anybody reads it."""
