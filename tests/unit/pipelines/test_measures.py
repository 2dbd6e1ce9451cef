"""Each measure against a small town whose figures can be counted by hand."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from leitstand.pipelines import building
from leitstand.pipelines.measures.catalogue import measures
from leitstand.pipelines.periods import Span
from leitstand.pipelines.warehouse import Warehouse

ZONE = ZoneInfo("Europe/Berlin")
DAY = datetime.now(UTC).date() - timedelta(days=2)
Rows = dict[tuple[str, str], tuple[float | None, int | None, int]]


def measure(warehouse: Warehouse, name: str, first: date = DAY, last: date = DAY) -> Rows:
    span = Span(first=first, last=last)
    building.build_usage(warehouse, span, ZONE)
    building.build_findings(warehouse, span, ZONE)
    building.build_training(warehouse, span, ZONE)
    rows = warehouse.rows(measures()[name].query, {"first": first, "last": last})
    return {
        (row["unit"], row["dimension"]): (row["value"], row["people"], row["others"])
        for row in rows
    }


@pytest.fixture
def kita(warehouse: Warehouse, town: Any) -> Warehouse:
    """Twenty people, twelve trained; eleven used AI, one of them untrained."""
    town.application("chat", ("pass",))
    town.application("local", ("local-pass",))
    town.department("kita", 20, 12)
    town.use(DAY, "kita", 10, times=2, cost_microcents=1_500_000)
    town.write([town.row(DAY, "kita", 15, training_state="never", verdict="violation")])
    return warehouse


EXPECTED: dict[str, Rows] = {
    "people": {("kita", ""): (20, 20, 0)},
    "trained_people": {("kita", ""): (12, 12, 0)},
    "trained_share": {("kita", ""): (0.6, None, 0)},
    "coverage": {("kita", "chat"): (0.6, 12, 0), ("kita", "local"): (0.0, 0, 0)},
    "active_people": {("kita", ""): (10, 11, 0)},
    "active_share_of_trained": {("kita", ""): (10 / 12, 10, 0)},
    "interactions": {("kita", ""): (21, 11, 0)},
    "cost_cents": {("kita", ""): (30, 11, 0)},
    "cost_per_active_cents": {("kita", ""): (3, None, 0)},
    "violations_per_1000": {("kita", ""): (47.6, 1, 0)},
    "notices_per_1000": {("kita", ""): (0, 0, 0)},
    "blocked_per_1000": {("kita", ""): (0, 0, 0)},
    "untrained_attempts": {("kita", ""): (1, 1, 0)},
    "on_premises_share": {("kita", ""): (0, 0, 11)},
    "approved_share": {("kita", ""): (1, 11, 0)},
    "use_case_share": {("kita", "letter"): (1, 11, 0)},
    "stumbling_block": {},
    "retention_four_weeks": {},
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_measure_tells_the_town_and_its_only_department_the_same(
    kita: Warehouse, name: str
) -> None:
    """Value, people it is about, people on the other side."""
    found = measure(kita, name)
    town = {("*", dimension): value for (_, dimension), value in EXPECTED[name].items()}
    assert found.keys() == EXPECTED[name].keys() | town.keys()
    for key, (value, people, others) in {**EXPECTED[name], **town}.items():
        assert found[key][0] == pytest.approx(value)
        assert found[key][1:] == (people, others)


def test_every_measure_is_tested() -> None:
    """A new ``.sql`` file needs a line above."""
    assert EXPECTED.keys() == measures().keys()


def test_people_in_two_departments_are_two_in_their_departments_and_one_in_town(
    warehouse: Warehouse, town: Any
) -> None:
    """Whoever moves within the month is seen in both departments."""
    row = town.row(DAY, "kita", 1)
    moved = [row | {"department": d, "event_id": town.row(DAY, d, 1)["event_id"]} for d in "ab"]
    town.write(moved)
    found = measure(warehouse, "interactions")
    assert {unit: people for (unit, _), (_, people, _) in found.items()} == {"a": 1, "b": 1, "*": 1}


def test_stumbling_blocks_name_what_was_found_and_for_conduct_the_rule(
    warehouse: Warehouse, town: Any
) -> None:
    """Findings of low confidence are not counted."""
    for rule, category, confidence in (
        ("no-personal-data", "iban", "high"),
        ("training-first", "other", "high"),
        ("no-personal-data", "person", "low"),
    ):
        town.use(
            DAY,
            "kita",
            3,
            finding_rules=[rule],
            finding_data_classes=["personal"],
            finding_categories=[category],
            finding_confidences=[confidence],
            finding_counts=[1],
        )
    found = measure(warehouse, "stumbling_block")
    assert {
        dimension: value for (unit, dimension), (value, _, _) in found.items() if unit == "*"
    } == {
        "iban": 3,
        "training-first": 3,
    }


def test_shares_tell_both_sides(warehouse: Warehouse, town: Any) -> None:
    """Twelve on premises, three in the cloud: both groups are told by the share."""
    town.use(DAY, "kita", 12, place="on_premises")
    town.use(DAY, "kita", 3)
    assert measure(warehouse, "on_premises_share")["kita", ""] == (12 / 15, 12, 3)


def test_exempt_people_cost_but_are_nobody(warehouse: Warehouse, town: Any) -> None:
    """Their tokens are paid for; who and how many they are is not known."""
    town.write([town.row(DAY, "unknown", 1, pseudonym=None, cost_microcents=2_000_000)])
    assert measure(warehouse, "cost_cents")["unknown", ""] == (2, 0, 0)


def week(town: Any, last: date, back: int, people: range, **fields: Any) -> None:
    """Let people use AI ``back`` days before ``last``."""
    day = last - timedelta(days=back)
    town.write([town.row(day, "kita", number, **fields) for number in people])


@pytest.mark.parametrize(
    "last", [date(2026, 9, 15), date(2026, 10, 20)], ids=["one quarter", "two quarters"]
)
def test_retention_follows_people_across_quarters(
    warehouse: Warehouse, town: Any, last: date
) -> None:
    """Of twenty people of the first week, fifteen were there again in the fifth."""
    # The dates are fixed, so that both cases are met; rows must outlive their 90 days for that.
    warehouse.client.command("ALTER TABLE assessments REMOVE TTL")
    week(town, last, 30, range(20))
    start = last - timedelta(days=34)
    epoch = f"{start.year}q{(start.month + 2) // 3}"
    new = f"{last.year}q{(last.month + 2) // 3}"
    for number in [*range(15), 90]:
        row = town.row(last - timedelta(days=3), "kita", number)
        if new != epoch:
            old = town.row(start, "kita", number)["pseudonym"]
            row = {**row, "pseudonym_previous": old}
        town.write([row])
    week(town, last, 14, range(40, 60))
    rows = warehouse.rows(
        measures()["retention_four_weeks"].query, {"first": last.replace(day=1), "last": last}
    )
    assert {row["unit"]: (row["value"], row["people"]) for row in rows} == {
        "kita": (0.75, 20),
        "*": (0.75, 20),
    }
