"""Between rows and values: the only place that knows both."""

from collections.abc import Mapping
from typing import Any

import msgspec
import sqlalchemy as sa

from leitstand.cases.chain import Entry, LinkedEntry
from leitstand.cases.model import Arrival, Case, Evidence, Sighting


def case_of(row: sa.RowMapping) -> Case:
    """Return the case of a row of ``cases``."""
    return msgspec.convert(_plain(row), Case)


def evidence_of(row: sa.RowMapping) -> Evidence:
    """Return the evidence of a row of ``case_events``."""
    return msgspec.convert(_plain(row), Evidence)


def entry_of(row: sa.RowMapping) -> LinkedEntry:
    """Return the entry of a row of ``case_log``, with the hashes as stored."""
    values = _plain(row)
    return LinkedEntry(
        entry=msgspec.convert(values, Entry), previous=values["previous"], hash=values["hash"]
    )


def evidence_values(arrival: Arrival, sighting: Sighting, change: int) -> Mapping[str, Any]:
    """Return the columns of ``case_events`` that an arrival fills."""
    return {
        **verdict_values(arrival),
        "findings": msgspec.to_builtins(sighting.findings),
        "change": change,
    }


def verdict_values(arrival: Arrival) -> Mapping[str, Any]:
    """Return those of them that do not depend on the case."""
    a = arrival.assessment
    return {
        "event_id": a.event_id,
        "tenant": a.tenant,
        "occurred_at": a.occurred_at,
        "recorded_at": a.recorded_at,
        "release": a.release,
        "pseudonym": a.pseudonym,
        "key_epoch": a.key_epoch,
        "use_case": a.use_case,
        "operation": a.operation,
        "purpose": a.purpose,
        "status": a.status,
        "training_state": a.training_state,
        "verdict": a.verdict,
        "not_checked": a.not_checked,
        "action": a.action,
        "k_partition": arrival.k_partition,
        "k_offset": arrival.k_offset,
    }


def first_values(arrival: Arrival, sighting: Sighting) -> Mapping[str, Any]:
    """Return the columns of ``cases`` that the first event of a case fills."""
    a = arrival.assessment
    return {
        "tenant": a.tenant,
        "kind": sighting.kind,
        "case_key": sighting.case_key,
        "rule": sighting.rule,
        "data_class": sighting.data_class,
        "department": a.department,
        "application": a.application,
        "approval": a.approval,
        "place": a.place,
        "risk_class": a.risk_class,
        "usage_day": a.usage_day,
        "route": sighting.route,
        "severity": sighting.severity,
        "confidence": sighting.confidence,
        "detected_at": a.recorded_at,
        "first_seen": a.occurred_at,
        "last_seen": a.occurred_at,
        "events": 0,
        "findings": 0,
    }


def _plain(row: sa.RowMapping) -> dict[str, Any]:
    # SQLAlchemy names columns by a subclass of str, which msgspec does not take as a key.
    return {str(name): value for name, value in row.items()}
