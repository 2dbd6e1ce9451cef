"""Quality checks: SQL aggregates as pandas frames, judged by Great Expectations."""
