"""A fictional town in a real ClickHouse engine (chDB, in this process)."""

import hashlib
import itertools
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import clickhouse_connect
import pytest

from leitstand.pipelines.warehouse import Warehouse
from leitstand.schemas.tables.migration import Target, load_all, split

TENANT = "musterstadt"
_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def engine() -> Iterator[Any]:
    client = clickhouse_connect.get_client(interface="chdb")
    yield client
    client.close()


@pytest.fixture
def warehouse(engine: Any) -> Iterator[Warehouse]:
    """An empty, migrated database of its own."""
    target = Target(database=f"town_{next(_numbers)}")
    engine.command(f"CREATE DATABASE {target.database}")
    engine.command(f"USE {target.database}")
    for migration in load_all():
        for statement in split(target.render(migration.up)):
            engine.command(statement.sql)
    yield Warehouse(client=engine, tenant=TENANT)
    engine.command("USE default")
    engine.command(f"DROP DATABASE {target.database}")


class Town:
    """Writes what the sink would write; every person is fictitious."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._client: Any = warehouse.client
        self._counter = itertools.count(1)
        self.since = datetime(2026, 1, 1, tzinfo=UTC)

    def register(self, kind: str, id_: str, value: dict[str, Any], tenant: str = TENANT) -> None:
        """Write one register object that holds since the beginning."""
        self._insert("register_objects", [self._object(kind, id_, value, tenant)])

    def _object(
        self, kind: str, id_: str, value: dict[str, Any], tenant: str = TENANT
    ) -> dict[str, Any]:
        interval = {"valid_from": self.since.isoformat(), "valid_until": None, "value": value}
        history = {"tenant": tenant, "kind": kind, "id": id_, "release": 1, "intervals": [interval]}
        return {
            "tenant": tenant,
            "kind": kind,
            "id": id_,
            "release": 1,
            "value": json.dumps(history),
            "written_at": self.since,
            "k_partition": 0,
            "k_offset": next(self._counter),
        }

    def application(self, id_: str, courses: tuple[str, ...], **fields: Any) -> None:
        defaults = {"title": id_, "place": "cloud", "risk_class": "limited", "approval": "approved"}
        self.register("application", id_, {**defaults, "courses": list(courses), **fields})

    def department(self, id_: str, people: int, trained: int = 0, course: str = "pass") -> None:
        """Write a department; the first ``trained`` people hold a certificate."""
        order = next(self._counter)
        self.register("department", id_, {"title": id_, "order": order, "workplaces": people})
        certificate = {"course": course, "passed": "2026-01-02", "expires": None}
        held = [[certificate] if number < trained else [] for number in range(people)]
        self._insert(
            "register_objects",
            [self._person(id_, number, each) for number, each in enumerate(held)],
        )

    def person(
        self, department: str, number: int, held: list[dict[str, Any]], *, exempt: bool = False
    ) -> None:
        """Write one fictitious person with certificates."""
        self._insert("register_objects", [self._person(department, number, held, exempt=exempt)])

    def _person(
        self, department: str, number: int, held: list[dict[str, Any]], *, exempt: bool = False
    ) -> dict[str, Any]:
        value = {"department": department, "certificates": held, "exempt": exempt}
        return self._object("person", pseudonym_of("register", department, number), value)

    def use(self, day: date, department: str, people: int, times: int = 1, **fields: Any) -> None:
        """Let the first ``people`` of a department use AI on a day."""
        rows = [
            self.row(day, department, number, **fields)
            for number in range(people)
            for _ in range(times)
        ]
        self._insert("assessments", rows)

    def row(self, day: date, department: str, number: int, **fields: Any) -> dict[str, Any]:
        """Return one assessment as a row."""
        serial = next(self._counter)
        moment = datetime.combine(day, time(9), UTC) + timedelta(seconds=serial % 3600)
        epoch = f"{day.year}q{(day.month + 2) // 3}"
        return {
            "tenant": TENANT,
            "event_id": UUID(int=serial),
            "occurred_at": moment,
            "recorded_at": moment,
            "assessed_at": moment,
            "usage_day": day,
            "release": 1,
            "pseudonym": pseudonym_of(epoch, department, number),
            "key_epoch": epoch,
            "department": department,
            "application": "chat",
            "approval": "approved",
            "place": "cloud",
            "training_state": "valid",
            "use_case": "letter",
            "purpose": "office",
            "verdict": "allowed",
            "action": "none",
            "retention_class": "standard",
            **fields,
        }

    def write(self, rows: list[dict[str, Any]]) -> None:
        self._insert("assessments", rows)

    def _insert(self, table: str, rows: list[dict[str, Any]]) -> None:
        if rows:
            columns = list(rows[0])
            values = [[row[column] for column in columns] for row in rows]
            self._client.insert(table, values, column_names=columns)


def pseudonym_of(epoch: str, department: str, number: int) -> str:
    return hashlib.sha256(f"{epoch}/{department}/{number}".encode()).hexdigest()[:32]


@pytest.fixture
def town(warehouse: Warehouse) -> Town:
    return Town(warehouse)
