"""The proof beside the real line: what is lost is a case within a minute, what is late closes it."""

import argparse
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from tests.faults.installation import Installation, installed, wait_until

from leitstand.broker.kafka import KafkaProducer
from leitstand.broker.ports import Outgoing
from leitstand.cases import CaseStore, Gap, Kind, State, migrate
from leitstand.deploy.command import Exit
from leitstand.deploy.commands.completeness import COMMAND
from leitstand.deploy.completeness import Plan, proving
from leitstand.deploy.roles.completeness import Watch, resend
from leitstand.schemas import topics
from leitstand.schemas.clock import utc_now
from leitstand.schemas.vocabulary import LossCause, ProofState


class Guard:
    """A watch beside an installation, turning in a thread as its role does, only faster."""

    def __init__(self, there: Installation, url: str, stack: ExitStack) -> None:
        migrate(url)
        self.store = CaseStore(url, tenant=there.settings.tenant)
        self.sends_again = True
        made = stack.enter_context(proving(there.home, there.settings, utc_now))
        self.watch = Watch(
            proving=made,
            store=self.store,
            plan=Plan(monotonic=time.monotonic),
            resend=lambda gap: self.sends_again and resend(there.home, there.settings, gap),
            clock=utc_now,
        )
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        stack.callback(self.store.dispose)
        stack.callback(self._end)

    def _run(self) -> None:
        while not self._stop.wait(0.2):
            self.watch.look()
            self.watch.turn()

    def _end(self) -> None:
        self._stop.set()
        self._thread.join()

    def proven_since(self, moment: object) -> bool:
        stand = self.store.proof_stand()
        return bool(stand and stand.proven_until and stand.proven_until > moment)  # type: ignore[operator] # datetimes

    def wait_for_a_proof(self) -> None:
        """Return when everything that is there now was proven."""
        now = utc_now()
        try:
            wait_until(lambda: self.proven_since(now), "a proof")
        except AssertionError:
            pytest.fail(f"no proof since {now}: {self.store.proof_stand()}")

    def cases(self) -> list[tuple[str, State]]:
        return [(case.number, case.state) for case in self.store.list(kinds=[Kind.GAP])]


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installed(tmp_path_factory.mktemp("completeness") / "installation") as found:
        found.start("assess")
        found.start("sink")
        yield found


@pytest.fixture
def guard(there: Installation, tmp_path: Path) -> Iterator[Guard]:
    with ExitStack() as stack:
        yield Guard(there, f"sqlite:///{tmp_path / 'cases.sqlite'}", stack)


def places(gaps: list[Gap]) -> set[tuple[str, int, int]]:
    return {(gap.subject, gap.first, gap.last) for gap in gaps}


def causes(guard: Guard) -> set[LossCause]:
    return {gap.cause for gap in guard.store.open_gaps()}


def command(there: Installation, folder: Path, more: int) -> int:
    """Run the command with a provider's report of yesterday: so many more than were recorded."""
    day = (utc_now() - timedelta(days=1)).date()
    ((recorded,),) = there.query(
        f"SELECT uniqExact(event_id) FROM assessments WHERE toDate(occurred_at) = '{day}'"  # noqa: S608 - a date
    )
    report = folder / "usage.csv"
    report.write_text(f"day,application,requests\n{day},chat,{recorded + more}\n")
    parser = argparse.ArgumentParser()
    COMMAND.configure(parser)
    told = ["--data", str(there.home.data), "--provider-report", str(report), "--json"]
    return COMMAND.run(parser.parse_args(told))


def test_a_row_that_is_lost_is_named_and_comes_again(
    there: Installation, guard: Guard, tmp_path: Path
) -> None:
    """Its offset in both topics, its number, a case; then the outbox sends it, and the case closes."""
    guard.sends_again, before = False, there.rows()
    poison = Outgoing(topic=topics.INTERACTIONS, key=b"k", value=b"{")
    with there.draining():
        there.send(100)
        producer = KafkaProducer(there.settings.kafka_servers)
        producer.send_all([poison])
        producer.close()
        there.send(100)
        wait_until(lambda: there.rows() == before + 201, "everything")
        guard.wait_for_a_proof()
        assert guard.cases() == []
        assert {hour.state for hour in guard.store.proven_hours(utc_now().replace(year=2020))} <= {
            ProofState.COMPLETE
        }

        ((event, partition, source, offset, name, number),) = there.query(
            "SELECT toString(event_id), k_partition, source_offset, k_offset, producer, sequence"
            " FROM assessments_current WHERE sequence = 50 LIMIT 1"
        )
        began = time.monotonic()
        there.command(f"DELETE FROM assessments WHERE event_id = '{event}'")  # noqa: S608 - a UUID
        wait_until(lambda: len(guard.store.open_gaps()) == 3, "a gap")
        assert time.monotonic() - began < 60
        gaps = guard.store.open_gaps()
        assert places(gaps) == {
            (f"{topics.INTERACTIONS}/{partition}", source, source),
            (f"{topics.ASSESSMENTS}/{partition}", offset, offset),
            (name, number, number),
        }
        wait_until(lambda: causes(guard) == {LossCause.NOT_STORED}, "the cause is known")
        ((case, state),) = guard.cases()
        assert state is State.DETECTED

        guard.sends_again = True
        wait_until(lambda: guard.cases() == [(case, State.CLOSED)], "the case is closed")
        assert guard.store.open_gaps() == []
    assert there.rows() == before + 201
    assert command(there, tmp_path, more=0) is Exit.OK
    assert command(there, tmp_path, more=100) is Exit.NEGATIVE


def test_dying_parts_are_no_gap(there: Installation, guard: Guard) -> None:
    """Workers, sink and ClickHouse die under load, one after the other: never a case."""
    before = there.rows()
    with there.draining():
        for victim in ("assess", "sink", "endpoint"):
            there.send(300)
            there.kill(victim)
            there.send(300)
            there.start(victim)
            there.revive(["assess", "sink"])
        wait_until(lambda: there.rows() == before + 1800, "everything")
        guard.wait_for_a_proof()
    assert guard.cases() == []


def test_who_is_away_is_told(there: Installation, guard: Guard) -> None:
    """Not provable is no gap and no silence."""
    with there.draining():
        there.send(10)
        guard.wait_for_a_proof()
        there.kill("endpoint")
        wait_until(lambda: waits_for(guard) == "clickhouse", "ClickHouse is missed")
        there.start("endpoint")
        there.revive(["sink"])
        guard.wait_for_a_proof()
    assert waits_for(guard) is None
    assert guard.cases() == []


def waits_for(guard: Guard) -> str | None:
    stand = guard.store.proof_stand()
    return stand.waits_for if stand else None


def test_an_event_that_never_reached_kafka_is_missed_by_its_number(
    there: Installation, guard: Guard
) -> None:
    """Nothing in Kafka tells of it; its neighbours and the outbox do. Last: this gap never closes."""
    there.send(20)
    damage(there, 10)
    with there.draining():
        wait_until(lambda: bool(guard.store.open_gaps()), "a gap")
    (gap,) = guard.store.open_gaps()
    assert (gap.first, gap.last, gap.cause) == (10, 10, LossCause.NOT_IN_KAFKA)
    assert len(guard.cases()) == 1


def damage(there: Installation, number: int) -> None:
    """Flip a byte of one record of the newest producer, as a bad disk does."""
    segment = max(there.home.outbox.glob("*/*.seg"))
    data = bytearray(segment.read_bytes())
    heads = [at for at in range(len(data)) if data.startswith(b"LSO1", at)]
    data[heads[number - 1] + 200] ^= 0xFF
    segment.write_bytes(data)
