"""What is published of the register: one ``.sql`` file per table."""
