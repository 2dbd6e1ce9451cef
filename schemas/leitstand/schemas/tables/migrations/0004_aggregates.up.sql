-- Working tables of the pipelines: one partition per day, replaced as a whole by each run.
-- People are counted by states that merge across days of one quarter (pseudonyms change with it).
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
    tokens_input UInt64,
    tokens_output UInt64,
    usage_missing UInt64 COMMENT 'interactions without token counts',
    cost_microcents UInt64,
    data_until DateTime64(3, 'UTC') COMMENT 'newest assessment that is counted',
    computed_at DateTime64(3, 'UTC')
)
ENGINE = {{replicated}}MergeTree
PARTITION BY usage_day
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
PARTITION BY usage_day
ORDER BY (tenant, usage_day, department, application, rule, data_class, category, confidence)
TTL usage_day + INTERVAL 100 DAY;

CREATE TABLE training_coverage {{on_cluster}}
(
    tenant LowCardinality(String),
    day Date,
    department LowCardinality(String),
    application LowCardinality(String) COMMENT '* = at least one course of any application',
    people UInt64,
    trained UInt64,
    expired UInt64,
    computed_at DateTime64(3, 'UTC')
)
ENGINE = {{replicated}}MergeTree
PARTITION BY day
ORDER BY (tenant, day, department, application)
TTL day + INTERVAL 400 DAY;
