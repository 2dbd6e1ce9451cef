-- What each finding rests on (closed words), beside the other finding columns: one list a finding.
-- Rows from before have no lists at all; readers take a missing one as empty.
ALTER TABLE assessments {{on_cluster}}
    ADD COLUMN IF NOT EXISTS finding_reasons Array(Array(LowCardinality(String))) AFTER finding_shapes;

-- A view keeps the columns that it was made with.
CREATE OR REPLACE VIEW assessments_current {{on_cluster}} AS SELECT * FROM assessments FINAL;
