"""Role ``sink``: from Kafka into ClickHouse."""

import signal
import threading
from typing import TYPE_CHECKING

from leitstand.deploy import logs
from leitstand.deploy.command import Exit
from leitstand.deploy.garbage import collect_rarely
from leitstand.deploy.heartbeat import Heartbeat, is_alive
from leitstand.deploy.role import Role
from leitstand.deploy.settings import Home, Settings

if TYPE_CHECKING:
    from leitstand.streams.sink import Sink

NAME = "sink"

ANSWER_LIMIT_S = 60
"""Longest time that ClickHouse has for one insert; then it is asked again, which does no harm."""
STANDSTILL_S = 240.0
"""A sink that took no turn for so long is started anew: a slow insert into every table fits in, and
Kafka takes the partitions away only after 300 s."""


def run(home: Home, settings: Settings, instance: int) -> int:
    """Run until SIGTERM."""
    from leitstand.streams.pulse import Pulse

    logs.configure()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    pulse = Pulse(limit_s=STANDSTILL_S)
    line = build(home, settings, instance, stop)
    collect_rarely()
    try:
        with Heartbeat(home, NAME, instance, pulse.is_felt) as heart:
            # Waiting for Kafka or ClickHouse is well: a new process would wait as well.
            heart.ready()
            line.run(stop.is_set, pulse.beat)
    finally:
        line.consumer.close()
        line.producer.close()
    return Exit.OK


def build(home: Home, settings: Settings, instance: int, stop: threading.Event) -> "Sink":
    """Return the sink of this installation."""
    from leitstand.broker.kafka import KafkaConsumer, KafkaProducer
    from leitstand.deploy.clickhouse import Account, connect
    from leitstand.schemas.clock import utc_now
    from leitstand.streams import groups
    from leitstand.streams.dead_letters import DeadLetters
    from leitstand.streams.sink import Sink
    from leitstand.streams.store import ClickHouseStore
    from leitstand.vault import PublicKeys, Sealer, VaultPaths

    sealer = Sealer(PublicKeys(VaultPaths(home.vault).public), settings.tenant, utc_now)
    return Sink(
        consumer=KafkaConsumer(
            settings.kafka_servers,
            groups.SINK,
            groups.GROUPS[groups.SINK],
            instance=f"{NAME}-{instance}",
        ),
        store=ClickHouseStore(
            lambda: connect(
                home,
                settings,
                Account.WRITER,
                connect_timeout=5,
                send_receive_timeout=ANSWER_LIMIT_S,
            )
        ),
        producer=KafkaProducer(settings.kafka_servers),
        dead_letters=DeadLetters(
            tenant=settings.tenant, refused_by=NAME, sealer=sealer, clock=utc_now
        ),
        pause=stop.wait,
    )


ROLE = Role(
    name=NAME,
    after=("kafka", "endpoint"),
    run=run,
    instances=lambda settings: settings.sinks,
    healthy=lambda home, _settings, instance: is_alive(home, NAME, instance),
)
