"""The real worker under poison, and its brake: nothing lost, no restart that nobody asked for."""

import os
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.faults.poison import Poisoner

from leitstand.broker.kafka import KafkaProducer, KafkaReader
from leitstand.broker.ports import Outgoing
from leitstand.deploy import brake
from leitstand.deploy.cli import main
from leitstand.deploy.command import Exit
from leitstand.deploy.commands.accounting import report_of
from leitstand.schemas import topics
from leitstand.schemas.clock import utc_now
from leitstand.schemas.identifiers import new_event_id
from leitstand.schemas.vocabulary import DeadLetterReason
from leitstand.streams.dead_letters import LARGEST_SEALED_BYTES, DeadLetters

LONG = os.environ.get("LEITSTAND_FAULTS", "short") != "short"
POISON = 10_000 if LONG else 400
GOOD = 300


def test_poison_stops_nothing(install: Callable[..., Any], wait_until: Callable[..., None]) -> None:
    """Every record of the topic is accounted for under its id, by a worker that never ended."""
    there = install()
    there.home.save(_patient(there.settings))
    there.start("assess")
    there.start("sink")
    with there.draining():
        there.send(GOOD)
        wait_until(lambda: there.rows() >= GOOD, "good events")
        send_poison(there)
        ids = expected(there) | {send_odd_name(there)}
        after = {str(event_id) for event_id in there.send(GOOD)}
        there.rest()
    assert there.processes["assess"].poll() is None
    assert arrived(there) == ids | after
    assert failed(there) == 0


def test_the_brake_holds_until_it_is_released(
    install: Callable[..., Any], wait_until: Callable[..., None]
) -> None:
    """A key is missing: the line stops before it refuses a day, and loses nothing by it."""
    there = install()
    hidden = hide_keys(there.home.vault / "private")
    there.start("sink")
    there.launch("assess")
    with there.draining():
        there.send(GOOD)
        wait_until(lambda: there.processes["assess"].poll() is not None, "the worker stops")
        assert there.processes["assess"].wait() == Exit.INTERNAL
        state = brake.read(there.home)
        assert state is not None
        assert set(state.reasons) == {DeadLetterReason.UNKNOWN_KEY}

        there.start("assess")
        there.send(10)
        assert there.is_healthy("assess")
        assert there.rows() == 0

        hidden.rename(there.home.vault / "private")
        assert main(["dead-letters", "release-brake", "--data", str(there.home.data)]) == Exit.OK
        wait_until(lambda: there.rows() >= GOOD + 10, "all of it")
        there.rest()
    report = report_of(there.home)
    assert report.complete, report
    assert (report.rows, report.dead_letters) == (GOOD + 10, 0)


def _patient(settings: Any) -> Any:
    """Return settings whose brake is out of the way: poison forges seals and keys, too."""
    import msgspec

    off = msgspec.structs.replace(settings.brake, least=1_000_000)
    return msgspec.structs.replace(settings, brake=off)


def hide_keys(private: Path) -> Path:
    """Take the opening keys away; return where they are now."""
    return private.rename(private.with_name("elsewhere"))


def send_poison(there: Any) -> None:
    """Poison what stands in the topic, and send it there."""
    good = [
        Outgoing(topic=one.topic, key=one.key, value=one.value, headers=one.headers)
        for one in read(there)
    ]
    chance = random.Random(6)  # noqa: S311 - a repeatable choice
    poisoner = Poisoner(good=good, sealer=there.sealer, chance=chance)
    producer = KafkaProducer(there.settings.kafka_servers)
    producer.send_all([*poisoner.corpus(POISON), *giants(chance)])
    producer.close()


def giants(chance: random.Random) -> list[Outgoing]:
    """Return what nearly reaches the broker's limit: with its copy under seal, and without one."""
    sizes = LARGEST_SEALED_BYTES - 1_000, 8_000_000
    return [
        Outgoing(topic=topics.INTERACTIONS, key=b"giant", value=chance.randbytes(size))
        for size in sizes
    ]


class Odd(str):
    """A header's name as a client in Latin-1 sends it; the broker takes it."""

    __slots__ = ()

    def encode(self, *_: object) -> bytes:
        """Return bytes that are no UTF-8."""
        return "café".encode("latin-1")


def send_odd_name(there: Any) -> str:
    """Send what a client library would choke on; return the id that it claims."""
    good = read(there)[0]
    claimed = str(new_event_id(utc_now()))
    headers = (*good.headers, (Odd("x"), b""), ("ce_id", claimed.encode()))
    producer = KafkaProducer(there.settings.kafka_servers)
    producer.send_all([Outgoing(topic=good.topic, key=good.key, value=good.value, headers=headers)])
    producer.close()
    return claimed


def read(there: Any) -> list[Any]:
    """Return every interaction as the broker has it."""
    reader = KafkaReader(there.settings.kafka_servers)
    try:
        return list(reader.read_to_end(topics.INTERACTIONS))
    finally:
        reader.close()


def expected(there: Any) -> set[str]:
    """Return the id under which each record has to be found."""
    letters = DeadLetters(
        tenant=there.settings.tenant, refused_by="test", sealer=there.sealer, clock=utc_now
    )
    return {letters.of(record, DeadLetterReason.FAILED).id for record in read(there)}


def arrived(there: Any) -> set[str]:
    """Return the ids of all rows and all dead letters."""
    found = there.query(
        "SELECT toString(event_id) FROM assessments_current UNION ALL SELECT id FROM dead_letters"
    )
    return {one for (one,) in found}


def failed(there: Any) -> int:
    """Count the dead letters that say that the fault was ours."""
    ((number,),) = there.query("SELECT count() FROM dead_letters WHERE reason = 'failed'")
    return int(number)
