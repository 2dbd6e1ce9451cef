"""Replays a policy over the assessments of a time: reads ClickHouse day by day, keeps only sums."""

# pyright: basic
# clickhouse-connect carries few types.
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec

from leitstand.policy.replay import Count, Group, Past, Tally, groups_of
from leitstand.schemas.agreement import Agreement
from leitstand.schemas.assessment import Finding
from leitstand.schemas.policy import PolicyDocument
from leitstand.schemas.vocabulary import NotChecked, ObjectKind

if TYPE_CHECKING:
    from clickhouse_connect.driver.client import Client

_FINDING_COLUMNS = {
    "rule": "finding_rules",
    "data_class": "finding_data_classes",
    "category": "finding_categories",
    "count": "finding_counts",
    "confidence": "finding_confidences",
    "where": "finding_wheres",
    "severity": "finding_severities",
    "route": "finding_routes",
    "opens_case": "finding_opens_case",
}
_COLUMNS = {
    **{name: name for name in (
        "occurred_at", "department", "application", "approval", "risk_class", "place",
        "training_state", "operation", "purpose", "status", "completeness", "not_checked",
        "prompt_characters", "answer_characters", "finding_reasons", *_FINDING_COLUMNS.values(),
    )},
    "named": "CAST(isNotNull(pseudonym), 'Bool')",
    "bytes": "request_bytes + response_bytes",
    "media_types": "attachment_types",
}  # fmt: skip
"""What is read: name here, expression there."""
_ROWS = f"""
SELECT {", ".join(_COLUMNS.values())}
FROM assessments_current
WHERE tenant = {{tenant:String}} AND usage_day = {{day:Date}}
"""  # noqa: S608 - our own names
_PEOPLE = """
SELECT department, max(people)
FROM
(
    SELECT department, key_epoch, uniqExact(pseudonym) AS people
    FROM assessments_current
    WHERE tenant = {tenant:String} AND usage_day BETWEEN {first:Date} AND {last:Date}
    GROUP BY department, key_epoch
)
GROUP BY department
"""
"""A pseudonym changes with its epoch: the largest epoch counts, so that nobody counts twice."""
_INTERVALS = """
SELECT kind, valid_from, valid_until, value
FROM register_intervals
WHERE tenant = {tenant:String} AND kind IN ('policy', 'agreement')
ORDER BY valid_from, id
"""

PolicyOf = Callable[[datetime], PolicyDocument | None]
"""The policy in effect at a moment."""
Progress = Callable[[date, int], None]
"""Told after each day, with the interactions so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days of use, both included."""

    first: date
    last: date

    def days(self) -> Iterator[date]:
        """Yield each day."""
        for number in range((self.last - self.first).days + 1):
            yield self.first + timedelta(days=number)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table."""

    rule: str
    departments: tuple[str, ...]
    """Empty = the whole house; several = small ones together."""
    count: Count


@dataclass(frozen=True, slots=True, kw_only=True)
class Replayed:
    """What came out."""

    interactions: int
    without_policy: int
    """Left out: the register holds no policy for that moment."""
    minimum_group: int
    rows: tuple[Row, ...]
    """Empty where fewer people than the smallest group used AI at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What the register of the stack says about a time."""

    policy_of: PolicyOf
    minimum_group: int
    """The largest of all policies and agreements that there ever were."""


class Stack:
    """The assessments of one tenant."""

    def __init__(self, client: "Client", tenant: str) -> None:
        self._client = client
        self._tenant = tenant

    def house(self) -> House:
        """Return policies and thresholds as the register has them now."""
        rows = self._client.query(_INTERVALS, parameters={"tenant": self._tenant}).result_rows
        policies = [
            (
                _aware(since),
                _aware(until) if until else None,
                msgspec.json.decode(value, type=PolicyDocument),
            )
            for kind, since, until, value in rows
            if kind == ObjectKind.POLICY
        ]
        agreements = [
            msgspec.json.decode(value, type=Agreement)
            for kind, _, _, value in rows
            if kind == ObjectKind.AGREEMENT
        ]
        groups = [document.thresholds.minimum_group for _, _, document in policies]
        groups += [agreement.minimum_group for agreement in agreements]
        return House(policy_of=_covering(policies), minimum_group=max(groups, default=10))

    def people(self, span: Span) -> dict[str, int]:
        """Return how many people of each department used AI; at least so many."""
        parameters = {"tenant": self._tenant, "first": span.first, "last": span.last}
        rows = self._client.query(_PEOPLE, parameters=parameters).result_rows
        return {str(department): int(people) for department, people in rows}

    def pasts(self, day: date) -> Iterator[Past]:
        """Yield the assessments of a day, streamed."""
        parameters = {"tenant": self._tenant, "day": day}
        with self._client.query_row_block_stream(_ROWS, parameters=parameters) as stream:
            for block in stream:
                for values in block:
                    yield past_of(dict(zip(_COLUMNS, values, strict=True)))


def _aware(moment: datetime) -> datetime:
    """The driver leaves out that it is UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _covering(policies: Sequence[tuple[datetime, datetime | None, PolicyDocument]]) -> PolicyOf:
    def policy_of(moment: datetime) -> PolicyDocument | None:
        held = (
            document
            for since, until, document in reversed(policies)
            if since <= moment and (until is None or moment < until)
        )
        return next(held, None)

    return lru_cache(maxsize=4096)(policy_of)


def past_of(row: Mapping[str, Any]) -> Past:
    """Return what a row of ``assessments`` keeps. Raises msgspec.ValidationError for a foreign one."""
    fields = {name: value for name, value in row.items() if not name.startswith("finding_")}
    fields["approval"] = fields["approval"] or None
    fields["occurred_at"] = _aware(fields["occurred_at"])
    return msgspec.convert(fields | {"findings": list(_findings(row))}, Past)


def _findings(row: Mapping[str, Any]) -> Iterator[Finding]:
    reasons = row["finding_reasons"] or [[] for _ in row["finding_rules"]]
    columns = [row[column] for column in _FINDING_COLUMNS.values()]
    for why, *values in zip(reasons, *columns, strict=True):
        fields = dict(zip(_FINDING_COLUMNS, values, strict=True))
        yield msgspec.convert(fields | {"reasons": why}, Finding)


def replay(
    stack: Stack, new: PolicyDocument, span: Span, house: House, progress: Progress
) -> Replayed:
    """Compare every assessment of the span. Raises the driver's errors."""
    tally, without = Tally(new), 0
    for day in span.days():
        for past in stack.pasts(day):
            old = house.policy_of(past.occurred_at)
            if old is None:
                without += 1
            elif past.not_checked is not NotChecked.EXEMPT:
                tally.add(past, old)
        progress(day, tally.interactions)
    minimum = max(house.minimum_group, new.thresholds.minimum_group)
    return Replayed(
        interactions=tally.interactions,
        without_policy=without,
        minimum_group=minimum,
        rows=tuple(_rows(tally, groups_of(stack.people(span), minimum))),
    )


def _rows(tally: Tally, groups: Sequence[Group]) -> Iterator[Row]:
    if not groups:
        return
    for rule in tally.rules():
        yield Row(rule=rule, departments=(), count=tally.of(rule))
        if len(groups) > 1:
            for group in groups:
                count = tally.of(rule, group.departments)
                yield Row(rule=rule, departments=group.departments, count=count)
