DROP TABLE dead_letters {{on_cluster}};
DROP TABLE accesses {{on_cluster}};
