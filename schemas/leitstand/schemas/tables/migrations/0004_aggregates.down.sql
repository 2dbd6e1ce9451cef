DROP TABLE usage_daily_built {{on_cluster}};
DROP TABLE training_coverage {{on_cluster}};
DROP TABLE findings_daily {{on_cluster}};
DROP TABLE usage_daily {{on_cluster}};
