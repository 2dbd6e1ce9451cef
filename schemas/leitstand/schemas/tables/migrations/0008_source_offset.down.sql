ALTER TABLE assessments {{on_cluster}} DROP INDEX IF EXISTS by_source_offset;
ALTER TABLE assessments {{on_cluster}} DROP INDEX IF EXISTS by_offset;
ALTER TABLE assessments {{on_cluster}} DROP COLUMN IF EXISTS source_offset;
CREATE OR REPLACE VIEW assessments_current {{on_cluster}} AS SELECT * FROM assessments FINAL;
