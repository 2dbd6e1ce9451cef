"""Fixtures of the case register: a clock that stands still, a store in a fresh file."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from leitstand.cases import CaseStore, migrate
from leitstand.schemas.assessment import Assessment, Finding
from leitstand.schemas.clock import Clock
from leitstand.schemas.interaction import Capture, Sizes, Usage
from leitstand.schemas.vocabulary import (
    Action,
    Approval,
    Category,
    Channel,
    Completeness,
    Confidence,
    DataClass,
    NotChecked,
    Operation,
    Place,
    Purpose,
    RetentionClass,
    RiskClass,
    Route,
    Severity,
    Status,
    TrainingState,
    UsageSource,
    UseCase,
    Verdict,
    Where,
)

TENANT = "musterstadt"
MORNING = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)

Finds = Callable[..., Finding]
Assesses = Callable[..., Assessment]


def finding(**changes: Any) -> Finding:
    """Return a finding that opens a case for the DSB."""
    values: dict[str, Any] = {
        "rule": "personal-data",
        "data_class": DataClass.PERSONAL,
        "category": Category.IBAN,
        "count": 1,
        "confidence": Confidence.HIGH,
        "where": Where.PROMPT,
        "shape": "AA99 9999",
        "severity": Severity.HIGH,
        "route": Route.DSB,
        "opens_case": True,
    }
    return Finding(**values | changes)


def assessment_maker() -> Assesses:
    """Return a maker of assessments, each with an event id of its own."""
    numbers = count(1)

    def make(*findings: Finding, **changes: Any) -> Assessment:
        values: dict[str, Any] = {
            "tenant": TENANT,
            "event_id": UUID(int=next(numbers)),
            "occurred_at": MORNING,
            "recorded_at": MORNING,
            "usage_day": MORNING.date(),
            "release": 1,
            "detector_version": "1",
            "pseudonym": "0" * 32,
            "key_epoch": "2026q1",
            "department": "kita",
            "application": "chat",
            "approval": Approval.APPROVED,
            "risk_class": RiskClass.LIMITED,
            "place": Place.CLOUD,
            "training_state": TrainingState.VALID,
            "operation": Operation.CHAT,
            "use_case": UseCase.LETTER,
            "purpose": Purpose.OFFICE,
            "status": Status.OK,
            "streamed": False,
            "usage": Usage(source=UsageSource.MISSING),
            "duration_ms": 1,
            "sizes": Sizes(),
            "capture": Capture(
                channel=Channel.GATEWAY,
                producer="gateway-1",
                sequence=1,
                completeness=Completeness.COMPLETE,
            ),
            "findings": findings,
            "verdict": Verdict.VIOLATION if findings else Verdict.ALLOWED,
            "not_checked": NotChecked.NONE,
            "action": Action.NONE,
            "retention_class": RetentionClass.STANDARD,
        }
        return Assessment(**values | changes)

    return make


@pytest.fixture
def found() -> Finds:
    return finding


@pytest.fixture
def assessed() -> Assesses:
    return assessment_maker()


@pytest.fixture
def hands() -> list[datetime]:
    """The present, as the one element of a list that a test may set."""
    return [MORNING]


@pytest.fixture
def clock(hands: list[datetime]) -> Clock:
    return lambda: hands[0]


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'cases.sqlite'}"


@pytest.fixture
def store(url: str, clock: Clock) -> Iterator[CaseStore]:
    migrate(url)
    store = CaseStore(url, tenant=TENANT, clock=clock)
    yield store
    store.dispose()
