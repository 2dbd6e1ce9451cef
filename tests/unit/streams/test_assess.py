"""The pure core: what becomes an assessment, what becomes a dead letter, and with which reason."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest

from leitstand.broker.ports import Record
from leitstand.schemas import topics
from leitstand.schemas.assessment import Assessment
from leitstand.schemas.dead_letter import DeadLetter
from leitstand.schemas.interaction import Attachment, Preflight
from leitstand.schemas.register import Prices
from leitstand.schemas.vocabulary import (
    Action,
    Category,
    DeadLetterReason,
    NotChecked,
    RetentionClass,
    RiskClass,
    TrainingState,
    UseCase,
    Verdict,
)
from leitstand.streams import assess
from leitstand.streams.assess import assess_record, outgoing
from leitstand.vault import VaultDamagedError


def test_an_ordinary_interaction_is_allowed(town: Any) -> None:
    """Facts of the event and of the register as of the event stand side by side."""
    found = town.assess(town.interaction())
    assert isinstance(found, Assessment)
    assert (found.verdict, found.findings) == (Verdict.ALLOWED, ())
    assert (found.department, found.training_state) == ("kita", TrainingState.VALID)
    assert (found.release, found.usage_day) == (7, date(2026, 11, 16))
    assert found.use_case is UseCase.LETTER


def test_an_account_number_is_a_violation_without_a_digit_of_it(town: Any) -> None:
    """The finding tells category and shape; nothing that was written is in the bytes."""
    content = town.said(f"Mahnung an Konto {town.iban}")
    found = town.assess(town.interaction(), content)
    assert found.verdict is Verdict.VIOLATION
    assert [finding.category for finding in found.findings] == [Category.IBAN]
    value = outgoing(found).value or b""
    assert b"3704" not in value
    assert b"fiktiv" not in value


def test_the_same_input_gives_the_same_bytes(town: Any) -> None:
    """Redelivery is harmless only if nothing of the present gets into an assessment."""
    record = town.record(town.interaction())
    first, second = (outgoing(assess_record(record, town.context)) for _ in range(2))
    assert first == second


def test_it_goes_out_under_the_key_of_its_event(town: Any) -> None:
    """Same key, so same partition: the order of an event's verdicts is kept."""
    interaction = town.interaction()
    sent = outgoing(town.assess(interaction))
    assert (sent.topic, sent.key) == (topics.ASSESSMENTS, str(interaction.event_id).encode())
    assert dict(sent.headers)["ce_type"] == topics.ASSESSMENTS.encode()


def test_it_tells_where_its_interaction_stands(town: Any) -> None:
    """Beside the verdict, not in it: the same interaction may come twice, at two places."""
    found = town.assess(town.interaction())
    first, second = outgoing(found, 4711), outgoing(found, 4712)
    assert dict(first.headers)["leitstand_source_offset"] == b"4711"
    assert first.value == second.value


@pytest.mark.parametrize(
    ("user", "pseudonym", "department"),
    [
        (None, False, "unknown"),
        (" ", False, "unknown"),
        ("niemand@musterdorf.example", True, "unknown"),
        ("FIKTIV-0001@musterdorf.example ", True, "kita"),
    ],
)
def test_people(town: Any, user: str | None, pseudonym: bool, department: str) -> None:
    """Nobody stays nobody; a stranger has a pseudonym; another spelling is the same person."""
    found = town.assess(town.interaction(), town.said("Hallo", user))
    assert (found.pseudonym is not None, found.department) == (pseudonym, department)


@pytest.mark.parametrize(
    ("at", "epoch", "previous"),
    [
        (datetime(2026, 9, 30, 21, 59, tzinfo=UTC), "2026q3", False),
        (datetime(2026, 9, 30, 22, 0, tzinfo=UTC), "2026q4", True),
        (datetime(2026, 11, 4, 22, 59, tzinfo=UTC), "2026q4", True),
        (datetime(2026, 11, 4, 23, 0, tzinfo=UTC), "2026q4", False),
    ],
)
def test_epochs_change_at_the_towns_midnight(
    town: Any, at: datetime, epoch: str, previous: bool
) -> None:
    """The quarter is that of the usage day, and its first 35 days also name the one before."""
    found = town.assess(town.interaction(occurred_at=at))
    assert (found.key_epoch, found.pseudonym_previous is not None) == (epoch, previous)


