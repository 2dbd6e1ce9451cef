"""``assessments``: one row per interaction and register release."""

import msgspec

from leitstand.broker.ports import Record
from leitstand.schemas import topics
from leitstand.schemas.assessment import Assessment
from leitstand.schemas.cloudevents import SOURCE_OFFSET, header
from leitstand.streams.tables.table import Table, broker_time


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
        "tenant": lambda _, a: a.tenant,
        "event_id": lambda _, a: a.event_id,
        "occurred_at": lambda _, a: a.occurred_at,
        "recorded_at": lambda _, a: a.recorded_at,
        "assessed_at": lambda r, _: broker_time(r),
        "usage_day": lambda _, a: a.usage_day,
        "release": lambda _, a: a.release,
        "detector_version": lambda _, a: a.detector_version,
        "pseudonym": lambda _, a: a.pseudonym,
        "key_epoch": lambda _, a: a.key_epoch,
        "pseudonym_previous": lambda _, a: a.pseudonym_previous,
        "department": lambda _, a: a.department,
        "application": lambda _, a: a.application,
        "approval": lambda _, a: a.approval or "",
        "risk_class": lambda _, a: a.risk_class,
        "place": lambda _, a: a.place,
        "training_state": lambda _, a: a.training_state,
        "operation": lambda _, a: a.operation,
        "use_case": lambda _, a: a.use_case,
        "purpose": lambda _, a: a.purpose,
        "status": lambda _, a: a.status,
        "model": lambda _, a: a.model or "",
        "streamed": lambda _, a: a.streamed,
        "usage_source": lambda _, a: a.usage.source,
        "tokens_input": lambda _, a: a.usage.input,
        "tokens_output": lambda _, a: a.usage.output,
        "tokens_reasoning": lambda _, a: a.usage.reasoning,
        "tokens_cached": lambda _, a: a.usage.cached,
        "cost_microcents": lambda _, a: a.cost_microcents,
        "duration_ms": lambda _, a: a.duration_ms,
        "first_chunk_ms": lambda _, a: a.first_chunk_ms,
        "messages": lambda _, a: a.sizes.messages,
        "prompt_characters": lambda _, a: a.sizes.prompt_characters,
        "answer_characters": lambda _, a: a.sizes.answer_characters,
        "request_bytes": lambda _, a: a.sizes.request_bytes,
        "response_bytes": lambda _, a: a.sizes.response_bytes,
        "attachment_types": lambda _, a: [attachment.media_type for attachment in a.attachments],
        "attachment_bytes": lambda _, a: [attachment.bytes for attachment in a.attachments],
        "channel": lambda _, a: a.capture.channel,
        "producer": lambda _, a: a.capture.producer,
        "sequence": lambda _, a: a.capture.sequence,
        "completeness": lambda _, a: a.capture.completeness,
        "finding_rules": lambda _, a: [finding.rule for finding in a.findings],
        "finding_data_classes": lambda _, a: [finding.data_class for finding in a.findings],
        "finding_categories": lambda _, a: [finding.category for finding in a.findings],
        "finding_counts": lambda _, a: [finding.count for finding in a.findings],
        "finding_confidences": lambda _, a: [finding.confidence for finding in a.findings],
        "finding_wheres": lambda _, a: [finding.where for finding in a.findings],
        "finding_shapes": lambda _, a: [finding.shape for finding in a.findings],
        "finding_reasons": lambda _, a: [list(finding.reasons) for finding in a.findings],
        "finding_severities": lambda _, a: [finding.severity for finding in a.findings],
        "finding_routes": lambda _, a: [finding.route for finding in a.findings],
        "finding_opens_case": lambda _, a: [finding.opens_case for finding in a.findings],
        "verdict": lambda _, a: a.verdict,
        "not_checked": lambda _, a: a.not_checked,
        "action": lambda _, a: a.action,
        "retention_class": lambda _, a: a.retention_class,
        "k_topic": lambda r, _: r.topic,
        "k_partition": lambda r, _: r.partition,
        "k_offset": lambda r, _: r.offset,
        "source_offset": lambda r, _: _source_offset(r),
    },
)
