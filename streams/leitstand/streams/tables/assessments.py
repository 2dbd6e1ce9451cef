"""``assessments``: one row per interaction and register release."""

import msgspec

from leitstand.broker.ports import Record
from leitstand.schemas import topics
from leitstand.schemas.assessment import Assessment
from leitstand.schemas.cloudevents import SOURCE_OFFSET, header
from leitstand.streams.tables.columns import (
    broker_time,
    made_from_record,
    made_from_value,
    of_each,
    of_record,
    of_value,
)
from leitstand.streams.tables.table import Table


def _source_offset(record: Record) -> int:
    """Return where the interaction stands; -1 where nobody said."""
    told = header(record.headers, SOURCE_OFFSET)
    return int(told) if told and told.isdecimal() and len(told) < 19 else -1


TABLE: Table[Assessment] = Table(
    topic=topics.ASSESSMENTS,
    name="assessments",
    decode=msgspec.json.Decoder(Assessment).decode,
    partition_day=lambda a: a.occurred_at.date(),
    columns={
        "tenant": of_value("tenant"),
        "event_id": of_value("event_id"),
        "occurred_at": of_value("occurred_at"),
        "recorded_at": of_value("recorded_at"),
        "assessed_at": made_from_record(broker_time),
        "usage_day": of_value("usage_day"),
        "release": of_value("release"),
        "detector_version": of_value("detector_version"),
        "pseudonym": of_value("pseudonym"),
        "key_epoch": of_value("key_epoch"),
        "pseudonym_previous": of_value("pseudonym_previous"),
        "department": of_value("department"),
        "application": of_value("application"),
        "approval": made_from_value(lambda a: a.approval or ""),
        "risk_class": of_value("risk_class"),
        "place": of_value("place"),
        "training_state": of_value("training_state"),
        "operation": of_value("operation"),
        "use_case": of_value("use_case"),
        "purpose": of_value("purpose"),
        "status": of_value("status"),
        "model": made_from_value(lambda a: a.model or ""),
        "streamed": of_value("streamed"),
        "usage_source": of_value("usage.source"),
        "tokens_input": of_value("usage.input"),
        "tokens_output": of_value("usage.output"),
        "tokens_reasoning": of_value("usage.reasoning"),
        "tokens_cached": of_value("usage.cached"),
        "cost_microcents": of_value("cost_microcents"),
        "duration_ms": of_value("duration_ms"),
        "first_chunk_ms": of_value("first_chunk_ms"),
        "messages": of_value("sizes.messages"),
        "prompt_characters": of_value("sizes.prompt_characters"),
        "answer_characters": of_value("sizes.answer_characters"),
        "request_bytes": of_value("sizes.request_bytes"),
        "response_bytes": of_value("sizes.response_bytes"),
        "attachment_types": of_each("attachments", "media_type"),
        "attachment_bytes": of_each("attachments", "bytes"),
        "channel": of_value("capture.channel"),
        "producer": of_value("capture.producer"),
        "sequence": of_value("capture.sequence"),
        "completeness": of_value("capture.completeness"),
        "finding_rules": of_each("findings", "rule"),
        "finding_data_classes": of_each("findings", "data_class"),
        "finding_categories": of_each("findings", "category"),
        "finding_counts": of_each("findings", "count"),
        "finding_confidences": of_each("findings", "confidence"),
        "finding_wheres": of_each("findings", "where"),
        "finding_shapes": of_each("findings", "shape"),
        "finding_reasons": of_each("findings", "reasons"),
        "finding_severities": of_each("findings", "severity"),
        "finding_routes": of_each("findings", "route"),
        "finding_opens_case": of_each("findings", "opens_case"),
        "verdict": of_value("verdict"),
        "not_checked": of_value("not_checked"),
        "action": of_value("action"),
        "retention_class": of_value("retention_class"),
        "k_topic": of_record("topic"),
        "k_partition": of_record("partition"),
        "k_offset": of_record("offset"),
        "source_offset": made_from_record(_source_offset),
    },
)
