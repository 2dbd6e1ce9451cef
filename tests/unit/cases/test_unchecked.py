"""What could not be checked is seen: counted by reason, once, without anything else of it."""

from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest

from leitstand.broker.ports import Record
from leitstand.cases import CaseStore
from leitstand.cases.consumer import arrivals_of
from leitstand.cases.unchecked import KEPT_DAYS, is_unchecked
from leitstand.schemas.assessment import Assessment
from leitstand.schemas.identifiers import new_event_id
from leitstand.schemas.topics import ASSESSMENTS
from leitstand.schemas.vocabulary import NotChecked, Verdict

Assesses = Callable[..., Assessment]


def missed(assessment: Assessment, reason: NotChecked, days: int = 0) -> Assessment:
    """Return it as one that could not be checked, some days later."""
    return msgspec.structs.replace(
        assessment,
        event_id=new_event_id(assessment.occurred_at),
        not_checked=reason,
        verdict=Verdict.NOT_CHECKED,
        usage_day=assessment.usage_day + timedelta(days=days),
    )


def test_each_is_counted_once_by_its_reason(store: CaseStore, assessed: Assesses) -> None:
    """A redelivery changes nothing, an exempt person is not counted."""
    base = assessed()
    large, larger = missed(base, NotChecked.TOO_LARGE), missed(base, NotChecked.TOO_LARGE)
    late, exempt = missed(base, NotChecked.TIME_OUT), missed(base, NotChecked.EXEMPT)
    for assessment in (large, larger, late, exempt, base, large):
        store.open_from(assessment, 0, 0)
    assert store.unchecked(base.usage_day) == {NotChecked.TOO_LARGE: 2, NotChecked.TIME_OUT: 1}
    assert store.unchecked(base.usage_day + timedelta(days=1)) == {}
    assert store.list() == ()


def test_a_finding_beside_it_opens_its_case(
    store: CaseStore, assessed: Assesses, found: Callable[..., object]
) -> None:
    """Conduct is looked at, although the text is not."""
    assessment = missed(assessed(found()), NotChecked.TOO_LARGE)
    assert store.open_from(assessment, 0, 0)
    assert store.unchecked(assessment.usage_day) == {NotChecked.TOO_LARGE: 1}


def test_counts_die_with_the_assessments(store: CaseStore, assessed: Assesses) -> None:
    """Nothing is kept longer than what it is about."""
    base = assessed()
    store.open_from(missed(base, NotChecked.TIME_OUT), 0, 0)
    store.open_from(missed(base, NotChecked.TIME_OUT, days=KEPT_DAYS + 1), 0, 1)
    assert store.unchecked(base.usage_day) == {NotChecked.TIME_OUT: 1}


@pytest.mark.parametrize("reason", list(NotChecked))
def test_the_consumer_passes_on_what_could_not_be_checked(
    store: CaseStore, assessed: Assesses, reason: NotChecked
) -> None:
    """Although it has no finding."""
    assessment = missed(assessed(), reason)
    record = Record(
        topic=ASSESSMENTS,
        partition=0,
        offset=0,
        timestamp_ms=0,
        key=b"",
        value=msgspec.json.encode(assessment),
        headers=(),
    )
    store.open_all(arrivals_of([record]))
    assert sum(store.unchecked(assessment.usage_day).values()) == is_unchecked(assessment)


def test_what_could_be_checked_later_is_not_counted(store: CaseStore, assessed: Assesses) -> None:
    """Judged again under a newer release, in time this time."""
    late = missed(assessed(), NotChecked.TIME_OUT)
    store.open_from(late, 0, 0)
    again = msgspec.structs.replace(
        late, release=late.release + 1, not_checked=NotChecked.NONE, verdict=Verdict.ALLOWED
    )
    store.open_from(again, 0, 1)
    assert store.unchecked(late.usage_day) == {}
