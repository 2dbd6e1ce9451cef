"""A replay of many: what a sample shows decides about the rest of its reason."""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

import msgspec
import pytest
from tests.unit.streams.test_replay_outcome import BEFORE, letter

from leitstand.streams.letters import Letter, LetterState
from leitstand.streams.replay import Attempt, Obstacle, Replayer
from leitstand.streams.replay_outcome import Outcome
from leitstand.streams.replay_run import SAMPLE, Run, replay_all, split

MANY = SAMPLE * 3


def letters(reason: str, count: int) -> list[Letter]:
    plain = letter("x", LetterState.OPEN, BEFORE)
    return [msgspec.structs.replace(plain, id=f"{reason}-{n}", reason=reason) for n in range(count)]


class Replays:
    """Sends everything but what it is told not to; counts how often each letter was sent."""

    def __init__(self, *hindered: str) -> None:
        self.hindered = hindered
        self.sent: list[str] = []

    def replay(self, chosen: Sequence[Letter]) -> Iterator[Attempt]:
        for one in chosen:
            obstacle = Obstacle.NOT_KEPT if one.id in self.hindered else None
            if obstacle is None:
                self.sent.append(one.id)
            yield Attempt(letter=one, obstacle=obstacle)


def run(replays: Replays, chosen: Sequence[Letter], **fates: Outcome) -> Run:
    def look(ids: Sequence[str]) -> Mapping[str, Outcome]:
        return {one: fates[one.rpartition("-")[0]] for one in ids}

    return replay_all(cast("Replayer", replays), chosen, look)


def test_a_reason_that_is_not_mended_costs_a_sample() -> None:
    """The others of it stay, and say why; other reasons go on."""
    replays = Replays()
    chosen = [*letters("no_policy", MANY), *letters("failed", MANY)]
    found = run(replays, chosen, no_policy=Outcome.REFUSED, failed=Outcome.SETTLED)
    assert len(replays.sent) == SAMPLE + MANY
    stayed = [one for one in found.attempts if one.obstacle is Obstacle.SAMPLE_REFUSED]
    assert {one.letter.reason for one in stayed} == {"no_policy"}
    assert len(stayed) == MANY - SAMPLE
    assert not found.good


@pytest.mark.parametrize("fate", [Outcome.SETTLED, Outcome.PENDING])
def test_otherwise_everything_is_sent_once(fate: Outcome) -> None:
    """What is still on its way is no refusal."""
    replays = Replays()
    found = run(replays, letters("failed", MANY), failed=fate)
    assert sorted(replays.sent) == sorted({one.letter.id for one in found.attempts})
    assert len(replays.sent) == MANY
    assert found.good


def test_a_sample_of_which_nothing_can_be_sent_proves_nothing() -> None:
    """The rest is tried."""
    replays = Replays(*(f"failed-{n}" for n in range(SAMPLE)))
    found = run(replays, letters("failed", SAMPLE + 1), failed=Outcome.SETTLED)
    assert replays.sent == [f"failed-{SAMPLE}"]
    assert not found.good


def test_one_that_was_accepted_is_hope() -> None:
    """A reason is given up only where the whole sample was refused again."""
    first, *others = letters("failed", MANY)
    good = msgspec.structs.replace(first, id="good-0")
    found = run(Replays(), [good, *others], failed=Outcome.REFUSED, good=Outcome.SETTLED)
    assert all(one.obstacle is None for one in found.attempts)


def test_few_are_all_sample() -> None:
    """Nothing is held back."""
    chosen = [*letters("failed", SAMPLE), *letters("no_policy", 1)]
    assert split(chosen) == (chosen, [])
