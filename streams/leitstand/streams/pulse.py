"""Whether a loop still turns, asked from another thread."""

import time
from collections.abc import Callable


class Pulse:
    """Felt while ``beat`` was called within the last ``limit_s`` seconds, or never yet."""

    def __init__(
        self, *, limit_s: float = 30.0, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._limit_s = limit_s
        self._monotonic = monotonic
        self._last = monotonic()

    def beat(self) -> None:
        """Say that the loop turned."""
        self._last = self._monotonic()

    def is_felt(self) -> bool:
        """Say whether the last beat is young enough."""
        return self._monotonic() - self._last < self._limit_s
