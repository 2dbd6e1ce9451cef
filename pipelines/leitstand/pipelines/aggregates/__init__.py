"""The working tables: one ``.sql`` file per table, a day at a time."""
