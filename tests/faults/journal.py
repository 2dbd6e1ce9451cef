"""The journal of a kill loop: one JSON line per kill, one per account; kills add up over runs."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median
from typing import Literal

import msgspec
from tests.faults.confidence import CONFIDENCE, upper_bound

Phase = Literal["working", "starting"]


class Kill(msgspec.Struct, frozen=True, kw_only=True, tag="kill"):
    """One process died by ``kill -9``."""

    run: str
    """Which loop it was: seed and start."""
    component: str
    phase: Phase
    """``starting``: it had not recovered from the last one."""
    down: tuple[str, ...]
    """What else was away at that moment."""
    recovery_s: float | None
    """From the kill until it was healthy again; ``None`` where the next kill came first."""


class Account(msgspec.Struct, frozen=True, kw_only=True, tag="account"):
    """Everything came to rest and was compared; it speaks for the kills of its run before it."""

    run: str
    kills: int
    """Of this run, so far."""
    acknowledged: int
    rows: int
    dead_letters: int
    cases: int
    violations: tuple[str, ...]


Entry = Kill | Account


def append(journal: Path, entry: Entry) -> None:
    """Write one line."""
    with journal.open("ab") as file:
        file.write(msgspec.json.encode(entry) + b"\n")


def read(journal: Path) -> Iterator[Entry]:
    """Yield what stands in a journal; a line that a crash cut short is passed over."""
    decode = msgspec.json.Decoder(Entry).decode
    if not journal.exists():
        return
    for line in journal.read_bytes().splitlines():
        try:
            yield decode(line)
        except msgspec.DecodeError:
            continue


def accounted(entries: Iterable[Entry]) -> tuple[list[Kill], list[Account]]:
    """Return the kills that an account followed, and the accounts: others prove nothing."""
    open_kills: dict[str, list[Kill]] = defaultdict(list)
    kills: list[Kill] = []
    accounts: list[Account] = []
    for entry in entries:
        if isinstance(entry, Kill):
            open_kills[entry.run].append(entry)
        else:
            accounts.append(entry)
            kills += open_kills.pop(entry.run, [])
    return kills, accounts


def report(journal: Path) -> str:
    """Return the figures of a journal as text."""
    kills, accounts = accounted(read(journal))
    violated = sum(1 for account in accounts if account.violations)
    by_component = Counter(kill.component for kill in kills)
    lines = [
        f"{len(kills)} kills in {len(accounts)} accounts, {violated} with a violation",
        *(_component(name, kills) for name, _ in by_component.most_common()),
    ]
    if kills and not violated:
        bound = upper_bound(len(kills))
        lines.append(
            f"no loss, no double: at {CONFIDENCE:.0%} confidence at most {bound:.2g} per kill"
        )
    return "\n".join(lines)


def _component(name: str, kills: Iterable[Kill]) -> str:
    own = [kill for kill in kills if kill.component == name]
    took = sorted(kill.recovery_s for kill in own if kill.recovery_s is not None)
    starting = sum(kill.phase == "starting" for kill in own)
    seconds = f"healthy again after {median(took):.1f} s, {took[-1]:.1f} s at most" if took else ""
    return f"  {name}: {len(own)} kills, {starting} of them while it started; {seconds}"
