"""The brake: stops the line when so much goes to dead letters that it cannot be the records' fault.

A wrong key, a missing policy or a bad release of ours would send a whole day into dead letters before
anybody looks. What a producer does wrong by itself (no JSON, strange headers, times out of range)
counts for nothing, however much of it there is: nobody can stop a town's audit by sending garbage.
"""

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from leitstand.broker.ports import Record
from leitstand.schemas.dead_letter import DeadLetter
from leitstand.schemas.vocabulary import DeadLetterReason
from leitstand.streams.assess import Outcome
from leitstand.streams.errors import StreamsError

COUNTED = frozenset(
    {
        DeadLetterReason.UNKNOWN_KEY,
        DeadLetterReason.SEAL_BROKEN,
        DeadLetterReason.NO_POLICY,
        DeadLetterReason.FAILED,
    }
)
"""Reasons that say: something is wrong here, not there. Two that look alike are not among them: no
agreement in force and a destroyed key are what the house wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BrakeLimits:
    """When it is too much: share and number must both be reached."""

    window: int = 1_000
    """Newest records that are looked at, without those that the producer spoilt."""
    share: float = 0.2
    least: int = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """Why the line stands still."""

    looked_at: int
    """Records in the window."""
    reasons: Mapping[DeadLetterReason, int]
    """Of those that became dead letters."""


class LineStoppedError(StreamsError):
    """Too much goes to dead letters: acknowledge nothing of this, and wait for a person."""

    def __init__(self, pulled: Pulled) -> None:
        super().__init__("the brake is on")
        self.pulled = pulled


class Brake:
    """Watches the outcomes of one worker."""

    def __init__(self, limits: BrakeLimits, *, passing_until_ms: int = 0) -> None:
        """Records with a broker time up to ``passing_until_ms`` are not looked at.

        That is the moment of the last release: what stood in the topic then was seen by a person,
        and must not stop the line once more.
        """
        self._limits = limits
        self._passing_until_ms = passing_until_ms
        self._window: deque[DeadLetterReason | None] = deque(maxlen=limits.window)

    def look_at(self, outcomes: Iterable[tuple[Record, Outcome]]) -> None:
        """Take notice of a batch before it is sent. Raises LineStoppedError when it is too much."""
        for record, outcome in outcomes:
            reason = outcome.reason if isinstance(outcome, DeadLetter) else None
            counts = reason is None or reason in COUNTED
            if counts and record.timestamp_ms > self._passing_until_ms:
                self._window.append(reason)
        reasons = Counter(reason for reason in self._window if reason is not None)
        if self._is_too_much(reasons.total()):
            raise LineStoppedError(Pulled(looked_at=len(self._window), reasons=reasons))

    def _is_too_much(self, refused: int) -> bool:
        limits = self._limits
        return refused >= limits.least and refused >= limits.share * len(self._window)
