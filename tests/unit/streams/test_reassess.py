"""Judged again: new verdicts in place of old ones, once, whatever dies or comes late."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from leitstand.broker.memory import MemoryBroker
from leitstand.broker.ports import Outgoing, Record
from leitstand.policy import DETECTOR_VERSION
from leitstand.schemas import topics
from leitstand.schemas.assessment import Assessment
from leitstand.schemas.cloudevents import SOURCE_OFFSET
from leitstand.schemas.interaction import Interaction
from leitstand.schemas.policy import PolicyDocument, Retention
from leitstand.schemas.vocabulary import DeadLetterReason, Mode, NotChecked, Verdict
from leitstand.streams.assess import assess_record, outgoing
from leitstand.streams.reassess import (
    Effect,
    PastRow,
    Reassessment,
    Scope,
    Stays,
    Tally,
    Why,
    case_rules,
)
from leitstand.vault import DayKeys, VaultPaths


class Killed(BaseException):
    """The process died here."""


@dataclass
class House:
    """A line with everything in memory: topics, the worker's core, and rows that replace."""

    broker: MemoryBroker
    letters: set[UUID] = field(default_factory=set[UUID])
    left: dict[UUID, Why] = field(default_factory=dict[UUID, Why])

    def capture(self, town: Any, text: str = "", **changes: Any) -> Record:
        """Put an interaction into its topic."""
        number = len(self.broker.records(topics.INTERACTIONS))
        given: dict[str, Any] = {"event_id": UUID(int=number + 1)} | changes
        user = given.pop("user", town.user)
        use = town.interaction(**given)
        sequence = msgspec.structs.replace(use.capture, sequence=number + 1)
        use = msgspec.structs.replace(use, capture=sequence)
        made = town.record(use, town.said(text or "Einladung zum Elternabend", user))
        sent = Outgoing(topic=made.topic, key=made.key, value=made.value, headers=made.headers)
        self.broker.append(sent)
        (record,) = (r for r in self.broker.records(made.topic) if r.value == made.value)
        return record

    def live(self, town: Any, record: Record) -> None:
        """Assess as the worker does."""
        outcome = assess_record(record, town.context)
        if isinstance(outcome, Assessment):
            self.broker.append(outgoing(outcome, record.offset))
        else:
            self.letters.add(UUID(outcome.id))

    def use(self, town: Any, text: str = "", **changes: Any) -> UUID:
        """Capture and assess; return the event id."""
        record = self.capture(town, text, **changes)
        self.live(town, record)
        return UUID((record.key or b"").decode())

    def rows(self) -> dict[UUID, tuple[Record, Assessment]]:
        """Return what ClickHouse would show: the newest release, of one release the last."""
        newest: dict[UUID, tuple[Record, Assessment]] = {}
        for record in self.broker.records(topics.ASSESSMENTS):
            found = msgspec.json.decode(record.value or b"", type=Assessment)
            held = newest.get(found.event_id)
            if held is None or held[1].release <= found.release:
                newest[found.event_id] = (record, found)
        return newest

    def verdicts(self) -> dict[UUID, Verdict]:
        return {event_id: row.verdict for event_id, (_, row) in self.rows().items()}

    # What re-assessment asks: leitstand.streams.reassess.PastRows.

    def of(self, uses: Sequence[Interaction]) -> Mapping[UUID, PastRow]:
        rows, asked = self.rows(), {use.event_id for use in uses}
        return {key: past_row(*row) for key, row in rows.items() if key in asked}

    def dead(self, uses: Sequence[Interaction]) -> frozenset[UUID]:
        return frozenset({use.event_id for use in uses} & self.letters)

    def older(self, scope: Scope, release: int) -> Iterable[UUID]:
        for key, (_, row) in self.rows().items():
            inside = scope.begin <= row.occurred_at < scope.end
            if inside and scope.application in {None, row.application} and row.release < release:
                yield key

    # What a test does.

    def again(
        self, town: Any, scope: Scope | None = None, send: Callable[..., Any] | None = None
    ) -> Tally:
        """Judge everything again by the release of that town."""
        self.left.clear()
        run = Reassessment(scope or everything(town), town.context, self, self.left.__setitem__)
        return run.run(
            self.broker.reader(), send or self.broker.producer().send_all, lambda _: None
        )


def past_row(record: Record, found: Assessment) -> PastRow:
    source = dict(record.headers).get(SOURCE_OFFSET, b"-1")
    return PastRow(
        release=found.release,
        detector_version=found.detector_version,
        producer=found.capture.producer,
        sequence=found.capture.sequence,
        source_offset=int(source),
        usage_day=found.usage_day,
        pseudonym=found.pseudonym,
        verdict=found.verdict,
        not_checked=found.not_checked,
        rules=case_rules(found),
    )


def everything(town: Any) -> Scope:
    return Scope(begin=town.noon - timedelta(days=30), end=town.noon + timedelta(days=1))


@pytest.fixture
def house(town: Any) -> House:
    partitions = {topics.INTERACTIONS: 2, topics.ASSESSMENTS: 2}
    return House(MemoryBroker(partitions, clock=lambda: town.noon))


