"""Dead letters: the same record, the same id; the bytes come back whole, and only by the key."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import msgspec
import pytest

from leitstand.broker.ports import Record
from leitstand.schemas import topics
from leitstand.schemas.dead_letter import DeadLetter
from leitstand.schemas.vocabulary import DeadLetterReason
from leitstand.streams.dead_letters import (
    LARGEST_SEALED_BYTES,
    DeadLetters,
    outgoing,
    read_blob,
    seal_binding,
)
from leitstand.vault import PublicKeys, Sealer, VaultPaths

POISON = Record(
    topic=topics.INTERACTIONS,
    partition=3,
    offset=17,
    timestamp_ms=0,
    key=b"\xff",
    value=b"Frau Muster, fiktiv-0001@musterdorf.example",
    headers=(("ce_tenant", b"musterdorf"), ("odd", b"\x00\xff")),
)


def test_the_record_comes_back_byte_for_byte(town: Any, letters: DeadLetters) -> None:
    """Key, headers in their order, and value: a replay sends exactly what stood there."""
    letter = letters.of(POISON, DeadLetterReason.NOT_JSON)
    assert letter.sealed is not None
    blob = read_blob(town.opener.open(letter.sealed, seal_binding(letter.tenant, letter.id)))
    assert (blob.key, blob.headers, blob.value) == (POISON.key, POISON.headers, POISON.value)


def test_nothing_of_it_is_readable(letters: DeadLetters) -> None:
    """What goes to Kafka shows where it came from and why, and nothing that was written."""
    sent = outgoing(letters.of(POISON, DeadLetterReason.NOT_JSON))
    everything = b"|".join([sent.key or b"", sent.value or b"", *(v for _, v in sent.headers)])
    assert b"Muster," not in everything
    assert b"fiktiv" not in everything
    assert (sent.topic, dict(sent.headers)["ce_source"]) == (
        topics.DEAD_LETTERS,
        b"/musterdorf/assess",
    )


def test_a_redelivery_has_the_same_id(letters: DeadLetters) -> None:
    """However often a record is refused, the table keeps one row of it."""
    later = replace(letters, clock=lambda: letters.clock() + timedelta(hours=3))
    first, second = (of.of(POISON, DeadLetterReason.NOT_JSON) for of in (letters, later))
    assert first.id == second.id
    assert first.id.startswith("sha256:")


@pytest.mark.parametrize("header", [b"not a uuid", b"\xff", b""])
def test_an_odd_id_is_replaced_by_a_hash(letters: DeadLetters, header: bytes) -> None:
    """An id that is no UUID is content until proven otherwise."""
    record = replace(POISON, headers=(("ce_id", header),))
    assert letters.of(record, DeadLetterReason.NOT_JSON).id.startswith("sha256:")


@pytest.mark.parametrize("claimed", [b"Frau Muster", b"\xff", b""])
def test_an_odd_tenant_is_replaced_by_ours(letters: DeadLetters, claimed: bytes) -> None:
    """So is a tenant that is no slug."""
    record = replace(POISON, headers=(("ce_tenant", claimed),))
    assert letters.of(record, DeadLetterReason.NOT_JSON).tenant == "musterdorf"


def test_a_giant_is_told_of_without_its_bytes(letters: DeadLetters) -> None:
    """A letter that Kafka would refuse stops the line; the record stays in its own topic."""
    giant = replace(POISON, value=b"x" * LARGEST_SEALED_BYTES)
    letter = letters.of(giant, DeadLetterReason.NOT_JSON)
    assert letter.sealed is None
    assert letter.size > LARGEST_SEALED_BYTES


def test_without_a_key_of_the_day_it_is_told_of_all_the_same(
    paths: VaultPaths, letters: DeadLetters
) -> None:
    """No public key: no copy, but the record is accounted for."""
    a_month_later = letters.clock() + timedelta(days=30)
    sealer = Sealer(PublicKeys(paths.public), letters.tenant, lambda: a_month_later)
    late = replace(letters, sealer=sealer)
    assert late.of(POISON, DeadLetterReason.NOT_JSON).sealed is None


def test_it_satisfies_its_contract(letters: DeadLetters) -> None:
    """Constraints of the structure hold for what we write."""
    sent = outgoing(letters.of(POISON, DeadLetterReason.NOT_JSON))
    letter = msgspec.json.decode(sent.value or b"", type=DeadLetter)
    assert (letter.partition, letter.offset, letter.reason) == (3, 17, DeadLetterReason.NOT_JSON)
