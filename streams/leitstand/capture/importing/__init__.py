"""Interactions from a table or from JSON lines that another system exported.

See docs/interactions-import.md.
"""

from leitstand.capture.importing.mapping import InteractionMapping, read_mapping
from leitstand.capture.importing.progress import Progress
from leitstand.capture.importing.reading import Found, read_interactions
from leitstand.capture.importing.writing import Counts, Writing

__all__ = [
    "Counts",
    "Found",
    "InteractionMapping",
    "Progress",
    "Writing",
    "read_interactions",
    "read_mapping",
]
