DROP TABLE published_rollout {{on_cluster}};
DROP TABLE published_applications {{on_cluster}};
DROP TABLE published_departments {{on_cluster}};
DROP TABLE published_usage {{on_cluster}};
