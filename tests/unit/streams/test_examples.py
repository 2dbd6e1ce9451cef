"""Every example of every contract goes through every consumer, one after the other as in life."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from leitstand.broker.memory import MemoryBroker
from leitstand.broker.ports import Outgoing, Record
from leitstand.cases import CaseStore, migrate
from leitstand.cases.consumer import arrivals_of
from leitstand.cases.vocabulary import Kind
from leitstand.register import RegisterReader, RegisterView
from leitstand.schemas import examples, topics
from leitstand.schemas.assessment import Assessment
from leitstand.schemas.dead_letter import DeadLetter
from leitstand.schemas.examples import Example
from leitstand.schemas.interaction import InteractionRecord
from leitstand.schemas.register import Release, history_type
from leitstand.schemas.vocabulary import ObjectKind, Verdict
from leitstand.streams import dead_letters
from leitstand.streams.assess import AssessContext, Outcome, assess_record, outgoing
from leitstand.streams.dead_letters import DeadLetters
from leitstand.streams.people import Keys
from leitstand.streams.sink import TABLES
from leitstand.vault import (
    DayKeys,
    Opener,
    Pseudonymizer,
    PublicKeys,
    RegisterKey,
    Sealer,
    VaultPaths,
)

TENANT = "musterstadt"
NOW = datetime(2026, 3, 2, 8, 16, tzinfo=UTC)
"""Just after the examples happened."""
INTERACTIONS = examples.of_topic(topics.INTERACTIONS)
REGISTER = examples.of_topic(topics.REGISTER)
VERDICTS = {
    "anonymous": Verdict.ALLOWED,
    "blocked_by_preflight": Verdict.NOTICE,
    "chat": Verdict.ALLOWED,
    "chat_error": Verdict.ALLOWED,
    "chat_streamed_interrupted": Verdict.ALLOWED,
    "chat_with_iban": Verdict.VIOLATION,
    "imported_metadata": Verdict.NOT_CHECKED,
    "model_not_known": Verdict.ALLOWED,
    "transcription": Verdict.ALLOWED,
}
"""Under the policy of the examples, which has one rule: no account numbers in the cloud."""


class Parts(msgspec.Struct):
    """An interaction example."""

    open: msgspec.Raw
    content: msgspec.Raw


def name_of(example: Example) -> str:
    return f"{example.topic}/{example.name}"


def release_of(state: dict[bytes, bytes]) -> Outgoing:
    """Return the example's release, with the hash that this state has."""
    (example,) = (e for e in REGISTER if b"/release/" in e.key)
    history = msgspec.json.decode(example.value, type=history_type(ObjectKind.RELEASE))
    lines = (f"{k.decode()} {hashlib.sha256(state[k]).hexdigest()}\n" for k in sorted(state))
    sha256 = hashlib.sha256("".join(lines).encode()).hexdigest()
    interval = history.intervals[0]
    release: Release = msgspec.structs.replace(interval.value, sha256=sha256, objects=len(state))
    closed = msgspec.structs.replace(interval, value=release)
    value = msgspec.json.encode(msgspec.structs.replace(history, intervals=(closed,)))
    return Outgoing(topic=topics.REGISTER, key=example.key, value=value)


@pytest.fixture(scope="module")
def view() -> RegisterView:
    """The register that the examples make together, as a process reads it."""
    broker = MemoryBroker({topics.REGISTER: 1})
    state = {e.key: e.value for e in REGISTER if b"/release/" not in e.key}
    records = [Outgoing(topic=topics.REGISTER, key=k, value=v) for k, v in state.items()]
    broker.producer().send_all([*records, release_of(state)])
    return RegisterReader(broker.reader(), TENANT).start()


@pytest.fixture(scope="module")
def assessing(view: RegisterView, tmp_path_factory: pytest.TempPathFactory) -> AssessContext:
    paths = VaultPaths(tmp_path_factory.mktemp("vault"))
    DayKeys.create(paths.root, TENANT, NOW.date(), 1)
    RegisterKey.create(paths.register, TENANT)
    sealer = Sealer(PublicKeys(paths.public), TENANT, lambda: NOW)
    return AssessContext(
        tenant=TENANT,
        view=view,
        opener=Opener(paths.private),
        keys=Keys(
            tenant=TENANT,
            pseudonyms=Pseudonymizer(paths.pseudonym),
            register=RegisterKey(paths.register),
        ),
        dead_letters=DeadLetters(
            tenant=TENANT, refused_by="assess", sealer=sealer, clock=lambda: NOW
        ),
    )


