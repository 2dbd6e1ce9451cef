"""A replay of many: a sample of each reason goes first, the rest where the sample was not refused again.

Who replays before the fault is mended would else send a whole day round in vain, and the brake of the
assess workers would take the refusals for a new fault and stop the line (see ``streams/brake.py``).
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from leitstand.streams.letters import Letter
from leitstand.streams.replay import Attempt, Obstacle, Replayer
from leitstand.streams.replay_outcome import Outcome

SAMPLE = 20
"""Letters of one reason that go first; far fewer than the brake needs."""

Look = Callable[[Sequence[str]], Mapping[str, Outcome]]
"""Waits for what comes of these ids."""


@dataclass(slots=True)
class Run:
    """What was tried, and what came of it."""

    attempts: list[Attempt] = field(default_factory=list[Attempt])
    outcomes: dict[str, Outcome] = field(default_factory=dict[str, Outcome])

    @property
    def good(self) -> bool:
        """Whether everything was sent and nothing was refused again."""
        sent = all(attempt.obstacle is None for attempt in self.attempts)
        return sent and Outcome.REFUSED not in self.outcomes.values()


def replay_all(replayer: Replayer, letters: Sequence[Letter], look: Look) -> Run:
    """Send the letters again and wait for their outcomes. Raises what the replayer raises."""
    run = Run()
    sample, rest = split(letters)
    _replay(run, replayer, sample, look)
    hopeless = _hopeless(run)
    run.attempts += [
        Attempt(letter=letter, obstacle=Obstacle.SAMPLE_REFUSED)
        for letter in rest
        if letter.reason in hopeless
    ]
    _replay(run, replayer, [letter for letter in rest if letter.reason not in hopeless], look)
    return run


def split(letters: Sequence[Letter]) -> tuple[list[Letter], list[Letter]]:
    """Return the first letters of each reason, and the others; both in their order."""
    parts: tuple[list[Letter], list[Letter]] = ([], [])
    seen: dict[str, int] = defaultdict(int)
    for letter in letters:
        parts[seen[letter.reason] >= SAMPLE].append(letter)
        seen[letter.reason] += 1
    return parts


def _replay(run: Run, replayer: Replayer, letters: Sequence[Letter], look: Look) -> None:
    attempts = list(replayer.replay(letters))
    run.attempts += attempts
    run.outcomes |= look([one.letter.id for one in attempts if one.obstacle is None])


def _hopeless(run: Run) -> set[str]:
    """Return the reasons of which everything that was sent was refused again."""
    found: dict[str, set[Outcome]] = defaultdict(set)
    for letter_id, reason in _reasons(run):
        found[reason].add(run.outcomes[letter_id])
    return {reason for reason, outcomes in found.items() if outcomes == {Outcome.REFUSED}}


def _reasons(run: Run) -> Iterator[tuple[str, str]]:
    for attempt in run.attempts:
        if attempt.letter.id in run.outcomes:
            yield attempt.letter.id, attempt.letter.reason
