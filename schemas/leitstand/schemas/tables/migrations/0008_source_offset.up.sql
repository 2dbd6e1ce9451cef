-- Where the interaction of a row stands in Kafka, in the partition of the same number: so that the
-- proof of completeness matches offsets with rows without reading a topic again.
ALTER TABLE assessments {{on_cluster}}
    ADD COLUMN IF NOT EXISTS source_offset Int64 DEFAULT -1 COMMENT '-1 where nobody said' AFTER k_offset;
ALTER TABLE assessments {{on_cluster}}
    ADD INDEX IF NOT EXISTS by_offset (k_offset) TYPE minmax GRANULARITY 1;
ALTER TABLE assessments {{on_cluster}}
    ADD INDEX IF NOT EXISTS by_source_offset (source_offset) TYPE minmax GRANULARITY 1;

-- A view keeps the columns that it was made with.
CREATE OR REPLACE VIEW assessments_current {{on_cluster}} AS SELECT * FROM assessments FINAL;
