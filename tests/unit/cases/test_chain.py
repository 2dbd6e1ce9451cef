"""The hash chain of a timeline."""

from datetime import UTC, datetime

import msgspec
import pytest

from leitstand.cases.chain import BEGINNING, Entry, LinkedEntry, is_intact, link
from leitstand.cases.vocabulary import State, Step
from leitstand.schemas.vocabulary import Role


def chain(number: str = "PF-2026-0001") -> list[LinkedEntry]:
    linked: list[LinkedEntry] = []
    for sequence in (1, 2, 3):
        entry = Entry(
            tenant="musterstadt",
            number=number,
            sequence=sequence,
            at=datetime(2026, 3, 16, 8, sequence, tzinfo=UTC),
            account="dsb",
            role=Role.DSB,
            step=Step.NOTE,
            source=State.TRIAGE,
            target=State.TRIAGE,
            comment=f"Bemerkung {sequence}",
        )
        linked.append(link(entry, linked[-1].hash if linked else BEGINNING))
    return linked


def holds(links: list[LinkedEntry]) -> bool:
    return is_intact(links, chain()[-1].hash)


def test_an_untouched_chain_holds() -> None:
    """What was linked is intact."""
    assert holds(chain())


def test_an_entry_has_one_hash_for_ever() -> None:
    """The hash is a contract: archived chains must verify with every later version."""
    assert chain()[0].hash == "8c289bcc48a6dc7c0f71ec93eb71f48e48cd4e6d2dd40c622a5453b60e250749"


@pytest.mark.parametrize(
    "change",
    [
        {"comment": "anders"},
        {"account": "other"},
        {"role": Role.DSB_DEPUTY},
        {"at": datetime(2026, 3, 16, 7, 0, tzinfo=UTC)},
        {"target": State.CLOSED},
    ],
)
def test_an_altered_entry_is_found(change: dict[str, object]) -> None:
    """Every field of every entry is covered."""
    links = chain()
    links[1] = msgspec.structs.replace(
        links[1], entry=msgspec.structs.replace(links[1].entry, **change)
    )
    assert not holds(links)


def test_an_entry_altered_together_with_its_own_hash_is_found() -> None:
    """Who computes the hash again breaks the next link."""
    links = chain()
    forged = msgspec.structs.replace(links[1].entry, comment="anders")
    links[1] = link(forged, links[1].previous)
    assert not holds(links)


@pytest.mark.parametrize("order", [[0, 2], [0, 1], [1, 2], [0, 2, 1], [0, 1, 1, 2], []])
def test_dropped_swapped_and_repeated_entries_are_found(order: list[int]) -> None:
    """Only the whole chain in its order holds, its tail included."""
    links = chain()
    assert not holds([links[n] for n in order])


def test_a_chain_cannot_be_moved_to_another_case() -> None:
    """The number is part of what is hashed."""
    assert not holds(chain("PF-2026-0002"))
