"""Refused, mended, sent again: the whole way of a dead letter to its row, on the real engine."""

# pyright: basic
# clickhouse-connect carries few types.
import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from leitstand.broker.memory import MemoryBroker
from leitstand.broker.ports import Outgoing
from leitstand.deploy.clickhouse import Account, connect
from leitstand.deploy.command import Exit, UserError
from leitstand.deploy.commands import dead_letters_replay
from leitstand.deploy.replaying_letters import Replaying
from leitstand.deploy.roles.assess import build_context
from leitstand.deploy.settings import Home, Settings
from leitstand.register import RegisterView, examples, review, view_of
from leitstand.schemas import examples as records
from leitstand.schemas import topics
from leitstand.schemas.clock import utc_now
from leitstand.schemas.cloudevents import headers
from leitstand.schemas.identifiers import new_event_id
from leitstand.schemas.interaction import Content, Interaction, InteractionRecord
from leitstand.streams.accounting import account, letters_in, rows_in
from leitstand.streams.assess import AssessContext, assess_record, outgoing
from leitstand.streams.dead_letters import DeadLetters
from leitstand.streams.letters import Choice, Letter, LetterBook, LetterState
from leitstand.streams.sink import TABLES, Pace, Sink
from leitstand.streams.store import ClickHouseStore
from leitstand.vault import DayKeys, Opener, PublicKeys, RegisterKey, Sealer, VaultPaths

RULES = Path(str(examples.__path__[0])) / "musterdorf"


@dataclass(kw_only=True)
class Line:
    """Broker in memory, real worker's core, real sink, real ClickHouse."""

    tenant: str
    broker: MemoryBroker
    context: AssessContext
    sealer: Sealer
    sink: Sink
    client: Any
    hands: Replaying

    def send(self) -> str:
        """Send an interaction as capture does and return its id."""
        example = next(e for e in records.load_all() if e.name == "chat")
        made = msgspec.json.decode(example.value, type=dict[str, msgspec.Raw])
        now = utc_now()
        interaction = msgspec.structs.replace(
            msgspec.json.decode(made["open"], type=Interaction),
            tenant=self.tenant,
            event_id=new_event_id(now),
            occurred_at=now,
            recorded_at=now,
        )
        open_bytes = msgspec.json.encode(interaction)
        sealed = self.sealer.seal(open_bytes, msgspec.json.encode(Content(messages=())))
        value = InteractionRecord(open=msgspec.Raw(open_bytes), sealed=sealed)
        event = str(interaction.event_id)
        record = Outgoing(
            topic=topics.INTERACTIONS,
            key=event.encode(),
            value=msgspec.json.encode(value),
            headers=headers(
                event_id=interaction.event_id,
                source="/test",
                event_type=topics.INTERACTIONS,
                time=now,
                tenant=self.tenant,
            ),
        )
        self.broker.producer().send_all([record])
        return event

    def run(self) -> None:
        """Assess and store everything that waits."""
        worker = self.broker.consumer("assess", [topics.INTERACTIONS])
        while batch := worker.poll(max_records=100, timeout_s=0):
            made = [outgoing(assess_record(record, self.context)) for record in batch]
            self.broker.producer().send_all(made)
            worker.commit(batch)
        worker.close()
        while self.sink.turn():
            pass

    def follow(self, view: RegisterView) -> None:
        self.context = replace(self.context, view=view)

    def replay(self, *ids: str, dry: bool = False) -> int:
        """Do as the command does, without waiting for the outcome."""
        words = argparse.Namespace(dry_run=dry, wait=0, json=True)
        letters = [self.letter(one) for one in ids]
        return dead_letters_replay.replay(words, self.book, self.hands, letters, "policy entered")

    def letter(self, letter_id: str) -> Letter:
        return self.book.find(Choice(ids=(letter_id,)))[0]

    @property
    def book(self) -> LetterBook:
        return LetterBook(self.client, self.tenant)

    def complete(self, *sent: str) -> bool:
        found = account(
            sent, rows_in(self.client, self.tenant), letters_in(self.client, self.tenant)
        )
        return found.complete


@pytest.fixture
def line(clickhouse: Any, tmp_path: Path) -> Iterator[Line]:
    tenant = f"town-{new_event_id(utc_now()).hex}"
    home, settings = Home(tmp_path), Settings(tenant=tenant)
    DayKeys.create(home.vault, tenant, utc_now().date() - timedelta(days=1), 3)
    paths = VaultPaths(home.vault)
    RegisterKey.create(paths.register, tenant)
    broker = MemoryBroker(dict.fromkeys(topics.load_all(), 2))
    sealer = Sealer(PublicKeys(paths.public), tenant, utc_now)
    store = ClickHouseStore(lambda: connect(clickhouse.home, clickhouse.settings, Account.WRITER))
    client = connect(clickhouse.home, clickhouse.settings, Account.ANALYST)
    yield Line(
        tenant=tenant,
        broker=broker,
        context=build_context(home, settings, view_of({}, tenant)),
        sealer=sealer,
        sink=Sink(
            consumer=broker.consumer("sink", [table.topic for table in TABLES]),
            store=store,
            producer=broker.producer(),
            dead_letters=DeadLetters(
                tenant=tenant, refused_by="sink", sealer=sealer, clock=utc_now
            ),
            pause=lambda _seconds: None,
            pace=Pace(gather_s=0.0),
        ),
        client=client,
        hands=Replaying(
            tenant=tenant,
            account="it",
            origin="leitstand dead-letters replay",
            reader=broker.reader(),
            producer=broker.producer(),
            opener=Opener(paths.private),
            clock=utc_now,
        ),
    )
    client.close()
    store.close()


