"""What came of a replay: rows, refusals and what is still on its way are told apart."""

from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from leitstand.schemas import topics
from leitstand.streams.letters import Choice, Letter, LetterBook, LetterState
from leitstand.streams.replay_outcome import Outcome, outcomes

SENT = datetime(2026, 3, 2, 12, tzinfo=UTC)
BEFORE, AFTER = SENT - timedelta(days=1), SENT + timedelta(seconds=1)


def letter(letter_id: str, state: LetterState, refused_at: datetime) -> Letter:
    return Letter(
        tenant="musterdorf",
        id=letter_id,
        reason="no_policy",
        refused_by="assess",
        topic=topics.INTERACTIONS,
        partition=0,
        offset=0,
        refused_at=refused_at,
        size=1,
        sealed=True,
        k_partition=0,
        k_offset=0,
        replayed_at=None,
        replays=1,
        state=state,
    )


class Book:
    """Shows one page after the other, the last one again and again."""

    def __init__(self, *pages: list[Letter]) -> None:
        self.pages = list(pages)
        self.asked: list[tuple[str, ...]] = []

    def find(self, choice: Choice) -> list[Letter]:
        self.asked.append(choice.ids)
        page = self.pages.pop(0) if len(self.pages) > 1 else self.pages[0]
        return [one for one in page if one.id in choice.ids]


def look(book: Book, ids: list[str], patience_s: float = 30) -> dict[str, Outcome]:
    def pause(_seconds: float) -> None:
        pass

    of_book = cast("LetterBook", book)
    return dict(outcomes(of_book, ids, since=SENT, patience_s=patience_s, pause=pause))


CASES = [
    (LetterState.SETTLED, BEFORE, Outcome.SETTLED),
    (LetterState.OPEN, AFTER, Outcome.REFUSED),
    (LetterState.OPEN, BEFORE, Outcome.PENDING),
    (LetterState.REPLAYED, BEFORE, Outcome.PENDING),
]


@pytest.mark.parametrize(("state", "refused_at", "outcome"), CASES)
def test_state_and_time_tell_the_outcome(
    state: LetterState, refused_at: datetime, outcome: Outcome
) -> None:
    """An open letter is refused again only by a refusal that is newer than the replay."""
    assert look(Book([letter("a", state, refused_at)]), ["a"]) == {"a": outcome}


def test_it_asks_for_what_is_pending_until_nothing_is() -> None:
    """And no longer."""
    waiting = letter("b", LetterState.REPLAYED, BEFORE)
    first = [letter("a", LetterState.SETTLED, BEFORE), waiting]
    book = Book(first, first, [letter("b", LetterState.OPEN, AFTER)])
    assert look(book, ["a", "b"]) == {"a": Outcome.SETTLED, "b": Outcome.REFUSED}
    assert book.asked == [("a", "b"), ("b",), ("b",)]


def test_patience_ends() -> None:
    """What has no outcome by then is said to be on its way."""
    book = Book([letter("a", LetterState.REPLAYED, BEFORE)])
    assert look(book, ["a"], patience_s=2) == {"a": Outcome.PENDING}
    assert len(book.asked) == 4


def test_nothing_sent_asks_nobody() -> None:
    """No letter, no look."""
    book = Book([])
    assert look(book, []) == {}
    assert book.asked == []


def test_many_are_asked_for_in_portions() -> None:
    """The address of a query has an end; everybody gets an answer all the same."""
    ids = [f"letter-{number}" for number in range(2500)]
    book = Book([letter(one, LetterState.SETTLED, BEFORE) for one in ids])
    assert set(look(book, ids).values()) == {Outcome.SETTLED}
    assert [len(asked) for asked in book.asked] == [1000, 1000, 500]
