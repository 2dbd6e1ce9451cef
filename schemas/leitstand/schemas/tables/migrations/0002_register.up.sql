-- The register as Kafka holds it: one row per object, the newest release wins. The views below
-- unfold the intervals; people are known by their register HMAC only, which no assessment carries.
CREATE TABLE register_objects {{on_cluster}}
(
    tenant LowCardinality(String),
    kind LowCardinality(String),
    id String,
    release UInt64,
    value String COMMENT 'the History as JSON',
    written_at DateTime64(3, 'UTC') COMMENT 'broker time of the record',
    k_partition UInt32,
    k_offset UInt64
)
ENGINE = {{replicated}}ReplacingMergeTree(k_offset)
ORDER BY (tenant, kind, id);

CREATE VIEW register_intervals {{on_cluster}} AS
SELECT
    tenant,
    kind,
    id,
    release,
    parseDateTime64BestEffort(JSONExtractString(interval, 'valid_from'), 3, 'UTC') AS valid_from,
    parseDateTime64BestEffortOrNull(JSONExtractString(interval, 'valid_until'), 3, 'UTC') AS valid_until,
    JSONExtractRaw(interval, 'value') AS value
FROM register_objects FINAL
ARRAY JOIN JSONExtractArrayRaw(register_objects.value, 'intervals') AS interval;

CREATE VIEW people {{on_cluster}} AS
SELECT
    tenant,
    id AS person,
    valid_from,
    valid_until,
    JSONExtractString(value, 'department') AS department,
    JSONExtractBool(value, 'exempt') AS exempt,
    JSONExtractArrayRaw(value, 'certificates') AS certificates
FROM register_intervals
WHERE kind = 'person';