def test_an_exempt_person_leaves_no_trace(town: Any) -> None:
    """The event is accounted for; who, where, what for and how much is not said."""
    interaction = town.interaction(
        attachments=(Attachment(media_type="application/pdf", bytes=9),),
        preflight=Preflight(verdict=Verdict.NOTICE, action=Action.WARNED),
    )
    found = town.assess(interaction, town.said(town.iban, town.exempt_user))
    assert (found.verdict, found.not_checked) == (Verdict.NOT_CHECKED, NotChecked.EXEMPT)
    assert (found.pseudonym, found.pseudonym_previous, found.department) == (None, None, "unknown")
    assert (found.findings, found.attachments, found.action) == ((), (), Action.NONE)
    assert (found.sizes.messages, found.duration_ms) == (0, 0)
    assert found.training_state is TrainingState.UNKNOWN_PERSON


@pytest.mark.parametrize(
    ("changes", "cost"),
    [
        ({}, 600 * 230 + 400 * 115 + 200 * 920),
        ({"prices": {"*": Prices(input=1, output=2)}}, 1000 + 400),
        ({"prices": {}}, None),
    ],
)
def test_cost_is_exact(town: Any, changes: dict[str, Any], cost: int | None) -> None:
    """Tokens times cents per million are microcents; unknown prices are no zero."""
    there = town.changed(application=town.application(**changes))
    assert there.assess(town.interaction()).cost_microcents == cost


def test_missing_tokens_cost_nothing_that_we_know(town: Any) -> None:
    """A provider that says nothing makes no zero either."""
    usage = msgspec.structs.replace(town.interaction().usage, input=None)
    assert town.assess(town.interaction(usage=usage)).cost_microcents is None


@pytest.mark.parametrize(
    ("risk", "agreed", "expected"),
    [
        (RiskClass.HIGH, True, RetentionClass.HIGH_RISK),
        (RiskClass.HIGH, False, RetentionClass.STANDARD),
        (RiskClass.LIMITED, True, RetentionClass.STANDARD),
    ],
)
def test_long_retention_needs_the_agreement(
    town: Any, risk: RiskClass, agreed: bool, expected: RetentionClass
) -> None:
    """High risk alone does not keep rows longer."""
    there = town.changed(
        application=town.application(risk_class=risk),
        agreement=town.agreement(high_risk_retention=agreed),
    )
    assert there.assess(town.interaction()).retention_class is expected


HEADERS = [
    ({"ce_id": None}, DeadLetterReason.MISSING_HEADER),
    ({"ce_tenant": None}, DeadLetterReason.MISSING_HEADER),
    ({"ce_type": b"leitstand.interactions.v2"}, DeadLetterReason.UNKNOWN_VERSION),
    ({"ce_specversion": b"2.0"}, DeadLetterReason.UNKNOWN_VERSION),
    ({"ce_tenant": b"anderswo"}, DeadLetterReason.UNKNOWN_TENANT),
    ({"ce_tenant": b"\xff"}, DeadLetterReason.UNKNOWN_TENANT),
    ({"ce_id": b"019cad9d-e51b-7020-8202-020202020202"}, DeadLetterReason.HEADER_MISMATCH),
    ({"ce_time": b"2026-01-01T00:00:00Z"}, DeadLetterReason.HEADER_MISMATCH),
    ({"ce_time": b"yesterday"}, DeadLetterReason.HEADER_MISMATCH),
]


@pytest.mark.parametrize(("more", "reason"), HEADERS)
def test_headers_are_checked(
    town: Any, more: dict[str, bytes | None], reason: DeadLetterReason
) -> None:
    """A record whose headers are missing, strange or lie becomes a dead letter."""
    record = town.record(town.interaction(), more_headers=more)
    refused = assess_record(record, town.context)
    assert isinstance(refused, DeadLetter)
    assert refused.reason is reason


VALUES = [
    (None, DeadLetterReason.NOT_JSON),
    (b"", DeadLetterReason.NOT_JSON),
    (b"{", DeadLetterReason.NOT_JSON),
    (b"[" * 100_000, DeadLetterReason.WRONG_SHAPE),
    (b"[]", DeadLetterReason.WRONG_SHAPE),
    (b'{"open": {}, "sealed": {}}', DeadLetterReason.WRONG_SHAPE),
    (b'{"open": "\xff\xfe"}', DeadLetterReason.WRONG_SHAPE),
]


