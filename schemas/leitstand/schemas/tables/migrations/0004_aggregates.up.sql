-- Working tables of the pipelines: one partition per tenant and day, replaced as a whole by each
-- run. People are counted by states that merge across days of one quarter (pseudonyms change with
-- it). Purposes training and test are not counted as use.
CREATE TABLE usage_daily {{on_cluster}}
(
    tenant LowCardinality(String),
    usage_day Date,
    department LowCardinality(String),
    application LowCardinality(String),
    place LowCardinality(String),
    approval LowCardinality(String),
    use_case LowCardinality(String),
    interactions UInt64,
    active AggregateFunction(uniqExact, Nullable(FixedString(32))),
    active_trained AggregateFunction(uniqExact, Nullable(FixedString(32))),
    notices UInt64,
    violations UInt64,
    not_checked UInt64,
    blocked UInt64,
    untrained_attempts UInt64,
    noticed_people AggregateFunction(uniqExact, Nullable(FixedString(32))),
    violating_people AggregateFunction(uniqExact, Nullable(FixedString(32))),
    blocked_people AggregateFunction(uniqExact, Nullable(FixedString(32))),
    untrained_people AggregateFunction(uniqExact, Nullable(FixedString(32))),
    tokens_input UInt64,
    tokens_output UInt64,
    usage_missing UInt64 COMMENT 'interactions without token counts',
    cost_microcents UInt64,
    data_until DateTime64(3, 'UTC') COMMENT 'broker time of the newest assessment that is counted',
    computed_at DateTime64(3, 'UTC')
)
ENGINE = {{replicated}}MergeTree
PARTITION BY (tenant, usage_day)
ORDER BY (tenant, usage_day, department, application, place, approval, use_case)
TTL usage_day + INTERVAL 100 DAY;

CREATE TABLE findings_daily {{on_cluster}}
(
    tenant LowCardinality(String),
    usage_day Date,
    department LowCardinality(String),
    application LowCardinality(String),
    rule LowCardinality(String),
    data_class LowCardinality(String),
    category LowCardinality(String),
    confidence LowCardinality(String),
    findings UInt64,
    interactions UInt64,
    people AggregateFunction(uniqExact, Nullable(FixedString(32))),
    computed_at DateTime64(3, 'UTC')
)
ENGINE = {{replicated}}MergeTree
PARTITION BY (tenant, usage_day)
ORDER BY (tenant, usage_day, department, application, rule, data_class, category, confidence)
TTL usage_day + INTERVAL 100 DAY;

CREATE TABLE training_coverage {{on_cluster}}
(
    tenant LowCardinality(String),
    day Date,
    department LowCardinality(String),
    application LowCardinality(String) COMMENT '* = a valid certificate for at least one application',
    people UInt64 COMMENT 'in the register at the end of the day, exempt ones included',
    trained UInt64 COMMENT 'with a valid certificate',
    expired UInt64 COMMENT 'whose certificates have all expired',
    computed_at DateTime64(3, 'UTC')
)
ENGINE = {{replicated}}MergeTree
PARTITION BY (tenant, day)
ORDER BY (tenant, day, department, application)
TTL day + INTERVAL 400 DAY;

-- When each day was computed last: a row that came in later makes the day stale.
CREATE TABLE usage_daily_built {{on_cluster}}
(
    tenant LowCardinality(String),
    usage_day Date,
    interactions UInt64 COMMENT 'counted in usage_daily',
    data_until Nullable(DateTime64(3, 'UTC')) COMMENT 'broker time of the newest assessment that is counted',
    computed_at DateTime64(3, 'UTC') COMMENT 'time of ClickHouse before the first read'
)
ENGINE = {{replicated}}ReplacingMergeTree(computed_at)
ORDER BY (tenant, usage_day)
TTL usage_day + INTERVAL 400 DAY;
