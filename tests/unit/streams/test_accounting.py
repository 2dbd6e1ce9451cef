"""The oracle: one lost or one doubled event turns it red, however many others there are."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstand.schemas import topics
from leitstand.streams.accounting import account, interactions_among

IDS = [f"event-{number}" for number in range(5)]


def once(*events: str) -> dict[str, int]:
    """Return a multiset in which each event is there once."""
    return dict.fromkeys(events, 1)


def test_rows_and_dead_letters_together_are_everything() -> None:
    """Three rows and two dead letters account for five events."""
    report = account(IDS, once(*IDS[:3]), once(*IDS[3:]))
    assert report.complete
    assert (report.sent, report.rows, report.dead_letters) == (5, 3, 2)


CASES: list[tuple[str, dict[str, int], dict[str, int], str]] = [
    ("one lost", once(*IDS[1:]), {}, "missing"),
    ("one there twice", once(*IDS[1:]) | {IDS[0]: 2}, {}, "doubled"),
    ("one as row and dead letter", once(*IDS), once(IDS[0]), "doubled"),
    ("one that nobody sent", once(*IDS, "stranger"), {}, "surplus"),
    ("one letter that nobody sent", once(*IDS), once("stranger"), "surplus"),
]


@pytest.mark.parametrize(("what", "rows", "letters", "field"), CASES, ids=[c[0] for c in CASES])
def test_one_event_is_enough(
    what: str, rows: dict[str, int], letters: dict[str, int], field: str
) -> None:
    """Each kind of fault is named by the event's id."""
    report = account(IDS, rows, letters)
    assert not report.complete
    assert getattr(report, field) in {(IDS[0],), ("stranger",)}


def test_a_loss_and_a_double_do_not_cancel() -> None:
    """The numbers are equal, the multisets are not."""
    report = account(IDS, once(*IDS[2:]) | {IDS[1]: 2}, {})
    assert report.rows == report.sent
    assert (report.missing, report.doubled) == ((IDS[0],), (IDS[1],))


_multiset = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 3))


@given(st.sets(st.sampled_from("abcdef")), _multiset, _multiset)
def test_it_is_complete_only_for_equal_multisets(
    sent: set[str], rows: dict[str, int], letters: dict[str, int]
) -> None:
    """There is no other way to be green."""
    arrived = sorted([e for m in (rows, letters) for e, times in m.items() for _ in range(times)])
    assert account(sent, rows, letters).complete == (arrived == sorted(sent))


def test_only_interactions_count() -> None:
    """An outbox may hold other records; the same event may stand in it twice."""
    held: list[tuple[str, Any]] = [(topics.INTERACTIONS, b"a"), (topics.ACCESSES, b"b")]
    assert list(interactions_among(held)) == ["a"]
