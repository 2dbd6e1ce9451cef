"""Aggregates, quality, disclosure control and publication: from assessments to ``published_*``."""
