DROP VIEW people {{on_cluster}};
DROP VIEW register_intervals {{on_cluster}};
DROP TABLE register_objects {{on_cluster}};
