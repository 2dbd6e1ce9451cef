"""Whatever is sent is accounted for: a row or a dead letter under the record's own id, never an end."""

import os
import random
from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
import pytest
from tests.faults.poison import Poisoner

from leitstand.broker.ports import Outgoing, Record
from leitstand.schemas.assessment import Assessment
from leitstand.schemas.dead_letter import DeadLetter
from leitstand.schemas.vocabulary import DeadLetterReason
from leitstand.streams.assess import Outcome, assess_all, assess_record, outgoing
from leitstand.streams.dead_letters import read_blob, seal_binding

LONG = os.environ.get("LEITSTAND_FAULTS", "short") != "short"
NUMBER = 10_000 if LONG else 500
SEED = 20261116
BROKER_TAKES = 8 * 1024 * 1024


def poison(town: Any, number: int) -> list[Record]:
    """Return poisoned records as the broker hands them out."""
    good = [
        town.record(town.interaction(), town.said("Einladung zum Elternabend")),
        town.record(town.interaction(), town.said(f"IBAN {town.iban}")),
        town.record(town.interaction(application="unbekannt", response_model="x")),
        town.record(town.interaction(request_model=None), town.said("", user=None)),
        town.record(town.interaction(), town.said("a", user=town.exempt_user)),
    ]
    sent = [
        Outgoing(topic=one.topic, key=one.key, value=one.value, headers=one.headers) for one in good
    ]
    poisoner = Poisoner(good=sent, sealer=town.sealer, chance=random.Random(SEED))  # noqa: S311
    return [
        Record(
            topic=one.topic,
            partition=2,
            offset=offset,
            timestamp_ms=good[0].timestamp_ms,
            key=one.key,
            value=one.value,
            headers=one.headers,
        )
        for offset, one in enumerate(poisoner.corpus(number))
    ]


def test_records_assessed_together_come_to_what_each_alone_comes_to(town: Any) -> None:
    """A refused one among good ones changes nothing for its neighbours, nor the order."""
    records = [
        record for bad in poison(town, NUMBER) for record in (town.record(town.interaction()), bad)
    ]
    alone = [_comparable(assess_record(record, town.context)) for record in records]
    assert [_comparable(outcome) for outcome in assess_all(records, town.context)] == alone


def _comparable(outcome: Outcome) -> Outcome:
    """Return it without the seal, which is another one each time."""
    return (
        outcome
        if isinstance(outcome, Assessment)
        else msgspec.structs.replace(outcome, sealed=None)
    )


@pytest.fixture
def assessed(town: Any) -> Sequence[tuple[Record, Outcome]]:
    """Return a whole corpus with what became of it."""
    return [(record, assess_record(record, town.context)) for record in poison(town, NUMBER)]


def test_every_record_is_accounted_for(
    town: Any, assessed: Sequence[tuple[Record, Outcome]]
) -> None:
    """One outcome each, under the id that the account looks for, with the bytes for a replay."""
    for record, outcome in assessed:
        claimed = _claimed(record)
        if isinstance(outcome, Assessment):
            assert outcome.event_id == claimed
            continue
        assert (outcome.partition, outcome.offset) == (record.partition, record.offset)
        assert outcome.id == str(claimed) if claimed else outcome.id.startswith("sha256:")
        assert outcome.sealed is not None
        opened = town.opener.open(outcome.sealed, seal_binding(outcome.tenant, outcome.id))
        blob = read_blob(opened)
        assert (blob.key, blob.headers, blob.value) == (record.key, record.headers, record.value)


def test_none_is_a_fault_of_ours(assessed: Sequence[tuple[Record, Outcome]]) -> None:
    """``failed`` means an exception that nobody foresaw; and the corpus has every other reason."""
    reasons = Counter(o.reason for _, o in assessed if isinstance(o, DeadLetter))
    assert DeadLetterReason.FAILED not in reasons
    assert {
        DeadLetterReason.NOT_JSON,
        DeadLetterReason.WRONG_SHAPE,
        DeadLetterReason.UNKNOWN_VERSION,
        DeadLetterReason.MISSING_HEADER,
        DeadLetterReason.HEADER_MISMATCH,
        DeadLetterReason.UNKNOWN_TENANT,
        DeadLetterReason.UNKNOWN_KEY,
        DeadLetterReason.SEAL_BROKEN,
    } <= set(reasons)


def test_what_is_made_of_it_can_be_sent_and_read(
    assessed: Sequence[tuple[Record, Outcome]],
) -> None:
    """Every outcome satisfies its contract and is one that the broker takes."""
    for _, outcome in assessed:
        sent = outgoing(outcome)
        assert len(sent.value or b"") < BROKER_TAKES
        assert msgspec.json.decode(sent.value or b"", type=type(outcome)) == outcome


def test_the_corpus_is_the_same_again(town: Any) -> None:
    """By its seed, but for the nonces of what is sealed anew."""
    first, second = (poison(town, 100) for _ in range(2))
    assert [(r.key, r.headers) for r in first] == [(r.key, r.headers) for r in second]


def _claimed(record: Record) -> UUID | None:
    try:
        return UUID(dict(record.headers).get("ce_id", b"").decode(errors="replace"))
    except ValueError:
        return None
