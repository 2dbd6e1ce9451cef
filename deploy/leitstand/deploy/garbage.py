"""Python's collector of cycles, tuned for processes that take records in batches."""

import gc

_OBJECTS = 200_000
"""New objects between two collections: about one batch of the sink."""


def collect_rarely() -> None:
    """Leave alone what stands there already, and collect once a batch in place of 400 times.

    What a batch is made of ends by itself with its last reference; the collector would walk over
    its half a million objects again and again while they are read, which cost half of the
    processor time of a turn. Call it when everything is built.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS)
