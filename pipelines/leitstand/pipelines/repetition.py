"""Patterns of repetition: counted only where policy and agreement say so, told only of many people.

The verdict about an interaction depends on nothing that came before it (promise P3), so this is the
place where a pattern over time can be seen at all. Nobody is singled out (promise P4): what leaves this
file is, per rule and for the whole house, whether at least the minimum group of people shows the pattern.
Fewer, and none, look the same. There is no score, no department, no date of use and no pseudonym in it.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

import msgspec

from leitstand.pipelines import sql
from leitstand.pipelines.rules import house_rules
from leitstand.pipelines.warehouse import Warehouse
from leitstand.schemas.agreement import Agreement
from leitstand.schemas.policy import PolicyDocument, Repetition
from leitstand.schemas.vocabulary import Mode, ObjectKind

T = TypeVar("T")

PUBLISHED_REPETITION = "published_repetition"
CHECK = "repetition"
_PACKAGE = "leitstand.pipelines.register_tables"
_COLUMNS = (
    "tenant",
    "rule",
    "window_end",
    "days",
    "usage_days",
    "recurs",
    "minimum_group",
    "computed_at",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What is looked at."""

    first: date
    last: date
    pattern: Repetition

    @property
    def epoch(self) -> str:
        """The pseudonyms' epoch in which the window begins."""
        return f"{self.first.year}q{(self.first.month + 2) // 3}"


def publish_repetition(warehouse: Warehouse) -> int:
    """Replace what is published; return the rows. None where it is not allowed."""
    now = warehouse.now()
    zone = house_rules(warehouse, now.date(), now).zone
    window = window_of(warehouse, now.astimezone(zone).date() - timedelta(days=1), now)
    rows = _rows(warehouse, window, now) if window else []
    return warehouse.replace(
        PUBLISHED_REPETITION,
        [(warehouse.tenant,)],
        lambda staging: warehouse.insert(staging, _COLUMNS, rows) if rows else None,
    )


def window_of(warehouse: Warehouse, last: date, now: datetime) -> Window | None:
    """Return the window that ends on a day, or ``None`` where nothing may be counted.

    Policy and agreement must have allowed it on every day of the window: nobody is counted for a time
    in which it was not announced.
    """
    policies = _held(warehouse, ObjectKind.POLICY, PolicyDocument, last, now)
    pattern = _pattern(policies[-1]) if policies else None
    if pattern is None:
        return None
    first = last - timedelta(days=pattern.days - 1)
    during = _held(warehouse, ObjectKind.POLICY, PolicyDocument, first, now)
    agreements = _held(warehouse, ObjectKind.AGREEMENT, Agreement, first, now)
    allowed = bool(agreements) and all(a.repetition_allowed for a in agreements)
    if not allowed or not agreements[-1].in_force_on(last):
        return None
    return Window(first=first, last=last, pattern=pattern) if all(map(_pattern, during)) else None


def _pattern(policy: PolicyDocument) -> Repetition | None:
    wanted = (r for r in policy.rules if r.check == CHECK and r.mode is Mode.OBSERVE)
    return next((rule.repetition for rule in wanted), None)


def _held(
    warehouse: Warehouse, kind: ObjectKind, of: type[T], since: date, now: datetime
) -> list[T]:
    rows = warehouse.rows(
        sql.load(_PACKAGE, "rules.sql"),
        {"since": datetime.combine(since, time.min, UTC), "until": now},
    )
    return [msgspec.json.decode(row["value"], type=of) for row in rows if row["kind"] == kind]


def _rows(warehouse: Warehouse, window: Window, now: datetime) -> list[list[object]]:
    minimum = house_rules(warehouse, window.first, now).minimum_group
    found = warehouse.rows(
        sql.load(_PACKAGE, "repetition.sql"),
        {
            "usage_days": window.pattern.usage_days,
            "epoch": window.epoch,
            "first": window.first,
            "last": window.last,
        },
    )
    people = {row["rule"]: int(row["people"]) for row in found}
    return [
        [
            warehouse.tenant,
            rule,
            window.last,
            window.pattern.days,
            window.pattern.usage_days,
            people.get(rule, 0) >= minimum,
            minimum,
            now,
        ]
        for rule in _rules(warehouse, window, now)
    ]


def _rules(warehouse: Warehouse, window: Window, now: datetime) -> list[str]:
    """Every rule that can open a case has a row, so that a missing one tells nothing."""
    policies = _held(warehouse, ObjectKind.POLICY, PolicyDocument, window.last, now)
    return [rule.id for rule in policies[-1].rules if rule.opens_case and rule.mode is not Mode.OFF]