def sealed(example: Example, assessing: AssessContext) -> Record:
    """Return the record that capture would have made of an example."""
    parts = msgspec.json.decode(example.value, type=Parts)
    seal = assessing.dead_letters.sealer.seal(bytes(parts.open), bytes(parts.content))
    value = msgspec.json.encode(InteractionRecord(open=parts.open, sealed=seal))
    return record_of(
        Outgoing(topic=example.topic, key=example.key, value=value, headers=tuple(example.headers))
    )


def record_of(sent: Outgoing) -> Record:
    """Return what a broker makes of it."""
    return Record(
        topic=sent.topic,
        partition=1,
        offset=17,
        timestamp_ms=int(NOW.timestamp() * 1000),
        key=sent.key,
        value=sent.value,
        headers=sent.headers,
    )


@pytest.mark.parametrize("kind", [kind for kind in ObjectKind if kind is not ObjectKind.RELEASE])
def test_the_register_reader_takes_every_object(view: RegisterView, kind: ObjectKind) -> None:
    """Seven objects make a whole release that shows each of them."""
    now = view.as_of(NOW)
    shown = {
        ObjectKind.DEPARTMENT: now.departments(),
        ObjectKind.APPLICATION: now.applications(),
        ObjectKind.COURSE: now.courses(),
        ObjectKind.PERSON: dict(now.people()),
        ObjectKind.POLICY: now.policy,
        ObjectKind.AGREEMENT: now.agreement,
        ObjectKind.ROLLOUT_STAGE: now.rollout_stages(),
    }
    assert shown[kind]


@pytest.mark.parametrize("example", INTERACTIONS, ids=name_of)
def test_every_interaction_is_assessed(example: Example, assessing: AssessContext) -> None:
    """Sealed as capture does it, opened and judged; none becomes a dead letter."""
    outcome = assess_record(sealed(example, assessing), assessing)
    assert isinstance(outcome, Assessment), outcome
    assert outcome.verdict is VERDICTS[example.name]


def test_no_example_is_left_out() -> None:
    """A new one needs its verdict here."""
    assert {example.name for example in INTERACTIONS} == VERDICTS.keys()


def outcomes(assessing: AssessContext) -> Iterator[Outcome]:
    """Yield what becomes of each interaction, whole and with its seal broken."""
    for example in INTERACTIONS:
        record = sealed(example, assessing)
        yield assess_record(record, assessing)
        whole = msgspec.json.decode(record.value or b"", type=InteractionRecord)
        foreign = assessing.dead_letters.sealer.seal(b"another event", b"{}")
        broken = msgspec.structs.replace(whole, sealed=foreign)
        yield assess_record(replace(record, value=msgspec.json.encode(broken)), assessing)


def test_every_outcome_becomes_a_row(assessing: AssessContext) -> None:
    """What assess writes the sink can read: a verdict or a letter for each."""
    found = list(outcomes(assessing))
    assert sum(isinstance(one, DeadLetter) for one in found) == len(INTERACTIONS)
    by_topic = {table.topic: table for table in TABLES}
    for outcome in found:
        record = record_of(outgoing(outcome))
        table = by_topic[record.topic]
        columns = table.as_columns([(record, table.decode(record.value or b""))])
        assert columns["tenant"] == [TENANT]
        assert columns["k_offset"] == [17]


def test_a_letter_gives_back_the_record_it_was_made_of(assessing: AssessContext) -> None:
    """Whole, for whoever replays it; and only to whoever may open."""
    record = sealed(INTERACTIONS[0], assessing)
    letter = assess_record(replace(record, key=b"another key"), assessing)
    assert isinstance(letter, DeadLetter)
    assert letter.sealed is not None
    binding = dead_letters.seal_binding(letter.tenant, letter.id)
    blob = dead_letters.read_blob(assessing.opener.open(letter.sealed, binding))
    assert (blob.key, blob.value, blob.headers) == (b"another key", record.value, record.headers)


def test_every_outcome_and_example_reaches_the_cases(
    assessing: AssessContext, tmp_path: Path
) -> None:
    """What asks for a person has a case; the same a second time changes nothing."""
    url = f"sqlite:///{tmp_path / 'cases.sqlite'}"
    migrate(url)
    store = CaseStore(url, tenant=TENANT, clock=lambda: NOW)
    own = [outgoing(o) for o in outcomes(assessing) if isinstance(o, Assessment)]
    given = [
        Outgoing(topic=e.topic, key=e.key, value=e.value)
        for e in examples.of_topic(topics.ASSESSMENTS)
    ]
    records = [record_of(sent) for sent in (*own, *given)]
    store.open_all(arrivals_of(records))
    cases = store.list(kinds=tuple(Kind))
    # A gap is what no assessment tells of.
    assert {case.kind for case in cases} == set(Kind) - {Kind.GAP}
    assert store.open_all(arrivals_of(records)) == ()
    store.dispose()
