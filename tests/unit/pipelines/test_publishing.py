"""Publication from end to end: a fictional town of 450, its figures, and what stays hidden."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from leitstand.pipelines import building, publishing
from leitstand.pipelines.measures.catalogue import measures
from leitstand.pipelines.periods import Span, periods_of, quarter_of
from leitstand.pipelines.warehouse import Warehouse
from leitstand.schemas.vocabulary import Disclosure

ZONE = ZoneInfo("Europe/Berlin")
YESTERDAY = datetime.now(ZONE).date() - timedelta(days=1)
QUARTER = quarter_of(YESTERDAY)

DEPARTMENTS = {
    "hauptamt": (58, 44),
    "finanzen": (46, 33),
    "buergerdienste": (44, 32),
    "ordnung": (36, 24),
    "kita-schule": (27, 19),
    "soziales": (62, 41),
    "bauen": (48, 33),
    "stadtplanung": (31, 24),
    "kultur": (9, 6),
    "tiefbau": (50, 31),
    "feuerwehr": (9, 5),
    "digitales": (30, 28),
}


@pytest.fixture
def published(warehouse: Warehouse, town: Any) -> Mapping[tuple[str, str, str], dict[str, Any]]:
    """The newest month of a town of 450, by (department, measure, dimension)."""
    town.application("chat", ("pass",))
    for name, (people, trained) in DEPARTMENTS.items():
        town.department(name, people, trained)
        town.use(YESTERDAY, name, max(1, trained - 2), times=3, cost_microcents=2_000_000)
        town.use(YESTERDAY, name, 3, use_case="concept", place="on_premises")
    town.use(YESTERDAY, "hauptamt", 12, verdict="violation")
    town.use(YESTERDAY, "soziales", 2, verdict="violation")
    publish(warehouse)
    rows = warehouse.rows(
        "SELECT * FROM published_usage WHERE period = 'month' ORDER BY period_start"
    )
    newest = rows[-1]["period_start"]
    return {
        (row["department"], row["measure"], row["dimension"]): row
        for row in rows
        if row["period_start"] == newest
    }


def publish(warehouse: Warehouse) -> int:
    span = Span(first=YESTERDAY, last=YESTERDAY)
    building.build_usage(warehouse, span, ZONE)
    building.build_findings(warehouse, span, ZONE)
    building.build_training(warehouse, span, ZONE)
    publishing.publish_register(warehouse)
    return publishing.publish_quarter(warehouse, QUARTER)


def test_the_towns_figures_are_true(published: Any) -> None:
    """The first screen of the leadership: 320 of 450 trained."""
    town = {measure: row["value"] for (unit, measure, _), row in published.items() if unit == "*"}
    assert town["people"] == 450
    assert town["trained_people"] == 320
    assert town["trained_share"] == pytest.approx(320 / 450)
    assert town["interactions"] == 3 * 296 + 3 * 12 + 14
    assert town["active_people"] == 295
    assert town["cost_cents"] == 2 * 3 * 296
    assert town["cost_per_active_cents"] == round(2 * 3 * 296 / 295)
    assert town["violations_per_1000"] == pytest.approx(1000 * 14 / town["interactions"], abs=0.05)


def test_ten_of_twelve_departments_see_all_headline_figures(published: Any) -> None:
    """Two departments have nine people; nobody else may lose a headline figure to them."""
    headline = [m.name for m in measures().values() if m.dependence.headline]
    seeing = [
        name
        for name in DEPARTMENTS
        if all(published[name, measure, ""]["disclosure"] == "shown" for measure in headline)
    ]
    assert set(DEPARTMENTS) - set(seeing) == {"kultur", "feuerwehr"}
    assert "trained_people" in headline
    assert "active_people" in headline


def test_the_kita_sees_that_nineteen_of_twenty_seven_are_trained(published: Any) -> None:
    """The department head's moment."""
    assert published["kita-schule", "trained_people", ""]["value"] == 19
    assert published["kita-schule", "people", ""]["value"] == 27


def test_no_figure_of_a_small_department_is_shown(published: Any) -> None:
    """Nine people are a small group, whatever is said about them."""
    values = [row["value"] for (unit, _, _), row in published.items() if unit == "kultur"]
    assert set(values) == {None}


def test_findings_of_two_people_are_hidden_and_not_told_by_the_total(published: Any) -> None:
    """Two people of Soziales had findings: neither they nor the difference may be seen."""
    found = {
        unit: row["disclosure"]
        for (unit, measure, _), row in published.items()
        if measure == "violations_per_1000"
    }
    assert found["soziales"] == Disclosure.HIDDEN_SMALL
    hidden = {unit for unit, disclosure in found.items() if disclosure.startswith("hidden")}
    assert len(hidden) > 1


