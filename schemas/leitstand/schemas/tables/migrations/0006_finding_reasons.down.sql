ALTER TABLE assessments {{on_cluster}} DROP COLUMN IF EXISTS finding_reasons;
CREATE OR REPLACE VIEW assessments_current {{on_cluster}} AS SELECT * FROM assessments FINAL;
