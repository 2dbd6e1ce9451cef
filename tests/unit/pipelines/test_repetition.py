"""Patterns of repetition: only where agreed, only of many, never of anybody."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from leitstand.pipelines.repetition import publish_repetition, window_of
from leitstand.pipelines.warehouse import Warehouse
from leitstand.policy.examples import policy
from leitstand.schemas.vocabulary import Mode

YESTERDAY = datetime.now(ZoneInfo("Europe/Berlin")).date() - timedelta(days=1)
RULE = "personenbezogene-daten"
AGREEMENT = {"kind": "service_agreement", "title": "DV KI (fiktiv)", "signed": "2020-01-01"}


def agreed(town: Any, *, mode: Mode = Mode.OBSERVE, allowed: bool = True) -> None:
    """Write policy and agreement."""
    document = policy()
    rules = tuple(
        msgspec.structs.replace(rule, mode=mode) if rule.check == "repetition" else rule
        for rule in document.rules
    )
    changed = msgspec.structs.replace(document, rules=rules)
    town.register("policy", "policy", msgspec.to_builtins(changed))
    town.register("agreement", "dv", {**AGREEMENT, "repetition_allowed": allowed})


def days_of(town: Any, people: int, days: int, department: str = "bauen", **fields: Any) -> None:
    """Let people do the same on some days of the window."""
    found = {"finding_rules": [RULE], "finding_opens_case": [True], **fields}
    for back in range(days):
        town.use(YESTERDAY - timedelta(days=7 * back), department, people, **found)


def recurring(warehouse: Warehouse) -> dict[str, bool]:
    """Publish, and return what is told."""
    publish_repetition(warehouse)
    rows = warehouse.rows("SELECT rule, recurs FROM published_repetition")
    return {row["rule"]: bool(row["recurs"]) for row in rows}


def test_many_people_on_enough_days_are_told(warehouse: Warehouse, town: Any) -> None:
    """Every rule has a row, so that a missing one tells nothing."""
    agreed(town)
    days_of(town, people=10, days=3)
    told = recurring(warehouse)
    assert told[RULE] is True
    assert told["zugangsdaten"] is False
    assert "schulung-gueltig" not in told


@pytest.mark.parametrize(
    ("people", "days", "fields"),
    [
        (9, 3, {}),
        (10, 2, {}),
        (10, 3, {"finding_opens_case": [False]}),
        (10, 3, {"purpose": "training"}),
    ],
)
def test_fewer_and_none_look_the_same(
    warehouse: Warehouse, town: Any, people: int, days: int, fields: dict[str, Any]
) -> None:
    """Below the minimum group nothing is told, in whatever way it is below."""
    agreed(town)
    nothing = recurring(warehouse)
    days_of(town, people, days, **fields)
    assert recurring(warehouse) == nothing


@pytest.mark.parametrize(("mode", "allowed"), [(Mode.OFF, True), (Mode.OBSERVE, False)])
def test_nothing_is_counted_unless_both_say_so(
    warehouse: Warehouse, town: Any, mode: Mode, allowed: bool
) -> None:
    """Neither the policy alone nor the agreement alone."""
    agreed(town, mode=mode, allowed=allowed)
    days_of(town, people=20, days=3)
    assert recurring(warehouse) == {}


def test_without_a_register_nothing_is_counted(warehouse: Warehouse, town: Any) -> None:
    """No policy, no agreement, no figure."""
    days_of(town, people=20, days=3)
    assert recurring(warehouse) == {}


def test_nobody_is_counted_for_a_time_before_it_was_agreed(warehouse: Warehouse, town: Any) -> None:
    """The window has to lie under the agreement as a whole."""
    began = datetime.combine(YESTERDAY - timedelta(days=10), datetime.min.time(), ZoneInfo("UTC"))
    agreed(town)
    assert window_of(warehouse, YESTERDAY, warehouse.now()) is not None
    town.since = began
    town.register("agreement", "neu", {**AGREEMENT, "repetition_allowed": True})
    assert window_of(warehouse, YESTERDAY, warehouse.now()) is not None
    town.register("agreement", "alt", {**AGREEMENT, "repetition_allowed": False})
    assert window_of(warehouse, YESTERDAY, warehouse.now()) is None


def test_what_was_allowed_is_taken_back(warehouse: Warehouse, town: Any) -> None:
    """With the next run the table is empty."""
    agreed(town)
    days_of(town, people=10, days=3)
    assert recurring(warehouse)[RULE]
    agreed(town, allowed=False)
    assert recurring(warehouse) == {}


def test_the_window_uses_the_epoch_of_its_start(warehouse: Warehouse, town: Any) -> None:
    """A new quarter gives new pseudonyms; the previous one joins the days."""
    agreed(town)
    window = window_of(warehouse, date(2026, 4, 14), warehouse.now())
    assert window is not None
    assert (window.first, window.epoch) == (date(2026, 3, 18), "2026q1")
