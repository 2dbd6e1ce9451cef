DROP VIEW dead_letters_current {{on_cluster}};
