"""The timeline's hash chain: who alters, drops, adds or swaps an entry breaks every later hash.

``hash = SHA-256(previous hash, as hex | LF | canonical JSON of the entry)``. The entry carries
tenant and number, so that a chain cannot be moved to another case. A chain alone does not show
that its tail was cut off; therefore the case keeps its head.
"""

import hashlib
from collections.abc import Sequence

import msgspec

from leitstand.cases.vocabulary import CloseReason, State, Step
from leitstand.schemas.clock import Instant
from leitstand.schemas.vocabulary import Role

BEGINNING = "0" * 64


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One entry of a timeline, exactly as it is hashed.

    Defaults are left out, so that a field added later changes no hash of an older entry.
    """

    tenant: str
    number: str
    sequence: int
    """From 1, without a gap."""
    at: Instant
    account: str
    role: Role
    step: Step
    source: State | None
    target: State
    reason: CloseReason | None = None
    comment: str = ""


class LinkedEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry with its place in the chain."""

    entry: Entry
    previous: str
    hash: str


def link(entry: Entry, previous: str) -> LinkedEntry:
    """Return the entry, chained to the hash before it."""
    canonical = msgspec.json.encode(entry, order="deterministic")
    digest = hashlib.sha256(previous.encode() + b"\n" + canonical).hexdigest()
    return LinkedEntry(entry=entry, previous=previous, hash=digest)


def is_intact(chain: Sequence[LinkedEntry], head: str) -> bool:
    """Say whether this is the whole, unaltered chain that ends with ``head``."""
    previous = BEGINNING
    for linked in chain:
        if linked != link(linked.entry, previous):
            return False
        previous = linked.hash
    return previous == head
