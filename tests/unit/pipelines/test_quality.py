"""Quality checks: silent on good tables, loud on each kind of bad one."""

import os
import socket
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from leitstand.pipelines import building
from leitstand.pipelines.periods import Span
from leitstand.pipelines.quality.checks import CHECKS, run
from leitstand.pipelines.warehouse import Warehouse

# Great Expectations brings libraries that import what Python deprecates.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

DAY = datetime.now(UTC).date() - timedelta(days=2)
SPAN = Span(first=DAY, last=DAY)
LONG_AGO = datetime.now(UTC) - timedelta(hours=1)
BY_NAME = {check.name: check for check in CHECKS}

_COPY = "INSERT INTO usage_daily SELECT * REPLACE({} AS {}) FROM usage_daily LIMIT 1"
SPOILERS = {
    "row_accounting": [
        _COPY.format("'concept'", "use_case"),
        "TRUNCATE TABLE usage_daily",
        "INSERT INTO usage_daily_built SELECT * REPLACE(interactions + 1 AS interactions,"
        " computed_at + toIntervalSecond(1) AS computed_at) FROM usage_daily_built",
    ],
    "usage_ranges": [
        _COPY.format("'nobody-knows-it'", "department"),
        "ALTER TABLE usage_daily UPDATE interactions = 0 WHERE 1 SETTINGS mutations_sync = 1",
        _COPY.format("1000000", "violations"),
    ],
    "training_ranges": [
        "INSERT INTO training_coverage SELECT * REPLACE(people + 1 AS trained, 'x' AS department)"
        " FROM training_coverage LIMIT 1",
        "INSERT INTO training_coverage SELECT * FROM training_coverage LIMIT 1",
    ],
    "no_small_group": [
        "INSERT INTO published_usage (tenant, period, period_start, department, measure, value,"
        " disclosure, minimum_group) SELECT 'musterstadt', 'month', toStartOfMonth(toDate('{day}')),"
        " 'kita', 'active_people', 9, 'shown', 10",
        "INSERT INTO published_usage (tenant, period, period_start, department, measure, value,"
        " disclosure, minimum_group) SELECT 'musterstadt', 'month', toStartOfMonth(toDate('{day}')),"
        " 'kita', 'interactions', 90, 'hidden_small', 10",
        "INSERT INTO published_usage (tenant, period, period_start, department, measure, value,"
        " disclosure, minimum_group) SELECT 'musterstadt', 'month', toStartOfMonth(toDate('{day}')),"
        " 'kita', 'trained_share', 1.2, 'shown', 10",
    ],
}


@pytest.fixture
def good(warehouse: Warehouse, town: Any) -> Warehouse:
    """A built day of a town that is as it should be."""
    town.application("chat", ("pass",))
    town.department("kita", 20, 15)
    town.use(DAY, "kita", 12, inserted_at=LONG_AGO)
    zone = ZoneInfo("Europe/Berlin")
    building.build_usage(warehouse, SPAN, zone)
    building.build_training(warehouse, SPAN, zone)
    warehouse.client.command(
        "INSERT INTO published_usage (tenant, period, period_start, department, measure, value,"
        f" disclosure, minimum_group) SELECT 'musterstadt', 'month', toStartOfMonth(toDate('{DAY}')),"
        " 'kita', 'active_people', 10, 'shown', 10"
    )
    return warehouse


@pytest.mark.parametrize("name", BY_NAME)
def test_good_tables_pass(good: Warehouse, name: str) -> None:
    """Rows are looked at, and nothing is found."""
    rows, found = run(BY_NAME[name], good, SPAN)
    assert rows > 0
    assert found == []


@pytest.mark.parametrize(
    ("name", "spoiler"),
    [(name, spoiler) for name, spoilers in SPOILERS.items() for spoiler in spoilers],
)
def test_each_kind_of_fault_is_found(good: Warehouse, name: str, spoiler: str) -> None:
    """A row too much, a row too few, an unknown department, a small group …"""
    good.client.command(spoiler.format(day=DAY))
    _, found = run(BY_NAME[name], good, SPAN)
    assert found


def test_every_check_has_its_faults() -> None:
    """A check that cannot fail is a defect."""
    assert SPOILERS.keys() == BY_NAME.keys()


def test_late_rows_are_left_to_the_next_build(good: Warehouse, town: Any) -> None:
    """Between an event and the rebuild of its day nothing is wrong."""
    town.use(DAY, "kita", 1, inserted_at=datetime.now(UTC))
    rows, found = run(BY_NAME["row_accounting"], good, SPAN)
    assert (rows, found) == (0, [])


def test_checks_tell_nobody(good: Warehouse, monkeypatch: pytest.MonkeyPatch) -> None:
    """No telemetry: a check opens no connection."""

    def refuse(*_: object) -> None:
        message = "a check opened a connection"
        raise AssertionError(message)

    monkeypatch.setattr(socket.socket, "connect", refuse)
    run(BY_NAME["usage_ranges"], good, SPAN)
    assert os.environ["GX_ANALYTICS_ENABLED"] == "False"
