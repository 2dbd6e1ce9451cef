"""The page's queries on the real engine: the same columns as the made-up town, and the right numbers."""

# pyright: basic
# clickhouse-connect carries few types.
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from leitstand.dashboards.dead_letters.made_up import MadeUpWorkings
from leitstand.dashboards.query_files import QueryFiles
from leitstand.deploy.clickhouse import Account, connect
from leitstand.deploy.servers import ClickHouseServer
from leitstand.schemas import topics
from leitstand.schemas.identifiers import new_event_id

NOW = datetime(2026, 11, 16, 23, 30, tzinfo=UTC)
COLUMNS = ("tenant", "id", "reason", "topic", "refused_at", "sealed")


@pytest.fixture
def tenant(clickhouse: ClickHouseServer) -> str:
    """Four letters: one fresh, one old, one too old to be opened, one settled."""
    town = f"town-{new_event_id(NOW).hex}"
    client = connect(clickhouse.home, clickhouse.settings, Account.ADMIN)
    ago = [timedelta(minutes=10), timedelta(days=5), timedelta(days=20), timedelta(days=6)]
    ids = [str(new_event_id(NOW)) for _ in ago]
    rows = [
        [town, event, "no_policy", topics.INTERACTIONS, NOW - span, True]
        for event, span in zip(ids, ago, strict=True)
    ]
    client.insert("dead_letters", rows, column_names=COLUMNS)
    settled = [[town, ids[3], NOW, NOW]]
    names = ["tenant", "event_id", "occurred_at", "assessed_at"]
    client.insert("assessments", settled, column_names=names)
    client.close()
    return town


@pytest.fixture
def workings(clickhouse: ClickHouseServer) -> QueryFiles:
    """As the web role makes them."""
    return QueryFiles(lambda: connect(clickhouse.home, clickhouse.settings, Account.ANALYST))


def own(rows: Any, reason: str = "no_policy") -> Any:
    """Leave out what other tests wrote about strangers."""
    return [row for row in rows if row.get("reason") == reason]


def test_reasons_are_counted_by_time_and_state(workings: QueryFiles, tenant: str) -> None:
    """A day, a week, what is open, and the oldest whose key still lives."""
    asked = {"tenant": tenant, "now": NOW, "first_day": date(2026, 11, 2)}
    (row,) = own(workings.rows("dead_letters/by_reason", asked))
    counted = [row[n] for n in ("last_day", "last_week", "open", "replayed", "settled")]
    assert counted == [1, 3, 3, 0, 1]
    assert row["oldest_day"] == date(2026, 11, 11)
    made_up = MadeUpWorkings(NOW).rows("dead_letters/by_reason", {})[0]
    assert list(row) == list(made_up)
    assert row["newest"] == (NOW - timedelta(minutes=10)).replace(tzinfo=None)


def test_where_no_key_lives_there_is_no_oldest(workings: QueryFiles, tenant: str) -> None:
    """And no made-up date of 1970."""
    asked = {"tenant": tenant, "now": NOW, "first_day": date(2026, 11, 18)}
    (row,) = own(workings.rows("dead_letters/by_reason", asked))
    assert row["oldest_day"] is None


def test_days_are_those_of_the_house(workings: QueryFiles, tenant: str) -> None:
    """Twenty past eleven at night in UTC is tomorrow in Germany."""
    asked = {"tenant": tenant, "zone": "Europe/Berlin", "first": date(2026, 11, 4)}
    rows: Any = workings.rows("dead_letters/by_day", asked)
    counted = {row["day"]: (row["refused"], row["settled"]) for row in rows}
    assert counted[date(2026, 11, 17)] == (1, 0)
    assert counted[date(2026, 11, 11)] == (1, 1)
    assert min(counted) >= date(2026, 11, 4)
    assert list(rows[0]) == list(MadeUpWorkings(NOW).rows("dead_letters/by_day", {})[0])
