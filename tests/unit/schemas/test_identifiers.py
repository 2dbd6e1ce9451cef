"""Identifiers keep their promises."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from leitstand.schemas.identifiers import case_key, event_id_of, new_event_id
from leitstand.schemas.vocabulary import DataClass

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MOMENTS = st.integers(min_value=1_577_836_800, max_value=4_102_444_800).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)


@given(MOMENTS)
def test_event_id_is_a_version_7_uuid_of_its_moment(now: datetime) -> None:
    """The first 48 bits are Unix milliseconds (RFC 9562 §5.7)."""
    event_id = new_event_id(now)
    assert event_id.version == 7
    assert event_id.variant == "specified in RFC 4122"
    assert event_id.int >> 80 == int(now.timestamp() * 1000)


def test_event_ids_of_later_milliseconds_sort_later() -> None:
    """Ids are roughly in the order of time, which keeps tables compact."""
    assert new_event_id(NOW) < new_event_id(NOW + timedelta(milliseconds=1))


def test_foreign_event_gets_the_same_id_again() -> None:
    """Importing twice stores once."""
    assert event_id_of("copilot", "a", NOW) == event_id_of("copilot", "a", NOW)
    assert event_id_of("copilot", "a", NOW).version == 8


def test_parts_of_a_foreign_id_cannot_run_together() -> None:
    """("a", "bc") and ("ab", "c") are two events."""
    assert event_id_of("a", "bc", NOW) != event_id_of("ab", "c", NOW)


def test_case_key_differs_in_every_part() -> None:
    """Findings fold only when tenant, rule, class, department, application and day agree."""
    day = date(2026, 3, 2)
    keys = {
        case_key("t", "r", DataClass.PERSONAL, "d", "a", day),
        case_key("u", "r", DataClass.PERSONAL, "d", "a", day),
        case_key("t", "s", DataClass.PERSONAL, "d", "a", day),
        case_key("t", "r", DataClass.SOCIAL, "d", "a", day),
        case_key("t", "r", DataClass.PERSONAL, "e", "a", day),
        case_key("t", "r", DataClass.PERSONAL, "d", "b", day),
        case_key("t", "r", DataClass.PERSONAL, "d", "a", date(2026, 3, 3)),
    }
    assert len(keys) == 7
