"""What the register tells the pipelines: the time zone and the smallest group."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import msgspec

from leitstand.pipelines import sql
from leitstand.pipelines.warehouse import Warehouse
from leitstand.schemas.agreement import Agreement
from leitstand.schemas.policy import PolicyDocument
from leitstand.schemas.vocabulary import ObjectKind

DEFAULT_ZONE = ZoneInfo("Europe/Berlin")
DEFAULT_MINIMUM = 10
"""While the register says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRules:
    """Rules of the house as far as figures are concerned."""

    zone: ZoneInfo
    minimum_group: int

    def day_of(self, moment: datetime) -> date:
        """Return the day of use that a moment belongs to."""
        return moment.astimezone(self.zone).date()


def house_rules(warehouse: Warehouse, since: date, now: datetime) -> HouseRules:
    """Return the time zone, and the largest threshold that was in force since a day.

    The larger of policy and agreement counts, and a threshold that was lowered meanwhile does not
    count for what happened before.
    """
    rows = warehouse.rows(
        sql.load("leitstand.pipelines.register_tables", "rules.sql"),
        {"since": datetime.combine(since, time.min, UTC), "until": now},
    )
    policies = [_policy(row["value"]) for row in rows if row["kind"] == ObjectKind.POLICY]
    agreements = [_agreement(row["value"]) for row in rows if row["kind"] == ObjectKind.AGREEMENT]
    groups = [
        *(policy.thresholds.minimum_group for policy in policies),
        *(agreement.minimum_group for agreement in agreements),
    ]
    return HouseRules(
        zone=ZoneInfo(policies[-1].time_zone) if policies else DEFAULT_ZONE,
        minimum_group=max(groups, default=DEFAULT_MINIMUM),
    )


def _policy(value: str) -> PolicyDocument:
    return msgspec.json.decode(value, type=PolicyDocument)


def _agreement(value: str) -> Agreement:
    return msgspec.json.decode(value, type=Agreement)
