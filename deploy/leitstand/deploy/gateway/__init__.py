"""The gateway as a process: composition, and how it starts alone."""
