CREATE TABLE accesses {{on_cluster}}
(
    tenant LowCardinality(String),
    access_id UUID,
    at DateTime64(3, 'UTC'),
    account LowCardinality(String),
    role LowCardinality(String),
    action LowCardinality(String),
    object String,
    origin LowCardinality(String),
    reason String,
    k_partition UInt32,
    k_offset UInt64
)
ENGINE = {{replicated}}ReplacingMergeTree
PARTITION BY toYYYYMM(at)
ORDER BY (tenant, at, access_id)
TTL toDateTime(at) + INTERVAL 366 DAY;

-- Content-free; the bytes stay sealed in Kafka. One row per id, however often it was refused.
CREATE TABLE dead_letters {{on_cluster}}
(
    tenant LowCardinality(String),
    id String,
    reason LowCardinality(String),
    refused_by LowCardinality(String),
    topic LowCardinality(String),
    partition UInt32,
    offset UInt64,
    refused_at DateTime64(3, 'UTC'),
    size UInt64,
    sealed Bool COMMENT 'whether the bytes were kept',
    k_partition UInt32,
    k_offset UInt64
)
ENGINE = {{replicated}}ReplacingMergeTree(refused_at)
ORDER BY (tenant, id)
TTL toDateTime(refused_at) + INTERVAL 184 DAY;
