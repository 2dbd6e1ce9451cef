"""A policy replayed over rows that the sink wrote, from the real engine."""

# pyright: basic
# clickhouse-connect carries few types.
import argparse
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from leitstand.broker.memory import MemoryBroker
from leitstand.broker.ports import Record
from leitstand.deploy.clickhouse import Account, connect
from leitstand.deploy.command import Exit, UserError
from leitstand.deploy.commands import policy_replay
from leitstand.deploy.replaying import Replayed, Row, Span, Stack, replay
from leitstand.policy.examples import policy
from leitstand.schemas import examples, topics
from leitstand.schemas.access import Access
from leitstand.schemas.assessment import Assessment, Finding
from leitstand.schemas.identifiers import new_event_id
from leitstand.schemas.policy import PolicyDocument
from leitstand.schemas.vocabulary import (
    Category,
    Confidence,
    DataClass,
    Mode,
    Reason,
    Route,
    Severity,
    Where,
)
from leitstand.streams.store import ClickHouseStore
from leitstand.streams.tables import assessments

POLICY = policy()
TENANT = "replay-town"
TODAY = datetime.now(UTC).date()
FIRST = TODAY - timedelta(days=2)
RULE = "personenbezogene-daten"
TEMPLATE = next(
    msgspec.json.decode(e.value, type=Assessment)
    for e in examples.of_topic(topics.ASSESSMENTS)
    if e.name == "violation"
)
IBAN = Finding(
    rule=RULE,
    data_class=DataClass.PERSONAL,
    category=Category.IBAN,
    count=1,
    confidence=Confidence.HIGH,
    where=Where.PROMPT,
    reasons=(Reason.CHECKSUM,),
    severity=Severity.HIGH,
    route=Route.DSB,
    opens_case=True,
)


def use(day: date, department: str, person: int, *findings: Finding) -> Assessment:
    """Return an assessment of one person's use."""
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    return msgspec.structs.replace(
        TEMPLATE,
        tenant=TENANT,
        event_id=new_event_id(at),
        occurred_at=at,
        recorded_at=at,
        usage_day=day,
        department=department,
        pseudonym=f"{sum(map(ord, department)):08x}{person:024x}",
        findings=findings,
    )


def story() -> Iterator[Assessment]:
    """Yield a day with accounts in every department, and a day with nothing."""
    for department, people in (("bauen", 14), ("kultur", 12), ("kita", 3)):
        for person in range(people):
            yield use(FIRST, department, person, *([IBAN] if person < 2 else []))
    for person in range(14):
        yield use(FIRST + timedelta(days=1), "bauen", person)


@pytest.fixture(scope="module")
def stack(clickhouse: Any) -> Iterator[Stack]:
    """Rows by way of the sink, a policy by way of the register's table."""
    store = ClickHouseStore(lambda: connect(clickhouse.home, clickhouse.settings, Account.WRITER))
    records = [
        Record(
            topic=topics.ASSESSMENTS,
            partition=0,
            offset=offset,
            timestamp_ms=1_780_000_000_000,
            key=str(made.event_id).encode(),
            value=msgspec.json.encode(made),
            headers=(),
        )
        for offset, made in enumerate(story())
    ]
    table = assessments.TABLE
    rows = [(record, table.decode(record.value or b"")) for record in records]
    store.insert(table.name, table.as_columns(rows))
    admin = connect(clickhouse.home, clickhouse.settings, Account.ADMIN)
    value = {
        "intervals": [
            {
                "valid_from": "2020-01-01T00:00:00Z",
                "valid_until": None,
                "value": msgspec.to_builtins(POLICY),
            }
        ]
    }
    admin.insert(
        "register_objects",
        [[TENANT, "policy", "policy", 1, json.dumps(value), datetime.now(UTC), 0, 1]],
        column_names=[
            "tenant",
            "kind",
            "id",
            "release",
            "value",
            "written_at",
            "k_partition",
            "k_offset",
        ],
    )
    analyst = connect(clickhouse.home, clickhouse.settings, Account.ANALYST)
    yield Stack(analyst, TENANT)
    for name in ("register_objects", "assessments"):
        where = "tenant = {tenant:String} SETTINGS mutations_sync = 1"
        admin.command(f"ALTER TABLE {name} DELETE WHERE {where}", parameters={"tenant": TENANT})
    for client in (admin, analyst):
        client.close()
    store.close()


