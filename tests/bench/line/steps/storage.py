"""What an event takes on disk, and how long it takes to build a day's figures anew."""

import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.bench.line.installation import Line
from tests.bench.line.scale import Scale

from leitstand.deploy.clickhouse import Account, dsn
from leitstand.pipelines.building import build_findings, build_usage
from leitstand.pipelines.periods import Span
from leitstand.pipelines.warehouse import Warehouse
from leitstand.schemas import topics
from leitstand.schemas.clock import utc_now

Row = dict[str, Any]
ZONE = ZoneInfo("Europe/Berlin")
ROUNDS = 3
_COPY = """
INSERT INTO assessments SELECT * REPLACE (
    generateUUIDv7() AS event_id, {day:Date} AS usage_day, now64(3, 'UTC') AS inserted_at,
    toDateTime64({day:Date}, 3, 'UTC') + INTERVAL 6 HOUR + toIntervalMillisecond(rand(1) % 36000000)
        AS occurred_at)
FROM assessments AS real WHERE real.usage_day != {day:Date} LIMIT {rows:UInt64}
"""


def run(line: Line, scale: Scale) -> Row:
    """Return bytes an event in each store, then seconds to build a day of many rows anew."""
    return {"bytes": _bytes(line), "rebuild": _rebuild(line, scale.day_rows)}


def _bytes(line: Line) -> Row:
    parts = "SELECT sum(bytes_on_disk), sum(rows) FROM system.parts WHERE active AND table = 'assessments'"
    as_written, rows = line.query(parts)[0]
    client = line.client()
    client.command("OPTIMIZE TABLE assessments FINAL")
    client.close()
    merged, rows_merged = line.query(parts)[0]
    return {
        "rows": rows_merged,
        "clickhouse_as_written": round(as_written / rows, 1),
        "clickhouse_merged": round(merged / rows_merged, 1),
        "kafka_interactions": _bytes_a_record(line, topics.INTERACTIONS),
        "kafka_assessments": _bytes_a_record(line, topics.ASSESSMENTS),
    }


def _bytes_a_record(line: Line, topic: str) -> float:
    segments = (line.home.data / "kafka").rglob(f"{topic}-*/*.log")
    return round(sum(path.stat().st_size for path in segments) / line.ends(topic), 1)


def _rebuild(line: Line, rows: int) -> Row:
    """Fill a day of its own with copies of real rows, and build its figures several times."""
    day = utc_now().astimezone(ZONE).date() - timedelta(days=3)
    _fill(line, day, rows)
    settings = line.installation.settings
    warehouse = Warehouse.connect(dsn(line.home, settings, Account.PIPELINES), settings.tenant)
    span = Span(first=day, last=day)
    try:
        rounds = list(_rounds(warehouse, span))
    finally:
        warehouse.client.close()
    return {
        "rows": rows,
        "usage_s": round(min(usage for usage, _ in rounds), 3),
        "findings_s": round(min(findings for _, findings in rounds), 3),
        "seconds": round(min(map(sum, rounds)), 3),
    }


def _fill(line: Line, day: date, rows: int) -> None:
    client = line.client()
    try:
        there = 0
        while there < rows:
            client.command(_COPY, parameters={"day": day, "rows": rows - there})
            ((there,),) = line.query(
                "SELECT count() FROM assessments WHERE usage_day = {day:Date}", day=day
            )
        client.command("OPTIMIZE TABLE assessments")
    finally:
        client.close()


def _rounds(warehouse: Warehouse, span: Span) -> Iterator[tuple[float, float]]:
    """Yield the seconds of usage and of findings."""
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        build_usage(warehouse, span, ZONE)
        between = time.perf_counter()
        build_findings(warehouse, span, ZONE)
        yield between - begun, time.perf_counter() - between
