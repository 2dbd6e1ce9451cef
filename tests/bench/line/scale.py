"""How much is measured: everything, or enough to see that the bench and the line work."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Sizes of the steps."""

    backlog: int
    """Events that a stage drains alone; the sink takes 20,000 at a time, so at least three of those."""
    workers: tuple[int, ...]
    latency_s: float
    """How long events are sent at the rate of the latency goals."""
    at_once: int
    """Events that are sent as fast as they are taken, with every stage at work."""
    probe_s: float
    """How long a rate is tried."""
    probes: int
    sustained_s: float
    named: int
    """Events whose texts are searched for names, too."""
    named_s: float
    day_rows: int
    """Assessments of the day that is rebuilt."""
    rows: int
    """Rows that are inserted and records that are copied to see the peers' limits."""
    naive_s: float
    texts: int
    """Texts that Presidio reads."""


SHORT = Scale(
    backlog=50_000,
    workers=(1,),
    latency_s=8,
    at_once=10_000,
    probe_s=4,
    probes=2,
    sustained_s=8,
    named=1_000,
    named_s=4,
    day_rows=100_000,
    rows=40_000,
    naive_s=3,
    texts=60,
)
LONG = Scale(
    backlog=200_000,
    workers=(1, 2, 4),
    latency_s=60,
    at_once=100_000,
    probe_s=20,
    probes=5,
    sustained_s=600,
    named=15_000,
    named_s=30,
    day_rows=1_000_000,
    rows=200_000,
    naive_s=30,
    texts=1_000,
)