@pytest.fixture
def mended(line: Line) -> RegisterView:
    """The register after somebody entered agreement and policy."""
    found = review([RULES], lambda user: f"{user:0<32.32}")
    return view_of(found.objects, line.tenant)


def test_what_was_mended_becomes_one_row(line: Line, mended: RegisterView) -> None:
    """However often it is sent again; then it is no dead letter any more."""
    event = line.send()
    line.run()
    assert line.letter(event).state is LetterState.OPEN
    line.follow(mended)
    assert line.replay(event) == Exit.OK
    assert line.replay(event) == Exit.OK
    line.run()
    assert line.letter(event).state is LetterState.SETTLED
    assert line.complete(event)


def test_what_was_not_mended_is_refused_again(line: Line) -> None:
    """By the same rule, as the same letter, and it stays open."""
    event = line.send()
    line.run()
    first = line.letter(event)
    line.replay(event)
    line.run()
    second = line.letter(event)
    assert (second.state, second.reason) == (LetterState.OPEN, first.reason)
    assert second.refused_at > first.refused_at
    assert second.replays == 1
    assert line.complete(event)


def test_between_sending_and_outcome_it_is_replayed(line: Line) -> None:
    """The access event says so, with who and why, before the worker has looked."""
    event = line.send()
    line.run()
    line.replay(event)
    while line.sink.turn():
        pass
    assert line.letter(event).state is LetterState.REPLAYED
    sql = "SELECT account, reason, origin FROM accesses WHERE tenant = {t:String}"
    (access,) = line.client.query(sql, parameters={"t": line.tenant}).result_rows
    assert tuple(access) == ("it", "policy entered", "leitstand dead-letters replay")


def test_a_record_that_is_no_event_is_kept_and_counted(line: Line) -> None:
    """Its id is a hash; it has no row to become, and is refused again as itself."""
    broken = Outgoing(topic=topics.INTERACTIONS, key=None, value=b"{", headers=())
    line.broker.producer().send_all([broken])
    line.run()
    (letter,) = line.book.find(Choice())
    line.replay(letter.id)
    line.run()
    (again,) = line.book.find(Choice())
    assert (again.id, again.state, again.replays) == (letter.id, LetterState.OPEN, 1)
    assert [(c.reason, c.letters, c.open) for c in line.book.count(Choice())] == [
        ("missing_header", 1, 1)
    ]


def test_another_house_s_record_is_ours_to_look_after(line: Line) -> None:
    """It is filed under the name that it claims, and listed here all the same."""
    claims = dict.fromkeys(("ce_id", "ce_time", "ce_source"), b"-") | {
        "ce_specversion": b"1.0",
        "ce_type": topics.INTERACTIONS.encode(),
        "ce_tenant": f"other-{line.tenant}".encode(),
    }
    stray = Outgoing(topic=topics.INTERACTIONS, key=None, value=b"{", headers=tuple(claims.items()))
    line.broker.producer().send_all([stray])
    line.run()
    found = line.book.find(Choice(reasons=("unknown_tenant",)))
    assert f"other-{line.tenant}" in {letter.tenant for letter in found}


def test_a_choice_narrows(line: Line) -> None:
    """By reason, topic, role, time, state and id; everything at once, too."""
    event = line.send()
    line.run()
    letter = line.letter(event)
    fits = Choice(
        ids=(event,),
        reasons=(letter.reason, "failed"),
        states=(LetterState.OPEN,),
        topic=topics.INTERACTIONS,
        refused_by="assess",
        since=letter.refused_at,
        until=letter.refused_at + timedelta(milliseconds=1),
    )
    assert line.book.find(fits) == [letter]
    for misses in (
        replace(fits, ids=("another",)),
        replace(fits, reasons=("failed",)),
        replace(fits, states=(LetterState.SETTLED,)),
        replace(fits, topic=topics.ASSESSMENTS),
        replace(fits, refused_by="sink"),
        replace(fits, since=letter.refused_at + timedelta(milliseconds=1)),
        replace(fits, until=letter.refused_at),
    ):
        assert line.book.find(misses) == []
        assert line.book.count(misses) == []


def test_a_trial_says_what_would_be_sent(line: Line, capsys: pytest.CaptureFixture[str]) -> None:
    """And nothing was."""
    event = line.send()
    line.run()
    before = len(line.broker.records(topics.INTERACTIONS))
    assert line.replay(event, dry=True) == Exit.OK
    told = json.loads(capsys.readouterr().out)
    assert (told["dry_run"], told["sent"], told["replayable"]) == (True, 0, 1)
    assert len(line.broker.records(topics.INTERACTIONS)) == before


def test_a_letter_that_is_not_there_is_an_error_of_the_caller(line: Line) -> None:
    """Not silence."""
    with pytest.raises(UserError):
        dead_letters_replay._letters(line.book, Choice(ids=("nobody",)))
