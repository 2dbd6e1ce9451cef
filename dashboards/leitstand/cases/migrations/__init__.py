"""Steps of the case register's tables, numbered, forwards and back."""
