"""When each event is meant to be sent: fixed beforehand, whatever the line does meanwhile.

A generator that waits for the line before it sends the next event leaves out just the events that
would have waited longest (coordinated omission). Here an event that is sent late has waited already:
its latency counts from the moment at which it was meant to be sent.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """So many events, evenly spaced."""

    rate: float
    """Events a second; 0: all at once, as fast as they are taken."""
    events: int

    def intended_s(self, number: int) -> float:
        """Return the second after the beginning at which an event is meant to be sent."""
        return number / self.rate if self.rate else 0.0

    def due(self, elapsed_s: float) -> int:
        """Return how many events should have been sent by now."""
        return min(self.events, int(elapsed_s * self.rate) + 1) if self.rate else self.events

    @property
    def seconds(self) -> float:
        """How long it takes to send everything, if the line keeps up."""
        return self.events / self.rate if self.rate else 0.0
