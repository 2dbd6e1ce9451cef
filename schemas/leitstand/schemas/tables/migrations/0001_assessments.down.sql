DROP VIEW assessments_current {{on_cluster}};
DROP TABLE assessments {{on_cluster}};
