"""Mutated records in every topic of the sink: each one is a row or a dead letter, and nobody dies of it."""

# pyright: basic
# clickhouse-connect carries few types.
import json
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from leitstand.broker.memory import MemoryBroker
from leitstand.broker.ports import Outgoing
from leitstand.cases import CaseStore, migrate
from leitstand.cases.consumer import CaseOpener
from leitstand.deploy.clickhouse import Account, connect
from leitstand.schemas import examples, topics
from leitstand.schemas.clock import utc_now
from leitstand.schemas.examples import Example
from leitstand.streams.dead_letters import DeadLetters
from leitstand.streams.sink import TABLES, Pace, Sink
from leitstand.streams.store import ClickHouseStore
from leitstand.vault import DayKeys, PublicKeys, Sealer, VaultPaths

RECORDS = int(os.environ.get("LEITSTAND_POISON", "1500"))
"""``LEITSTAND_POISON=10000`` for the whole corpus."""
TENANT = "musterstadt"
OF_TOPIC = {table.topic for table in TABLES}
EXAMPLES = [example for example in examples.load_all() if example.topic in OF_TOPIC]

ODD: list[Any] = [
    None,
    True,
    -1,
    2**31,
    2**32,
    2**53,
    2**63,
    2**64,
    10**400,
    1e308,
    float("nan"),
    "",
    "x" * 70_000,
    "a\x00b",
    "\ud800",
    "Zoë 🏛",
    "9999-12-31T23:59:59.999Z",
    "0001-01-01T00:00:00Z",
    "1969-12-31T00:00:00Z",
    "2026-02-30T00:00:00Z",
    "2026-03-02T08:15:32",
    [],
    [[]] * 5,
    {},
    {"de": None},
    "00000000-0000-0000-0000-000000000000",
]
BYTES = [b"\xff", b"\x00", b"", b"9" * 5000, b"\xed\xa0\x80", b"leitstand.assessments.v2", b"{}"]
NAMES = ["ce_id", "ce_type", "ce_tenant", "ce_time", "", "x" * 300, "ümläut"]


def mutated(random: Random, example: Example) -> Outgoing:
    """Return a record that is nearly an example."""
    value: bytes | None = example.value
    if random.random() < 0.7:
        value = json.dumps(changed(random, json.loads(example.value))).encode()
    if random.random() < 0.3:
        value = torn(random, value or b"")
    headers = list(example.headers)
    for _ in range(random.randrange(3)):
        headers.insert(
            random.randrange(len(headers) + 1), (random.choice(NAMES), random.choice(BYTES))
        )
    key = random.choice([example.key, example.key, None, *BYTES])
    return Outgoing(topic=example.topic, key=key, value=value, headers=tuple(headers))


def changed(random: Random, document: Any) -> Any:
    """Put something odd somewhere into a document, or take something out."""
    if isinstance(document, dict) and document and random.random() < 0.9:
        name = random.choice(list(document))
        if random.random() < 0.1:
            return {k: v for k, v in document.items() if k != name} | {"odd": [[[{}]]]}
        return document | {name: changed(random, document[name])}
    if isinstance(document, list) and document and random.random() < 0.9:
        place = random.randrange(len(document))
        return [changed(random, v) if n == place else v for n, v in enumerate(document)]
    return random.choice(ODD)


def torn(random: Random, value: bytes) -> bytes | None:
    """Cut, flip, nest, or take all of it."""
    place = random.randrange(len(value) + 1)
    return random.choice(
        [
            value[:place],
            value[:place] + random.choice(BYTES) + value[place:],
            value[:place] + bytes([random.randrange(256)]) + value[place + 1 :],
            b"[" * 100_000,
            b'{"a":' * 50_000,
            b'{"tenant":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
            None,
        ]
    )


@dataclass
class Counting:
    """The real store; remembers where the records stand that it stored."""

    store: ClickHouseStore
    places: list[tuple[str, int, int]] = field(default_factory=list[tuple[str, int, int]])

    def insert(self, table: str, columns: Any) -> None:
        self.store.insert(table, columns)
        topic = next(known.topic for known in TABLES if known.name == table)
        places = zip(columns["k_partition"], columns["k_offset"], strict=True)
        self.places += [(topic, int(partition), int(offset)) for partition, offset in places]


@pytest.fixture
def broker() -> MemoryBroker:
    """Return a broker that holds the corpus; the seed is fixed, so that a failure comes again."""
    random = Random(6)  # noqa: S311 - a corpus, no secret
    made = MemoryBroker(dict.fromkeys(topics.load_all(), 2))
    made.producer().send_all([mutated(random, random.choice(EXAMPLES)) for _ in range(RECORDS)])
    return made


@pytest.fixture
def letters(tmp_path: Path) -> DeadLetters:
    paths = VaultPaths(tmp_path / "vault")
    DayKeys.create(paths.root, TENANT, utc_now().date() - timedelta(days=1), 3)
    sealer = Sealer(PublicKeys(paths.public), TENANT, utc_now)
    return DeadLetters(tenant=TENANT, refused_by="sink", sealer=sealer, clock=utc_now)


@pytest.fixture
def store(clickhouse: Any) -> Iterator[Counting]:
    with closing(
        ClickHouseStore(lambda: connect(clickhouse.home, clickhouse.settings, Account.WRITER))
    ) as real:
        yield Counting(real)


def test_the_sink_accounts_for_every_record(
    broker: MemoryBroker, store: Counting, letters: DeadLetters
) -> None:
    """Once: as a row that ClickHouse took, or as a dead letter that is a row itself."""
    sent = {(r.topic, r.partition, r.offset) for t in OF_TOPIC for r in broker.records(t)}
    sink = Sink(
        consumer=broker.consumer("sink", sorted(OF_TOPIC)),
        store=store,
        producer=broker.producer(),
        dead_letters=letters,
        pause=lambda _seconds: None,
        pace=Pace(gather_s=0.0),
    )
    while sink.turn():
        pass
    refused = [
        (value["topic"], value["partition"], value["offset"])
        for record in broker.records(topics.DEAD_LETTERS)
        if (record.topic, record.partition, record.offset) not in sent
        for value in [json.loads(record.value or b"")]
    ]
    stored = [place for place in store.places if place in sent]
    assert sorted([*stored, *refused]) == sorted(sent)
    assert min(len(stored), len(refused)) > RECORDS // 10


def test_cases_pass_over_what_is_no_assessment(broker: MemoryBroker, tmp_path: Path) -> None:
    """They read the same records, and come to the end."""
    url = f"sqlite:///{tmp_path / 'cases.sqlite'}"
    migrate(url)
    store = CaseStore(url, tenant=TENANT)
    opener = CaseOpener(broker.consumer("cases", [topics.ASSESSMENTS]), store)
    read = 0
    while taken := opener.turn(timeout_s=0):
        read += taken
    assert read == len(broker.records(topics.ASSESSMENTS))
    assert store.list()
    store.dispose()