def changed(**fields: Any) -> PolicyDocument:
    """Return the example with its rule about personal data changed."""
    rules = tuple(
        msgspec.structs.replace(rule, **fields) if rule.id == RULE else rule
        for rule in POLICY.rules
    )
    return msgspec.structs.replace(POLICY, rules=rules)


def replayed(stack: Stack, new: PolicyDocument, days: list[date] | None = None) -> Replayed:
    """Replay over the whole story."""
    seen = days if days is not None else []
    span = Span(first=FIRST, last=TODAY)
    return replay(stack, new, span, stack.house(), lambda day, _: seen.append(day))


def rows_of(found: Replayed, rule: str = RULE) -> list[Row]:
    """Return the lines of a rule."""
    return [row for row in found.rows if row.rule == rule]


def test_the_same_policy_changes_nothing(stack: Stack) -> None:
    """And each day is told to whoever waits."""
    days: list[date] = []
    found = replayed(stack, POLICY, days)
    assert found.interactions == 43
    assert found.without_policy == 0
    assert days == [FIRST, FIRST + timedelta(days=1), TODAY]
    for row in found.rows:
        assert (row.count.newly_open, row.count.no_longer_open, row.count.cannot_tell) == (0, 0, 0)


def test_a_milder_policy_opens_fewer_and_small_departments_are_joined(stack: Stack) -> None:
    """Three people of the Kita are shown with the next larger department only."""
    house, first, second = rows_of(replayed(stack, changed(case_from=2)))
    assert (house.departments, house.count.no_longer_open, house.count.same) == ((), 6, 37)
    assert (first.departments, first.count.no_longer_open) == (("bauen",), 2)
    assert (second.departments, second.count.no_longer_open) == (("kita", "kultur"), 4)


def test_what_nobody_looked_for_is_counted_with_its_reason(stack: Stack) -> None:
    """Answers were not read."""
    (house, *_) = rows_of(replayed(stack, changed(look_at=(Where.ANSWER,))))
    assert house.count.cannot_tell == 43
    assert {reason.value for reason in house.count.why} == {"not_looked_for"}


@pytest.fixture
def arguments(clickhouse: Any, tmp_path: Path) -> argparse.Namespace:
    """Return what the command line would give."""
    file = tmp_path / "neu.yaml"
    off = changed(mode=Mode.OFF)
    file.write_bytes(msgspec.yaml.encode(msgspec.to_builtins(off)))
    return argparse.Namespace(
        policy=file,
        first=FIRST,
        last=TODAY,
        register=None,
        data=clickhouse.home.data,
        json=True,
        by="pruefung",
    )


def test_the_command_of_a_town_without_use(
    arguments: argparse.Namespace, capsys: pytest.CaptureFixture[str], stack: Stack
) -> None:
    """Another tenant's rows are nobody's business; that somebody looked is recorded."""
    del stack
    broker = MemoryBroker({topics.ACCESSES: 1})
    assert policy_replay.show(arguments, broker.producer()) in {Exit.OK, Exit.NEGATIVE}
    document = json.loads(capsys.readouterr().out)
    assert set(document) >= {"interactions", "rules", "minimum_group"}
    (seen,) = broker.consumer("test", [topics.ACCESSES]).poll(max_records=9, timeout_s=0)
    access = msgspec.json.decode(seen.value or b"", type=Access)
    assert (access.account, access.object) == ("pruefung", f"policy-replay/{FIRST}/{TODAY}")


def test_a_span_is_in_order(arguments: argparse.Namespace) -> None:
    """The earlier day comes first."""
    arguments.first, arguments.last = TODAY, FIRST
    with pytest.raises(UserError, match="lies before"):
        policy_replay.show(arguments, MemoryBroker({topics.ACCESSES: 1}).producer())


def test_the_table_is_read_by_people(stack: Stack) -> None:
    """Words, not codes; the whole house, then its departments."""
    span = Span(first=FIRST, last=TODAY)
    text = policy_replay._text(replayed(stack, changed(look_at=(Where.ANSWER,))), span)
    assert "43 interactions from" in text
    assert "kita + kultur" in text
    assert f"{RULE}: 43 cannot be told: the old policy did not look for that" in text