@pytest.fixture
def lenient(town: Any) -> Any:
    """Return the town in release 8, in which the rule is off."""
    return town.released(8, policy=with_mode(town, Mode.OFF))


def with_mode(town: Any, mode: Mode) -> PolicyDocument:
    policy: PolicyDocument = town.context.view.as_of(town.noon).policy
    rules = tuple(msgspec.structs.replace(rule, mode=mode) for rule in policy.rules)
    return msgspec.structs.replace(policy, rules=rules)


def test_a_corrected_policy_replaces_the_verdicts(house: House, town: Any, lenient: Any) -> None:
    """As many rows as before, all of the newer release, judged as if it had held then."""
    flagged, plain = house.use(town, f"Konto {town.iban}"), house.use(town)
    assert house.verdicts() == {flagged: Verdict.VIOLATION, plain: Verdict.ALLOWED}
    tally = house.again(lenient)
    assert house.verdicts() == {flagged: Verdict.ALLOWED, plain: Verdict.ALLOWED}
    assert {row.release for _, row in house.rows().values()} == {8}
    assert (tally.judged, tally.before, tally.stays) == (2, 0, {})
    assert tally.verdicts == {
        (Verdict.VIOLATION, Verdict.ALLOWED): 1,
        (Verdict.ALLOWED, Verdict.ALLOWED): 1,
    }
    assert tally.rules == {("personal-data", Effect.NO_LONGER): 1}
    assert tally.days == {town.noon.date()}
    assert tally.people == 1


def test_a_stricter_policy_flags_what_it_did_not(house: House, town: Any, lenient: Any) -> None:
    """And says of the others that they stay flagged."""
    house.use(lenient, f"Konto {town.iban}")
    house.use(town.released(8), f"Konto {town.iban}")
    tally = house.again(town.released(9))
    assert tally.rules == {
        ("personal-data", Effect.NEWLY): 1,
        ("personal-data", Effect.STILL): 1,
    }


def test_the_same_bytes_as_if_it_came_today(house: House, town: Any, lenient: Any) -> None:
    """P3: live or again, the same input, release and detectors give the same verdict."""
    record = house.capture(town, f"Konto {town.iban}")
    house.live(town, record)
    house.again(lenient)
    ((again, _),) = house.rows().values()
    today = outgoing(assess_record(record, lenient.context), record.offset)
    assert (again.key, again.value, again.headers) == (today.key, today.value, today.headers)


def test_a_late_redelivery_of_the_old_verdict_does_not_win(
    house: House, town: Any, lenient: Any
) -> None:
    """A worker that still holds the older release repeats itself in vain."""
    record = house.capture(town, f"Konto {town.iban}")
    house.live(town, record)
    house.again(lenient)
    house.live(town, record)
    assert list(house.verdicts().values()) == [Verdict.ALLOWED]


@pytest.mark.parametrize("sent_before", range(5))
def test_killed_and_started_again_it_ends_the_same(
    house: House, town: Any, lenient: Any, sent_before: int
) -> None:
    """Wherever it died; and once more changes nothing at all."""
    for number in range(4):
        house.use(town, f"Konto {town.iban}", occurred_at=town.noon - timedelta(days=number))
    sent: list[Outgoing] = []

    def send(made: Sequence[Outgoing]) -> None:
        for one in made:
            if len(sent) == sent_before:
                raise Killed
            sent.append(one)
            house.broker.append(one)

    try:
        house.again(lenient, send=send)
    except Killed:
        tally = house.again(lenient)
        assert (tally.judged, tally.before) == (4 - sent_before, sent_before)
    assert {row.release for _, row in house.rows().values()} == {8}
    written = len(house.broker.records(topics.ASSESSMENTS))
    assert house.again(lenient).before == 4
    assert len(house.broker.records(topics.ASSESSMENTS)) == written == 8


def test_of_an_event_told_in_two_parts_the_whole_stays(
    house: House, town: Any, lenient: Any
) -> None:
    """The part that came first does not return under a newer release."""
    same = {"event_id": UUID(int=77)}
    house.use(town, "Teil", **same)
    house.use(town, f"das Ganze mit Konto {town.iban}", **same)
    for release in (town.released(8), town.released(9)):
        assert house.again(release).judged == 1
        assert house.verdicts() == {UUID(int=77): Verdict.VIOLATION}


def test_the_row_still_tells_where_its_interaction_stands(
    house: House, town: Any, lenient: Any
) -> None:
    """The proof of completeness finds the same offsets as before."""
    house.use(town)
    before = {key: past_row(*row).source_offset for key, row in house.rows().items()}
    house.again(lenient)
    assert {key: past_row(*row).source_offset for key, row in house.rows().items()} == before


def test_only_what_was_asked_for(house: House, town: Any, lenient: Any) -> None:
    """By time, the end not included, and by application."""
    old = house.use(town, occurred_at=town.noon - timedelta(days=2))
    now, search = house.use(town), house.use(town, application="search")
    to_noon = replace(everything(town), end=town.noon)
    house.again(lenient, to_noon)
    assert {key for key, (_, row) in house.rows().items() if row.release == 8} == {old}
    house.again(lenient, replace(everything(town), application="search"))
    assert {key for key, (_, row) in house.rows().items() if row.release == 7} == {now}
    assert house.rows()[search][1].release == 8


