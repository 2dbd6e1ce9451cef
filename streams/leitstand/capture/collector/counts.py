"""What a collector did since its start, in numbers."""

import threading
from typing import Literal

Counted = Literal["recorded", "forwarded", "ignored", "rejected", "refused"]


class Counts:
    """For any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[Counted, int] = {
            "recorded": 0,
            "forwarded": 0,
            "ignored": 0,
            "rejected": 0,
            "refused": 0,
        }

    def add(self, what: Counted, number: int = 1) -> None:
        """Count."""
        with self._lock:
            self._counts[what] += number

    def document(self) -> dict[Counted, int]:
        """Return all."""
        with self._lock:
            return dict(self._counts)
