"""A compiled automaton; each thread has a scratch space of its own."""

import threading

import hyperscan


class Automaton:
    """What was compiled once, and what each thread made of it."""

    def __init__(self, serialised: bytes) -> None:
        self._serialised = serialised
        self._local = threading.local()

    def of_this_thread(self) -> hyperscan.Database:
        """Return the database for this thread."""
        database: hyperscan.Database | None = getattr(self._local, "database", None)
        if database is None:
            database = hyperscan.loadb(self._serialised, hyperscan.HS_MODE_BLOCK)
            database.scratch = hyperscan.Scratch(database)
            self._local.database = database
        return database