@pytest.mark.parametrize(("value", "reason"), VALUES)
def test_poison_never_raises(town: Any, value: bytes | None, reason: DeadLetterReason) -> None:
    """Whatever the bytes are, they become a dead letter with the event's id."""
    interaction = town.interaction()
    record = _with(town.record(interaction), value=value)
    refused = assess_record(record, town.context)
    assert isinstance(refused, DeadLetter)
    assert (refused.reason, refused.id) == (reason, str(interaction.event_id))


@pytest.mark.parametrize(
    ("distance", "accepted"),
    [
        (timedelta(days=-400), True),
        (timedelta(days=-400, seconds=-1), False),
        (timedelta(hours=1), True),
        (timedelta(hours=1, seconds=1), False),
    ],
)
def test_time_range_is_measured_from_the_broker(
    town: Any, distance: timedelta, accepted: bool
) -> None:
    """Four hundred days back and one hour ahead of the append."""
    interaction = town.interaction()
    arrived = interaction.occurred_at - distance
    record = _with(town.record(interaction), timestamp_ms=int(arrived.timestamp() * 1000))
    found = assess_record(record, town.context)
    assert isinstance(found, Assessment) is accepted
    assert accepted or getattr(found, "reason", None) is DeadLetterReason.TIME_OUT_OF_RANGE


REGISTERS = [
    ({"agreement": None}, DeadLetterReason.NO_AGREEMENT),
    ({"policy": None}, DeadLetterReason.NO_POLICY),
    ({"policy": None, "agreement": None}, DeadLetterReason.NO_AGREEMENT),
]


@pytest.mark.parametrize(("objects", "reason"), REGISTERS)
def test_no_legal_basis(town: Any, objects: dict[str, Any], reason: DeadLetterReason) -> None:
    """Without an agreement or a policy nothing is processed."""
    assert town.changed(**objects).assess(town.interaction()).reason is reason


@pytest.mark.parametrize(
    "changes",
    [{"suspended": True}, {"ends": date(2026, 11, 15)}, {"signed": date(2026, 11, 17)}],
)
def test_an_agreement_that_is_not_in_force(town: Any, changes: dict[str, Any]) -> None:
    """Suspended, ended yesterday, signed tomorrow: nothing is processed."""
    there = town.changed(agreement=town.agreement(**changes))
    assert there.assess(town.interaction()).reason is DeadLetterReason.NO_AGREEMENT


def test_without_agreement_nothing_is_opened(town: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sealed part stays closed: no legal basis, no look."""

    def looked(*_: object) -> bytes:
        raise AssertionError

    monkeypatch.setattr(town.opener, "open", looked)
    refused = town.changed(agreement=None).assess(town.interaction())
    assert refused.reason is DeadLetterReason.NO_AGREEMENT


def test_a_changed_open_part_breaks_the_seal(town: Any) -> None:
    """Who changes one open byte is found out."""
    record = town.record(town.interaction())
    forged = (record.value or b"").replace(b'"input":1000', b'"input":1001')
    refused = assess_record(_with(record, value=forged), town.context)
    assert getattr(refused, "reason", None) is DeadLetterReason.SEAL_BROKEN


def test_a_fault_of_ours_is_a_dead_letter_that_names_no_content(
    town: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The line goes on, and the log says what kind of fault it was and nothing else."""

    def broken(*_: object) -> None:
        raise LookupError(town.user)

    monkeypatch.setattr(assess, "judge", broken)
    assert town.assess(town.interaction()).reason is DeadLetterReason.FAILED
    assert "LookupError" in caplog.text
    assert town.user not in caplog.text


def test_a_damaged_vault_stops_the_worker(town: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unreadable key is no property of the record: refusing everything would be worse."""

    def damaged(*_: object) -> None:
        raise VaultDamagedError

    monkeypatch.setattr(town.opener, "open", damaged)
    with pytest.raises(VaultDamagedError):
        town.assess(town.interaction())


def _with(record: Record, **changes: Any) -> Record:
    return replace(record, **changes)
