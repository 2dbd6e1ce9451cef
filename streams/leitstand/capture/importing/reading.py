"""From a row of an export to an interaction: what it does not say is not made up."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import BinaryIO
from uuid import UUID
from zoneinfo import ZoneInfo

from leitstand.capture.importing.json_rows import is_json_lines, read_json_rows
from leitstand.capture.importing.mapping import InteractionMapping
from leitstand.capture.observed import Observed
from leitstand.register.csv_source import Row, read_table
from leitstand.register.problems import Report
from leitstand.schemas.identifiers import event_id_of
from leitstand.schemas.interaction import Message, Usage
from leitstand.schemas.vocabulary import Channel, Completeness, Status, UsageSource, Where

_LARGEST_TEXT = 8 << 20
_OLDEST = timedelta(days=400)
_AHEAD = timedelta(hours=1)
"""The range in which the worker takes an event; what is outside would become a dead letter."""
_GERMAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}),? (\d{1,2}):(\d{2})(?::(\d{2}))?")
_EPOCH = re.compile(r"(\d{10})(?:\.\d+)?|(\d{13})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One interaction of an export."""

    line: int
    event_id: UUID
    """The same whenever and from whichever file it is read."""
    observed: Observed


def read_interactions(
    name: str,
    file: BinaryIO,
    mapping: InteractionMapping,
    zone: ZoneInfo,
    now: datetime,
    report: Report,
) -> Iterator[Found]:
    """Yield the interactions of a CSV table or of JSON lines; what is wrong is reported, left out."""
    read = read_json_rows(name, file, mapping.table(), report) if is_json_lines(file) else None
    rows = read or read_table(name, file, mapping.table(), report, largest_cell=_LARGEST_TEXT)
    own = ZoneInfo(mapping.time_zone) if mapping.time_zone else zone
    for row in rows:
        at = _time(row, own, now, report)
        if not row.text("id"):
            report.error(row.place("id"), "no id", "Without one, twice would be two")
        elif at is not None:
            event_id = event_id_of(f"import/{mapping.source}", row.text("id"), at)
            observed = _observed(row, mapping, at, report)
            yield Found(line=row.line, event_id=event_id, observed=observed)


def _observed(row: Row, mapping: InteractionMapping, at: datetime, report: Report) -> Observed:
    prompt, answer = row.text("prompt"), row.text("answer")
    application = row.text("application")
    return Observed(
        occurred_at=at,
        channel=Channel.IMPORT,
        application=mapping.applications.get(application, application) or mapping.application,
        operation=mapping.operation,
        status=Status.OK,
        completeness=_completeness(prompt, answer),
        provider=mapping.provider,
        user=_user(row.text("user"), mapping),
        request_model=row.text("model") or None,
        usage=_usage(row, report),
        duration_ms=_number(row, "duration_ms", report) or 0,
        messages=(Message(where=Where.PROMPT, text=prompt),) if prompt else (),
        answers=(Message(where=Where.ANSWER, text=answer),) if answer else (),
    )


def _completeness(prompt: str, answer: str) -> Completeness:
    if prompt and answer:
        return Completeness.COMPLETE
    return Completeness.PROMPT_ONLY if prompt else Completeness.METADATA_ONLY


def _user(text: str, mapping: InteractionMapping) -> str | None:
    if not text or "@" in text or not mapping.user_domain:
        return text or None
    return f"{text}@{mapping.user_domain}"


def _usage(row: Row, report: Report) -> Usage:
    read = _number(row, "input_tokens", report)
    written = _number(row, "output_tokens", report)
    if read is None and written is None:
        return Usage(source=UsageSource.MISSING)
    return Usage(source=UsageSource.PROVIDER, input=read, output=written)


def _number(row: Row, column: str, report: Report) -> int | None:
    text = row.text(column)
    if re.fullmatch(r"[0-9]{1,15}", text):
        return int(text)
    if text:
        report.warning(row.place(column), f"'{column}' is no whole number", "It counts as missing")
    return None


def _time(row: Row, zone: ZoneInfo, now: datetime, report: Report) -> datetime | None:
    try:
        at = _parsed(row.text("time"), zone)
    except (ValueError, OverflowError):
        report.error(
            row.place("time"), "'time' is no time", "Write it as 2026-03-01T16:05:00+01:00"
        )
        return None
    if now - _OLDEST <= at <= now + _AHEAD:
        return at
    report.error(
        row.place("time"), "older than 400 days, or in the future", "Leave it out, or correct it"
    )
    return None


def _parsed(text: str, zone: ZoneInfo) -> datetime:
    if found := _EPOCH.fullmatch(text):
        seconds = int(found[1]) if found[1] else int(found[2]) / 1000
        return datetime.fromtimestamp(seconds, UTC)
    if found := _GERMAN.fullmatch(text):
        day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
        return datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(UTC)
    at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(UTC)
