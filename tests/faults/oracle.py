"""What must hold when everything has come to rest, however much went wrong before.

:func:`gather` looks at every store of an installation, :func:`violations` compares what it found
and is pure, so that each kind of violation can be injected and seen (``test_oracle.py``). Multisets
of ids are compared, never numbers: one lost and one doubled would cancel.
"""

# pyright: basic
# clickhouse-connect carries few types.
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise

import msgspec
from tests.faults.installation import Installation

from leitstand.broker.kafka import KafkaReader
from leitstand.broker.ports import Record
from leitstand.cases import CaseFile, CaseStore
from leitstand.cases.folding import sightings_of
from leitstand.cases.vocabulary import Kind
from leitstand.deploy import clickhouse
from leitstand.deploy.commands.pipelines_verify import verify_published
from leitstand.outbox import acknowledged
from leitstand.schemas import topics
from leitstand.schemas.assessment import Assessment
from leitstand.schemas.vocabulary import RetentionClass
from leitstand.streams.accounting import interactions_among, letters_in, rows_in
from leitstand.streams.dead_letters import as_uuid
from leitstand.vault import PublicKeys, VaultPaths
from leitstand.vault.day_keys import read_private_key
from leitstand.vault.layout import KeyId

Place = tuple[int, int]
"""Partition and offset."""
Mention = tuple[str, str, str]
"""Event, kind of case, case key."""

_SHOWN = 5
_KINDS = (Kind.FINDING, Kind.INVITATION, Kind.UNCERTAIN)
"""The kinds that assessments open."""
_PLACES = "SELECT toString(event_id), k_partition, k_offset FROM assessments_current"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What every store of one installation holds."""

    told: Sequence[str] = ()
    """Event ids that a client was told are recorded."""
    on_disk: Sequence[str] = ()
    """Event ids in the outbox, of everything that is durable there."""
    logs: Mapping[str, Sequence[tuple[Place, str]]] = field(default_factory=dict)
    """By topic: each record's place and event id, as the broker hands them out."""
    rows: Mapping[str, int] = field(default_factory=dict)
    """How many rows an event has, after replacement."""
    letters: Mapping[str, int] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    """Where in the topic of assessments a row says it came from."""
    due: Sequence[Mention] = ()
    """What the assessments say belongs into cases."""
    mentions: Sequence[Mention] = ()
    """What stands in cases."""
    cases: Sequence[tuple[str, str]] = ()
    """Kind and key of each case."""
    broken_timelines: Sequence[str] = ()


def check(there: Installation, told: Iterable[object] = ()) -> None:
    """Fail with what is wrong. For an installation at rest."""
    found = violations(gather(there, told))
    assert not found, "\n".join(found)


def violations(seen: Evidence) -> list[str]:
    """Say everything that is wrong, most telling first; nothing is how it should be."""
    arrived = Counter(seen.rows) + Counter(seen.letters)
    on_disk, in_log = Counter(seen.on_disk), _events(seen, topics.INTERACTIONS)
    return [
        *_named("lost: acknowledged, neither row nor dead letter", on_disk - arrived),
        *_named("twice: rows and dead letters of one event", _repeated(arrived)),
        *_named("from nowhere: arrived, never acknowledged", set(arrived) - set(on_disk)),
        *_named("told to a client, not on disk", Counter(seen.told) - on_disk),
        *_named("twice in the outbox", _repeated(on_disk)),
        *_named("on disk, not in the log", set(on_disk) - set(in_log)),
        *_holes(seen.logs),
        *_misplaced(seen),
        *_named("case missing", Counter(seen.due) - Counter(seen.mentions)),
        *_named("in a case twice or without reason", Counter(seen.mentions) - Counter(seen.due)),
        *_named("two cases with one key", _repeated(Counter(seen.cases))),
        *_named("timeline broken", seen.broken_timelines),
    ]


def _named(what: str, which: Iterable[object]) -> list[str]:
    found = [str(each) for each in which]
    return [f"{what} ({len(found)}): {', '.join(found[:_SHOWN])}"] if found else []


def _repeated(counted: Counter[str] | Counter[tuple[str, str]]) -> list[object]:
    return [each for each, times in counted.items() if times > 1]


def _events(seen: Evidence, topic: str) -> Counter[str]:
    return Counter(event for _, event in seen.logs.get(topic, ()))


