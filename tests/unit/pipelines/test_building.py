"""Working tables: what counts, for which day, and that running again changes nothing."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from leitstand.pipelines import building
from leitstand.pipelines.periods import Span
from leitstand.pipelines.warehouse import Warehouse

ZONE = ZoneInfo("Europe/Berlin")
TODAY = datetime.now(UTC).date()
DAY = TODAY - timedelta(days=3)
SPAN = Span(first=DAY - timedelta(days=1), last=DAY + timedelta(days=1))


def one(warehouse: Warehouse, query: str) -> Any:
    return warehouse.client.query(query).result_rows[0][0]


def build(warehouse: Warehouse) -> int:
    return building.build_usage(warehouse, SPAN, ZONE)


def test_every_interaction_is_counted_once(warehouse: Warehouse, town: Any) -> None:
    """Two redeliveries and a newer verdict of the same event are one interaction."""
    row = town.row(DAY, "kita", 1)
    town.write([row, row, {**row, "release": 2, "verdict": "violation"}])
    build(warehouse)
    assert one(warehouse, "SELECT sum(interactions) FROM usage_daily") == 1
    assert one(warehouse, "SELECT sum(violations) FROM usage_daily") == 1


def test_the_newest_verdict_wins_however_late_the_old_one_comes(
    warehouse: Warehouse, town: Any
) -> None:
    """An old release that is delivered last changes nothing."""
    row = town.row(DAY, "kita", 1, verdict="violation", release=2)
    town.write([row])
    town.write([{**row, "release": 1, "verdict": "allowed"}])
    build(warehouse)
    assert one(warehouse, "SELECT sum(violations) FROM usage_daily") == 1


@pytest.mark.parametrize("purpose", ["training", "test"])
def test_courses_and_technical_checks_are_not_use(
    warehouse: Warehouse, town: Any, purpose: str
) -> None:
    """Purposes training and test are not counted."""
    town.use(DAY, "kita", 5, purpose=purpose)
    assert build(warehouse) == 0


def test_building_again_replaces(warehouse: Warehouse, town: Any) -> None:
    """A second run leaves the same rows, a run after a late event one interaction more."""
    town.use(DAY, "kita", 5, times=2)
    build(warehouse)
    build(warehouse)
    assert one(warehouse, "SELECT sum(interactions) FROM usage_daily") == 10
    town.use(DAY, "kita", 1)
    build(warehouse)
    assert one(warehouse, "SELECT sum(interactions) FROM usage_daily") == 11


def test_a_day_that_lost_its_assessments_becomes_empty(warehouse: Warehouse, town: Any) -> None:
    """Replacement does not keep what is no longer there."""
    town.use(DAY, "kita", 5)
    build(warehouse)
    warehouse.client.command("TRUNCATE TABLE assessments")
    build(warehouse)
    assert one(warehouse, "SELECT count() FROM usage_daily") == 0


def test_another_tenant_is_left_alone(warehouse: Warehouse, town: Any) -> None:
    """Building one tenant's day neither counts nor replaces another's."""
    town.write([town.row(DAY, "kita", 1), town.row(DAY, "kita", 2, tenant="nachbarstadt")])
    other = Warehouse(client=warehouse.client, tenant="nachbarstadt")
    build(other)
    build(warehouse)
    assert one(warehouse, "SELECT count() FROM usage_daily") == 2
    assert one(warehouse, "SELECT uniqExact(tenant) FROM usage_daily") == 2


def test_no_staging_table_is_left_behind(warehouse: Warehouse, town: Any) -> None:
    """Not even when the query fails."""
    town.use(DAY, "kita", 2)
    build(warehouse)
    with pytest.raises(Exception, match="UNKNOWN_IDENTIFIER"):
        warehouse.replace_from_select(
            "usage_daily", [(warehouse.tenant, DAY)], "SELECT nothing", {}
        )
    tables = warehouse.client.query("SHOW TABLES LIKE '%staging%'").result_rows
    assert list(tables) == []


def test_findings_count_interactions_and_people(warehouse: Warehouse, town: Any) -> None:
    """Three findings in two interactions of one person."""
    found = {
        "finding_rules": ["no-personal-data"],
        "finding_data_classes": ["personal"],
        "finding_categories": ["iban"],
        "finding_confidences": ["high"],
    }
    town.use(DAY, "kita", 1, **found, finding_counts=[2])
    town.use(DAY, "kita", 1, **found, finding_counts=[1])
    building.build_findings(warehouse, SPAN, ZONE)
    rows = warehouse.rows(
        "SELECT findings, interactions, uniqExactMerge(people) AS people FROM findings_daily"
        " GROUP BY findings, interactions"
    )
    assert rows == [{"findings": 3, "interactions": 2, "people": 1}]


CERTIFICATES = {
    "valid": ({"course": "pass", "passed": "2026-01-02", "expires": None}, (1, 0)),
    "passed that day": ({"course": "pass", "passed": DAY.isoformat(), "expires": None}, (1, 0)),
    "passed a day later": (
        {"course": "pass", "passed": (DAY + timedelta(days=1)).isoformat(), "expires": None},
        (0, 0),
    ),
    "expires that day": (
        {"course": "pass", "passed": "2026-01-02", "expires": DAY.isoformat()},
        (0, 1),
    ),
    "expires a day later": (
        {"course": "pass", "passed": "2026-01-02", "expires": str(DAY + timedelta(days=1))},
        (1, 0),
    ),
    "another course": ({"course": "voluntary", "passed": "2026-01-02", "expires": None}, (0, 0)),
}


@pytest.mark.parametrize("case", CERTIFICATES)
def test_a_certificate_counts_from_the_day_it_was_passed_to_the_day_it_expires(
    warehouse: Warehouse, town: Any, case: str
) -> None:
    """Days in the register are days in the town; the day of expiry does not count."""
    certificate, expected = CERTIFICATES[case]
    town.application("chat", ("pass",))
    town.person("kita", 1, [certificate])
    building.build_training(warehouse, Span(first=DAY, last=DAY), ZONE)
    rows = warehouse.rows("SELECT application, trained, expired FROM training_coverage")
    assert {(row["trained"], row["expired"]) for row in rows} == {expected}
    assert {row["application"] for row in rows} == {"chat", "*"}


def test_one_certificate_of_several_courses_is_enough_and_exempt_people_are_people(
    warehouse: Warehouse, town: Any
) -> None:
    """Trained for one application is trained; exemption is from recording, not from training."""
    town.application("chat", ("pass", "other-pass"))
    town.application("local", ("local-pass",))
    held = [{"course": "other-pass", "passed": "2026-01-02", "expires": None}]
    town.person("kita", 1, held)
    town.person("kita", 2, [], exempt=True)
    building.build_training(warehouse, Span(first=DAY, last=DAY), ZONE)
    rows = warehouse.rows("SELECT application, people, trained FROM training_coverage")
    found = {row["application"]: (row["people"], row["trained"]) for row in rows}
    assert found == {"*": (2, 1), "chat": (2, 1), "local": (2, 0)}


def test_people_are_counted_where_no_application_asks_for_training(
    warehouse: Warehouse, town: Any
) -> None:
    """The base of every share does not depend on courses."""
    town.department("kita", 3)
    building.build_training(warehouse, Span(first=DAY, last=DAY), ZONE)
    rows = warehouse.rows("SELECT application, people FROM training_coverage")
    assert rows == [{"application": "*", "people": 3}]


def test_a_day_is_stale_until_it_is_built_and_again_after_a_late_event(
    warehouse: Warehouse, town: Any
) -> None:
    """What came in after the computation makes the day stale."""
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    town.use(DAY, "kita", 2, inserted_at=long_ago)
    assert [found.day for found in building.stale_days(warehouse, SPAN)] == [DAY]
    build(warehouse)
    assert list(building.stale_days(warehouse, SPAN)) == []
    town.use(DAY, "kita", 1, inserted_at=datetime.now(UTC))
    (stale,) = building.stale_days(warehouse, SPAN)
    assert stale.day == DAY
    assert not stale.due


def test_a_stale_day_is_due_when_it_was_quiet_or_has_waited(
    warehouse: Warehouse, town: Any
) -> None:
    """A burst is rebuilt once; a trickle does not postpone it for ever."""
    town.use(DAY, "kita", 1, inserted_at=datetime.now(UTC) - timedelta(seconds=61))
    other = DAY + timedelta(days=1)
    town.use(other, "kita", 1, inserted_at=datetime.now(UTC))
    warehouse.insert(
        "usage_daily_built",
        ["tenant", "usage_day", "interactions", "data_until", "computed_at"],
        [["musterstadt", day, 0, None, datetime(2026, 1, 1, tzinfo=UTC)] for day in (DAY, other)],
    )
    assert [found.due for found in building.stale_days(warehouse, SPAN)] == [True, True]


def test_days_without_use_are_remembered_as_built(warehouse: Warehouse) -> None:
    """Otherwise they would look like days that nobody looked at."""
    build(warehouse)
    rows = warehouse.rows(
        "SELECT usage_day, interactions FROM usage_daily_built ORDER BY usage_day"
    )
    assert [(row["usage_day"], row["interactions"]) for row in rows] == [
        (day, 0) for day in SPAN.days
    ]


def test_dates() -> None:
    """A span has both its ends."""
    assert Span(first=date(2026, 2, 27), last=date(2026, 3, 1)).days == [
        date(2026, 2, 27),
        date(2026, 2, 28),
        date(2026, 3, 1),
    ]
