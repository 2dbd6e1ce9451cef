-- Whether something recurs with many people of the house (policy: check repetition). Only where the
-- policy asks for it and the agreement allows it; else the partition is empty. Fewer people than the
-- minimum group and none at all look the same: no row of this table is about a small group.
CREATE TABLE published_repetition {{on_cluster}}
(
    tenant LowCardinality(String),
    rule LowCardinality(String),
    window_end Date COMMENT 'last day of the window, the last whole day',
    days UInt16 COMMENT 'length of the window',
    usage_days UInt16 COMMENT 'different days that make a repetition',
    recurs Bool COMMENT 'with at least the minimum group of people',
    minimum_group UInt16 COMMENT 'threshold that was applied',
    computed_at DateTime64(3, 'UTC')
)
ENGINE = {{replicated}}MergeTree
PARTITION BY tenant
ORDER BY (tenant, rule);
