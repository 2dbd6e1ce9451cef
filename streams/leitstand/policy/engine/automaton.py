"""A compiled automaton; each thread has a scratch space of its own."""

import threading
from collections.abc import Callable

import hyperscan


class Automaton:
    """What is compiled at its first use, and what each thread made of it."""

    def __init__(self, compiled: Callable[[], bytes]) -> None:
        self._compiled = compiled
        self._serialised: bytes | None = None
        self._local = threading.local()

    def of_this_thread(self) -> hyperscan.Database:
        """Return the database for this thread."""
        database: hyperscan.Database | None = getattr(self._local, "database", None)
        if database is None:
            if self._serialised is None:
                self._serialised = self._compiled()
            database = hyperscan.loadb(self._serialised, hyperscan.HS_MODE_BLOCK)
            database.scratch = hyperscan.Scratch(database)
            self._local.database = database
        return database
