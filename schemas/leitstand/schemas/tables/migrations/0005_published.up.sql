-- What department heads and leadership may see: figures after disclosure control, nothing else.
-- One row per cell, hidden ones included (value NULL), so that a page can say why it shows none.
CREATE TABLE published_usage {{on_cluster}}
(
    tenant LowCardinality(String),
    period LowCardinality(String) COMMENT 'month | quarter',
    period_start Date,
    department LowCardinality(String) COMMENT '* = the whole town',
    measure LowCardinality(String),
    dimension LowCardinality(String) COMMENT 'application, use case or stumbling block; empty for none',
    value Nullable(Float64),
    disclosure LowCardinality(String) COMMENT 'shown | hidden_small | hidden_complement | no_data',
    provisional Bool COMMENT 'the period is not over',
    data_until Nullable(DateTime64(3, 'UTC')),
    computed_at DateTime64(3, 'UTC'),
    minimum_group UInt16 COMMENT 'threshold that was applied'
)
ENGINE = {{replicated}}MergeTree
PARTITION BY (tenant, period, period_start)
ORDER BY (tenant, period, period_start, department, measure, dimension);

CREATE TABLE published_departments {{on_cluster}}
(
    tenant LowCardinality(String),
    department LowCardinality(String),
    title String,
    position UInt32 COMMENT 'place in the organisation chart',
    workplaces UInt64,
    monthly_budget_cents Nullable(UInt64),
    computed_at DateTime64(3, 'UTC')
)
ENGINE = {{replicated}}MergeTree
PARTITION BY tenant
ORDER BY (tenant, department);

CREATE TABLE published_applications {{on_cluster}}
(
    tenant LowCardinality(String),
    application LowCardinality(String),
    title String,
    place LowCardinality(String),
    risk_class LowCardinality(String),
    approval LowCardinality(String),
    computed_at DateTime64(3, 'UTC')
)
ENGINE = {{replicated}}MergeTree
PARTITION BY tenant
ORDER BY (tenant, application);

CREATE TABLE published_rollout {{on_cluster}}
(
    tenant LowCardinality(String),
    stage UInt16,
    title String,
    planned_from Date,
    planned_trained UInt64,
    reached_on Nullable(Date),
    computed_at DateTime64(3, 'UTC')
)
ENGINE = {{replicated}}MergeTree
PARTITION BY tenant
ORDER BY (tenant, stage);
