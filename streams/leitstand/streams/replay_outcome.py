"""What came of a replay: asked for until everything is known, or patience ends."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from leitstand.streams.letters import Choice, Letter, LetterBook, LetterState

_PAUSE_S = 0.5
_AT_ONCE = 1000
"""Ids of one query: they travel in its address, which ClickHouse limits."""


class Outcome(StrEnum):
    """What became of one letter that was sent again."""

    SETTLED = "settled"
    REFUSED = "refused"
    PENDING = "pending"

    @property
    def text(self) -> str:
        """The words for a person."""
        return {
            Outcome.SETTLED: "became a row",
            Outcome.REFUSED: "refused again, see: leitstand dead-letters list",
            Outcome.PENDING: "still on their way, see: leitstand dead-letters list",
        }[self]


def outcomes(
    book: LetterBook,
    ids: Sequence[str],
    *,
    since: datetime,
    patience_s: float,
    pause: Callable[[float], object],
) -> Mapping[str, Outcome]:
    """Return the outcome of each id, for letters sent at ``since`` or later.

    Looks twice a second, so often as fits into ``patience_s``, at least once.
    """
    found: dict[str, Outcome] = dict.fromkeys(ids, Outcome.PENDING)
    for look in range(max(1, int(patience_s / _PAUSE_S))):
        pending = tuple(one for one, outcome in found.items() if outcome is Outcome.PENDING)
        if not pending:
            break
        if look:
            pause(_PAUSE_S)
        for begin in range(0, len(pending), _AT_ONCE):
            choice = Choice(ids=pending[begin : begin + _AT_ONCE])
            found |= {one.id: _outcome(one, since) for one in book.find(choice)}
    return found


def _outcome(letter: Letter, since: datetime) -> Outcome:
    if letter.state is LetterState.SETTLED:
        return Outcome.SETTLED
    # An older refusal is the one that the replay is about: the sink has yet to bring the news.
    again = letter.state is LetterState.OPEN and letter.refused_at >= since
    return Outcome.REFUSED if again else Outcome.PENDING
