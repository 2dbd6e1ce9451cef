"""For a program that reaches Kafka itself: its events go there, the register comes from there."""

import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from leitstand.capture.agreement import AGREEMENT_FILE
from leitstand.outbox import Drain
from leitstand.schemas.clock import Clock
from leitstand.sdk.gate import OWN_COPY

_log = logging.getLogger("leitstand.sdk")
Worker = Callable[[threading.Event], None]
"""Runs in a thread until the event is set."""


class ToKafka:
    """What works in threads beside the program."""

    def __init__(self, data: Path, tenant: str, servers: str) -> None:
        # Only here: a program whose outbox another process drains loads no Kafka client.
        from leitstand.broker.kafka import KafkaProducer

        self._data = data
        self._tenant = tenant
        self._servers = servers
        self._drain = Drain(data / "outbox", KafkaProducer(servers))

    def wake(self) -> None:
        """Say that there is something new."""
        self._drain.wake()

    def workers(self, clock: Clock) -> list[Worker]:
        """Return what has to run: the drain, and who follows the register."""
        return [self._drain.run, *self._follower(clock)]

    def _follower(self, clock: Clock) -> Iterator[Worker]:
        if (self._data / AGREEMENT_FILE).exists():
            return
        try:
            from leitstand.broker.kafka import KafkaReader
            from leitstand.capture.register_gate import RegisterFollower, RegisterGate
            from leitstand.register import RegisterReader
        except ImportError:
            # Reading the register needs what judges it. A copy of another process does as well.
            _log.warning("the register can't be followed with the base install: leitstand[gateway]")
            return
        tenant, servers = self._tenant, self._servers
        gate = RegisterGate(self._data / OWN_COPY)
        yield RegisterFollower(
            lambda: RegisterReader(KafkaReader(servers), tenant), (gate,), clock
        ).run
