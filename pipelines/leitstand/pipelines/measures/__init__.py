"""Published measures: one ``.sql`` file each, whose head says what disclosure control must know."""
