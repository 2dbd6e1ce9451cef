"""Tells the person at the terminal what the demo does; times every phase."""

import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager

from tqdm import tqdm


class Narrator:
    """Writes to standard error only: standard output is for the result."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self.seconds: dict[str, float] = {}
        """Duration of each finished phase; a phase that comes twice is added up."""

    @contextmanager
    def phase(self, name: str, title: str) -> Generator[None]:
        """Say what begins, and how long it took."""
        start = self._monotonic()
        self.say(f"{title} …")
        yield
        took = self._monotonic() - start
        self.seconds[name] = round(self.seconds.get(name, 0.0) + took, 2)
        self.say(f"    {took:.1f} s")

    @contextmanager
    def counted(self, name: str, title: str, total: int) -> Generator[Callable[[int], None]]:
        """Show a bar that is moved by calling what this yields."""
        start = self._monotonic()
        with tqdm(total=total, desc=title, unit="", file=sys.stderr, mininterval=0.3) as bar:

            def move(more: int) -> None:
                bar.update(more)

            yield move
        self.seconds[name] = round(self.seconds.get(name, 0.0) + self._monotonic() - start, 2)

    def say(self, text: str) -> None:
        """Write one line."""
        sys.stderr.write(text + "\n")
        sys.stderr.flush()