def test_a_share_of_three_people_is_hidden(published: Any) -> None:
    """Three people of each department used the town's own servers."""
    assert published["hauptamt", "on_premises_share", ""]["disclosure"] == "hidden_small"
    assert published["hauptamt", "use_case_share", "concept"]["disclosure"] == "hidden_small"
    assert published["*", "on_premises_share", ""]["disclosure"] == "shown"


def test_a_hidden_figure_has_no_value(published: Any) -> None:
    """And a shown one has one."""
    for row in published.values():
        assert (row["value"] is not None) == (row["disclosure"] == "shown")


def test_publishing_again_changes_nothing(warehouse: Warehouse, published: Any) -> None:
    """Same data, same publication."""
    query = """SELECT period, period_start, department, measure, dimension, value, disclosure
        FROM published_usage ORDER BY ALL"""
    before = warehouse.rows(query)
    publish(warehouse)
    assert warehouse.rows(query) == before
    assert published


def test_the_register_is_published_without_people(warehouse: Warehouse, town: Any) -> None:
    """Departments, applications, stages; a withdrawn object goes."""
    town.application("chat", ("pass",))
    town.department("kita", 3)
    stage = {"number": 1, "title": "Pilot", "planned_from": "2026-01-01", "planned_trained": 5}
    town.register("rollout_stage", "pilot", {**stage, "reached_on": None})
    publishing.publish_register(warehouse)
    assert warehouse.rows("SELECT department, workplaces FROM published_departments") == [
        {"department": "kita", "workplaces": 3}
    ]
    assert warehouse.rows("SELECT stage, reached_on FROM published_rollout") == [
        {"stage": 1, "reached_on": None}
    ]


def test_the_larger_threshold_of_policy_and_agreement_counts(
    warehouse: Warehouse, town: Any
) -> None:
    """The agreement may ask for more than the policy."""
    town.register(
        "agreement",
        "dv",
        {"kind": "service_agreement", "title": "DV", "signed": "2026-01-01", "minimum_group": 15},
    )
    town.department("kita", 14, 12)
    publish(warehouse)
    rows = warehouse.rows("SELECT DISTINCT minimum_group FROM published_usage")
    assert rows == [{"minimum_group": 15}]
    shown = warehouse.rows("SELECT * FROM published_usage WHERE value IS NOT NULL AND value != 0")
    assert shown == []


def test_nothing_received_is_not_zero(warehouse: Warehouse, town: Any) -> None:
    """A town without a single assessment has no data about use."""
    town.application("chat", ("pass",))
    town.department("kita", 30, 20)
    publish(warehouse)
    rows = warehouse.rows(
        "SELECT DISTINCT disclosure FROM published_usage WHERE measure = 'interactions'"
    )
    assert rows == [{"disclosure": "no_data"}]


def test_a_department_without_use_has_zero(warehouse: Warehouse, town: Any) -> None:
    """Others used AI, so data were received."""
    town.application("chat", ("pass",))
    town.department("kita", 30, 20)
    town.department("bauen", 30, 20)
    town.use(YESTERDAY, "kita", 20)
    publish(warehouse)
    rows = warehouse.rows(
        "SELECT DISTINCT value, disclosure FROM published_usage"
        " WHERE measure = 'interactions' AND department = 'bauen' AND period = 'quarter'"
    )
    assert rows == [{"value": 0.0, "disclosure": "shown"}]


PERIODS = {
    date(2026, 4, 1): [],
    date(2026, 4, 2): [("month", date(2026, 4, 1), True), ("quarter", date(2026, 4, 1), True)],
    date(2026, 5, 1): [("month", date(2026, 4, 1), False), ("quarter", date(2026, 4, 1), True)],
    date(2026, 7, 1): [
        ("month", date(2026, 4, 1), False),
        ("month", date(2026, 5, 1), False),
        ("month", date(2026, 6, 1), False),
        ("quarter", date(2026, 4, 1), False),
    ],
}


@pytest.mark.parametrize("today", PERIODS)
def test_a_period_appears_with_its_first_whole_day(today: date) -> None:
    """Today is never published; a period is provisional until its last day is over."""
    found = [(p.period, p.start, p.provisional) for p in periods_of(date(2026, 4, 1), today)]
    assert found == PERIODS[today]


def test_today_is_not_published(warehouse: Warehouse, town: Any) -> None:
    """Figures that move while one person works would show that person."""
    town.department("kita", 30, 20)
    today = datetime.now(ZONE).date()
    town.use(today, "kita", 20, occurred_at=datetime.now(UTC))
    building.build_usage(warehouse, Span(first=today, last=today), ZONE)
    publish(warehouse)
    rows = warehouse.rows(
        "SELECT count() AS n FROM published_usage WHERE measure='interactions' AND value > 0"
    )
    assert rows == [{"n": 0}]