def _holes(logs: Mapping[str, Sequence[tuple[Place, str]]]) -> Iterator[str]:
    """Tell of offsets that the broker no longer hands out: each partition counts from 0 by ones."""
    for topic, records in logs.items():
        ordered = sorted(place for place, _ in records)
        for before, after in pairwise([(-1, -1), *ordered]):
            expected = (before[0], before[1] + 1) if before[0] == after[0] else (after[0], 0)
            if after != expected:
                yield f"hole in {topic}: {after} follows {before}"


def _misplaced(seen: Evidence) -> list[str]:
    """Find rows that do not stand where they say they come from."""
    if topics.ASSESSMENTS not in seen.logs:
        return []
    at = dict(seen.logs[topics.ASSESSMENTS])
    wrong = [event for event, place in seen.places.items() if at.get(place) != event]
    return _named("row with a wrong place in the log", wrong)


def gather(there: Installation, told: Iterable[object] = ()) -> Evidence:
    """Look at everything. ``told`` are the ids that clients were told, where a test knows them."""
    records = _logs(there)
    assessed = _assessments(records[topics.ASSESSMENTS])
    has_cases = "cases" in there.processes
    files = _files(there) if has_cases else []
    client = clickhouse.connect(there.home, there.settings, clickhouse.Account.ANALYST)
    try:
        return Evidence(
            told=[str(each) for each in told],
            on_disk=list(interactions_among(acknowledged(there.home.outbox))),
            logs={topic: [_placed(record) for record in found] for topic, found in records.items()},
            rows=rows_in(client, there.settings.tenant),
            letters=letters_in(client, there.settings.tenant),
            places={event: (p, o) for event, p, o in client.query(_PLACES).result_rows},
            due=[mention for one in assessed for mention in _due(one)] if has_cases else (),
            mentions=[
                (str(evidence.event_id), *_name(file))
                for file in files
                for evidence in file.evidence
            ],
            cases=[_name(file) for file in files],
            broken_timelines=[file.case.number for file in files if not file.intact],
        )
    finally:
        client.close()


def _logs(there: Installation) -> dict[str, Sequence[Record]]:
    reader = KafkaReader(there.settings.kafka_servers)
    try:
        return {
            topic: reader.read_to_end(topic) for topic in (topics.INTERACTIONS, topics.ASSESSMENTS)
        }
    finally:
        reader.close()


def _placed(record: Record) -> tuple[Place, str]:
    event = as_uuid(dict(record.headers))
    return (record.partition, record.offset), str(event) if event else ""


def _assessments(records: Sequence[Record]) -> list[Assessment]:
    """Return one assessment per event: what was delivered again says the same."""
    decode = msgspec.json.Decoder(Assessment).decode
    found = (decode(record.value or b"") for record in records)
    return list({one.event_id: one for one in found}.values())


def _due(one: Assessment) -> Iterator[Mention]:
    for sighting in sightings_of(one):
        yield str(one.event_id), sighting.kind.value, sighting.case_key


def _name(file: CaseFile) -> tuple[str, str]:
    return file.case.kind.value, file.case.case_key


@contextmanager
def _register(there: Installation) -> Generator[CaseStore]:
    store = CaseStore(there.home.case_store_url(there.settings), tenant=there.settings.tenant)
    try:
        yield store
    finally:
        store.dispose()


def _files(there: Installation) -> list[CaseFile]:
    with _register(there) as store:
        return [store.get(case.number) for case in store.list(kinds=_KINDS, limit=100_000)]


def check_figures(there: Installation) -> None:
    """Publish, and fail where a published figure is not what the assessments say it is.

    Also where the working tables do not count every row: a sum of its own, so that the product's
    recomputation is not the only witness.
    """
    there.launch("pipelines")
    code = there.processes["pipelines"].wait()
    assert code == 0, there.tail("pipelines")
    found = verify_published(there.home)
    assert found.agrees, found.differences[:_SHOWN]
    ((counted, rows),) = there.query(
        "SELECT (SELECT sum(interactions) FROM usage_daily),"
        " (SELECT count() FROM assessments_current)"
    )
    assert counted == rows


def check_keys(there: Installation) -> None:
    """Fail where a public key has no private half: what it seals could never be opened."""
    paths, tenant = VaultPaths(there.home.vault), there.settings.tenant
    for retention_class in RetentionClass:
        for day in PublicKeys(paths.public).days(tenant, retention_class):
            key_id = KeyId(tenant=tenant, day=day, retention_class=retention_class)
            public = PublicKeys(paths.public).for_day(tenant, day, retention_class).key
            private = read_private_key(paths.private, key_id)
            assert private.public_key().public_bytes_raw() == public.public_bytes_raw(), key_id
