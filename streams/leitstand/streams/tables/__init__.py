"""What stands in a topic, as rows of its table: one file per table."""
