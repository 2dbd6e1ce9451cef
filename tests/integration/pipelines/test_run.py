"""The pipelines against the real endpoint, with the rights they have in an installation."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from clickhouse_connect.driver.exceptions import DatabaseError

from leitstand.deploy.clickhouse import Account, connect
from leitstand.deploy.commands import pipelines_run, pipelines_verify
from leitstand.deploy.dagster_home import directory
from leitstand.deploy.roles import dagster_daemon, dagster_ui

# Great Expectations and Dagster bring libraries that import what Python deprecates.
pytestmark = [
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

TODAY = datetime.now(ZoneInfo("Europe/Berlin")).date()
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture(scope="module")
def town(clickhouse: Any) -> Iterator[Any]:
    """Two fictional departments and a day of use."""
    admin = connect(clickhouse.home, clickhouse.settings, Account.ADMIN)
    tenant = clickhouse.settings.tenant
    values = {
        ("application", "chat"): {"title": "Chat", "courses": ["pass"], "place": "cloud"},
        ("department", "kita"): {"title": "Kita", "order": 1, "workplaces": 27},
        ("department", "bauen"): {"title": "Bauen", "order": 2, "workplaces": 30},
    }
    held = [{"course": "pass", "passed": "2026-01-02", "expires": None}]
    for department, number in [("kita", n) for n in range(27)] + [("bauen", n) for n in range(30)]:
        person = {"department": department, "certificates": held if number < 19 else []}
        values["person", f"{department}{number:028}"[-32:]] = person
    start = "2026-01-01T00:00:00Z"
    rows = [
        [
            tenant,
            kind,
            id_,
            1,
            json.dumps({"intervals": [{"valid_from": start, "valid_until": None, "value": value}]}),
            datetime(2026, 1, 1, tzinfo=UTC),
            0,
            offset,
        ]
        for offset, ((kind, id_), value) in enumerate(values.items())
    ]
    columns = ["tenant", "kind", "id", "release", "value", "written_at", "k_partition", "k_offset"]
    admin.insert("register_objects", rows, column_names=columns)
    for department in ("kita", "bauen"):
        use(admin, tenant, department, 18)
    yield admin
    for table in ("register_objects", "assessments", "usage_daily_built", "published_usage"):
        admin.command(f"TRUNCATE TABLE {table}")
    admin.close()


def use(client: Any, tenant: str, department: str, people: int, day: Any = YESTERDAY) -> None:
    """Let the first people of a department use AI once, an hour ago as far as inserts are told."""
    moment = datetime.combine(day, datetime.min.time(), UTC) + timedelta(hours=12)
    columns: dict[str, Any] = {
        "tenant": tenant,
        "occurred_at": moment,
        "usage_day": day,
        "release": 1,
        "key_epoch": f"{day.year}q{(day.month + 2) // 3}",
        "department": department,
        "application": "chat",
        "approval": "approved",
        "training_state": "valid",
        "use_case": "letter",
        "purpose": "office",
        "verdict": "allowed",
        "retention_class": "standard",
        "inserted_at": datetime.now(UTC) - timedelta(hours=1),
    }
    rows = [
        [*columns.values(), UUID(int=time.monotonic_ns() + n), f"{department}{n:028}"[-32:]]
        for n in range(people)
    ]
    client.insert("assessments", rows, column_names=[*columns, "event_id", "pseudonym"])


def test_a_range_is_built_published_and_verified(
    town: Any, clickhouse: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command reports rows and seconds; verification agrees, and disagrees after tampering."""
    report = pipelines_run.run_pipelines(clickhouse.home)
    assert report.success
    assert report.failed_checks == []
    assert report.rows["usage_daily"] == 2
    trained = town.query(
        "SELECT value FROM published_usage WHERE department = 'kita'"
        " AND measure = 'trained_people' AND period = 'quarter' ORDER BY period_start DESC LIMIT 1"
    )
    assert trained.result_rows == [(19.0,)]
    assert pipelines_verify.verify_published(clickhouse.home).agrees

    town.command(
        "ALTER TABLE published_usage UPDATE value = value + 1"
        " WHERE measure = 'interactions' AND department = '*' AND value > 0"
        " SETTINGS mutations_sync = 1"
    )
    found = pipelines_verify.verify_published(clickhouse.home)
    assert {(d.key.measure, d.key.department) for d in found.differences} == {("interactions", "*")}


def test_the_accounts_of_pages_cannot_read_behind_the_publication(
    town: Any, clickhouse: Any
) -> None:
    """The pipelines leave no table that the account of the pages may read but should not."""
    pages = connect(clickhouse.home, clickhouse.settings, Account.PUBLISHED)
    tables = [row[0] for row in town.query("SHOW TABLES").result_rows]
    readable = [table for table in tables if may_read(pages, table)]
    pages.close()
    assert sorted(readable) == [
        "published_applications",
        "published_departments",
        "published_repetition",
        "published_rollout",
        "published_usage",
    ]


def may_read(client: Any, table: str) -> bool:
    try:
        client.query(f"SELECT count() FROM {table}")  # noqa: S608 - a table of ours
    except DatabaseError:
        return False
    return True


def start(clickhouse: Any, name: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", "leitstand.deploy.cli", "run", name, "--data", clickhouse.home.data],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def wait_until(condition: Any, seconds: float = 240) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.2)


def test_the_daemon_rebuilds_today_and_a_late_day(town: Any, clickhouse: Any) -> None:
    """Events of today are counted by the sensor itself, those of yesterday by a run."""
    home, settings = clickhouse.home, clickhouse.settings
    counted = "SELECT sum(interactions) FROM usage_daily WHERE usage_day = '{}'"
    use(town, settings.tenant, "kita", 5, TODAY)
    use(town, settings.tenant, "kita", 3)
    received = f"SELECT count() FROM assessments_current WHERE usage_day = '{YESTERDAY}'"  # noqa: S608
    expected = town.query(received).result_rows[0][0]
    # As if the days had been built before these events came in.
    town.command("TRUNCATE TABLE usage_daily_built")
    daemon = start(clickhouse, "dagster_daemon")
    try:
        wait_until(lambda: dagster_daemon.ROLE.healthy(home, settings, 0))
        wait_until(lambda: town.query(counted.format(TODAY)).result_rows[0][0] == 5)
        wait_until(lambda: town.query(counted.format(YESTERDAY)).result_rows[0][0] == expected)
    finally:
        daemon.terminate()
        daemon.wait(60)


def test_the_pages_of_dagster_answer_on_loopback_without_telemetry(
    town: Any, clickhouse: Any
) -> None:
    """Telemetry is off in the instance that all processes share."""
    home, settings = clickhouse.home, clickhouse.settings
    ui = start(clickhouse, "dagster_ui")
    try:
        wait_until(lambda: dagster_ui.ROLE.healthy(home, settings, 0))
    finally:
        ui.terminate()
        ui.wait(60)
    assert "telemetry:\n  enabled: false" in (directory(home) / "dagster.yaml").read_text()
    assert not (directory(home) / ".logs_queue").exists()
