"""Published figures from the real engine, by the account that may read nothing else."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from leitstand.dashboards.errors import NoDataError
from leitstand.dashboards.figures.bundle import chosen_month
from leitstand.dashboards.figures.cells import Place, Published
from leitstand.dashboards.figures.made_up import MadeUpFigures
from leitstand.dashboards.figures.rollout import stages_of
from leitstand.dashboards.query_files import QueryFiles
from leitstand.deploy.clickhouse import Account, connect
from leitstand.deploy.servers import ClickHouseServer
from leitstand.schemas.vocabulary import Period

TENANT, OTHER = "figures-test", "figures-other"
TODAY = date(2026, 11, 16)
DEPARTMENTS = ["kita", "soziales", "ordnung", "bau", "*"]
TABLES = {
    "published_usage": "cells",
    "published_departments": "departments",
    "published_applications": "applications",
    "published_rollout": "rollout",
}
MORE: dict[str, dict[str, object]] = {
    "published_departments": {"workplaces": 30},
    "published_usage": {},
    "published_applications": {},
    "published_rollout": {},
}
QUERY: dict[str, object] = {
    "tenant": TENANT,
    "departments": DEPARTMENTS,
    "since": date(2025, 10, 1),
}


def fill(client: Any, table: str, query: str) -> None:
    """Write the made-up rows, and the same for another tenant that must not be seen."""
    rows = MadeUpFigures(TODAY).rows(f"figures/queries/{query}", {})
    for tenant in (TENANT, OTHER):
        values = [
            {"tenant": tenant, "computed_at": 0, "position": n, **MORE[table], **row}
            for n, row in enumerate(rows)
        ]
        if table != "published_departments":
            values = [{k: v for k, v in row.items() if k != "position"} for row in values]
        client.insert(table, [list(row.values()) for row in values], column_names=list(values[0]))


@pytest.fixture(scope="module")
def figures(clickhouse: ClickHouseServer) -> Iterator[QueryFiles]:
    admin = connect(clickhouse.home, clickhouse.settings, Account.ADMIN)
    for table, query in TABLES.items():
        fill(admin, table, query)
    yield QueryFiles(lambda: connect(clickhouse.home, clickhouse.settings, Account.PUBLISHED))
    admin.close()


@pytest.mark.parametrize("query", TABLES.values())
def test_the_engine_answers_as_the_made_up_town_does(figures: QueryFiles, query: str) -> None:
    """Same columns, same rows, nothing of another tenant: what pages are tested with is true."""
    real = figures.rows(f"figures/queries/{query}", QUERY)
    made_up = MadeUpFigures(TODAY).rows(f"figures/queries/{query}", QUERY)
    assert len(real) == len(made_up)
    assert set(real[0]) == set(made_up[0])


def test_cells_and_stages_are_read_as_they_were_written(figures: QueryFiles) -> None:
    """Hidden stays hidden, zero stays zero, times have a zone."""
    published = Published.read(figures.rows("figures/queries/cells", QUERY))
    month = chosen_month(published, "")
    assert month == date(2026, 10, 1)
    town = published.at(Place("blocked_per_1000", "*", Period.MONTH, month))
    small = published.at(Place("interactions", "bau", Period.MONTH, month))
    assert town is not None
    assert town.value == 0
    assert town.data_until is not None
    assert town.data_until.utcoffset() is not None
    assert small is not None
    assert small.is_hidden
    stages = stages_of(figures.rows("figures/queries/rollout", QUERY))
    assert [stage.is_late(TODAY) for stage in stages] == [False, False, True, False]


@pytest.mark.parametrize("departments", [["kita", "*"], ["*"]])
def test_other_departments_are_not_read(figures: QueryFiles, departments: list[str]) -> None:
    """A department head's query asks for the own department and the town."""
    rows = figures.rows("figures/queries/cells", {**QUERY, "departments": departments})
    assert {row["department"] for row in rows} == set(departments)


def test_the_account_of_the_pages_cannot_read_anything_else(
    clickhouse: ClickHouseServer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """That figures are published ones is settled by the engine, not by the page."""
    root = tmp_path_factory.mktemp("queries")
    figures = QueryFiles(
        lambda: connect(clickhouse.home, clickhouse.settings, Account.PUBLISHED), root
    )
    for table in ("assessments", "usage_daily", "people", "accesses"):
        (root / f"{table}.sql").write_text(f"SELECT count() FROM {table}")  # noqa: S608 - names above
        with pytest.raises(NoDataError):
            figures.rows(table, {})
    (root / "published.sql").write_text("SELECT count() AS n FROM published_usage")
    assert figures.rows("published", {})
