DROP TABLE published_repetition {{on_cluster}};