# What cannot be judged again.


def stays(house: House, tally: Tally) -> Iterator[tuple[Why, int]]:
    """Yield the sums, after a look whether the list says the same."""
    assert sum(tally.stays.values()) == len(house.left)
    yield from tally.stays.items()


def test_what_lost_its_key_keeps_its_verdict(
    house: House, town: Any, lenient: Any, paths: VaultPaths
) -> None:
    """It is listed, and its row stays as it is, at the older release."""
    flagged = house.use(town, f"Konto {town.iban}")
    DayKeys(paths).destroy_expired(town.noon + timedelta(days=30), Retention())
    before = house.rows()[flagged]
    tally = house.again(fresh(lenient, paths))
    assert list(stays(house, tally)) == [(DeadLetterReason.KEY_DESTROYED, 1)]
    assert (house.left, house.rows()[flagged]) == (
        {flagged: DeadLetterReason.KEY_DESTROYED},
        before,
    )


def fresh(town: Any, paths: VaultPaths) -> Any:
    """Return the same town with an opener that looks at the disk again."""
    opener = type(town.opener)(paths.private)
    return replace(town, context=replace(town.context, opener=opener))


def test_an_exempt_use_is_not_told_of_after_the_fact(house: House, town: Any) -> None:
    """Though the register says now that the person was never exempt."""
    hidden = house.use(town, f"Konto {town.iban}", user=town.exempt_user)
    assert house.rows()[hidden][1].not_checked is NotChecked.EXEMPT
    tally = house.again(town.released(8, exempt=None))
    assert list(stays(house, tally)) == [(Stays.EXEMPT, 1)]
    assert house.rows()[hidden][1].pseudonym is None


def test_a_person_who_is_exempt_by_a_correction_vanishes(house: House, town: Any) -> None:
    """The other way round the row forgets who it was."""
    told = house.use(town, f"Konto {town.iban}")
    exempted = msgspec.structs.replace(
        town.context.view.as_of(town.noon).person(town.keys.person_id(town.user)), exempt=True
    )
    house.again(town.released(8, person=exempted))
    row = house.rows()[told][1]
    assert (row.pseudonym, row.findings) == (None, ())


def test_what_kafka_no_longer_has_is_listed(house: House, town: Any, lenient: Any) -> None:
    """The row stays; that nothing stands behind it any more is said."""
    record = town.record(town.interaction(event_id=UUID(int=99)))
    house.live(town, record)
    tally = house.again(lenient)
    assert list(stays(house, tally)) == [(Stays.NOT_IN_KAFKA, 1)]
    assert house.left == {UUID(int=99): Stays.NOT_IN_KAFKA}


def test_a_dead_letter_is_no_row_and_becomes_none(house: House, town: Any) -> None:
    """Else the event would be told of twice; replaying it is another command."""
    refused = house.use(town.changed(agreement=None))
    waiting = house.capture(town)
    tally = house.again(town.released(8))
    assert dict(stays(house, tally)) == {Stays.DEAD_LETTER: 1, Stays.NO_ROW: 1}
    assert house.left[refused] is Stays.DEAD_LETTER
    assert house.left[UUID((waiting.key or b"").decode())] is Stays.NO_ROW
    assert house.rows() == {}


def test_without_an_agreement_now_the_row_stays_and_no_letter_is_written(
    house: House, town: Any
) -> None:
    """An event is a row or a dead letter, never both."""
    told = house.use(town)
    tally = house.again(town.released(8, agreement=None))
    assert list(stays(house, tally)) == [(DeadLetterReason.NO_AGREEMENT, 1)]
    assert house.rows()[told][1].release == 7


def test_other_detectors_need_a_newer_release(
    house: House, town: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two verdicts of one release neither is newer: nothing is replaced."""
    house.use(town)
    with monkeypatch.context() as patched:
        patched.setattr("leitstand.streams.reassess.DETECTOR_VERSION", f"{DETECTOR_VERSION}0")
        assert list(stays(house, house.again(town))) == [(Stays.OTHER_DETECTORS, 1)]
        assert house.again(town.released(8)).judged == 1


def test_poison_is_passed_over(house: House, town: Any, lenient: Any) -> None:
    """What cannot be read never was a row: it is a dead letter already."""
    house.broker.append(Outgoing(topic=topics.INTERACTIONS, key=b"k", value=b"{", headers=()))
    house.use(town)
    assert house.again(lenient).judged == 1
    assert house.left == {}


def test_a_late_import_is_found_by_the_day_of_its_use(
    house: House, town: Any, lenient: Any
) -> None:
    """Read is what arrived since the day began, not what occurred in it."""
    house.use(town, occurred_at=datetime(2026, 10, 20, 9, tzinfo=UTC))
    day = Scope(
        begin=datetime(2026, 10, 19, 22, tzinfo=UTC), end=datetime(2026, 10, 20, 22, tzinfo=UTC)
    )
    assert house.again(lenient, day).judged == 1
