"""Pages of the Datenschutzbeauftragte and the deputy."""
