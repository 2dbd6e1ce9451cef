"""From Kafka to the case register: cases are durable before their offset is committed.

Killed anywhere, it starts again at the last commit; what it meets twice changes nothing.
"""

import logging
from collections.abc import Callable, Sequence

import msgspec

from leitstand.broker.ports import BrokerUnavailableError, Consumer, Record
from leitstand.cases.errors import StoreUnavailableError
from leitstand.cases.model import Arrival
from leitstand.cases.store import CaseStore
from leitstand.schemas import topics
from leitstand.schemas.assessment import Assessment

log = logging.getLogger(__name__)

_BATCH = 2000
_POLL_SECONDS = 0.5

Pause = Callable[[float], object]
"""Waits that many seconds, or less when the process has to stop."""

_VERSION = topics.ASSESSMENTS.encode()
_decoder = msgspec.json.Decoder(Assessment)


class CaseOpener:
    """Feeds the assessments of a consumer into a store, in batches of one transaction each."""

    def __init__(self, consumer: Consumer, store: CaseStore) -> None:
        self._consumer = consumer
        self._store = store

    def run(self, *, stop: Callable[[], bool], alive: Callable[[], None], pause: Pause) -> None:
        """Go on until ``stop`` says so; waits while the broker or the store is away.

        ``alive`` is called after each turn that came through.
        """
        while not stop():
            try:
                self.turn()
                alive()
            except (BrokerUnavailableError, StoreUnavailableError) as error:
                log.warning("waiting: %s", type(error).__name__)
                self._again(pause)

    def turn(self, timeout_s: float = _POLL_SECONDS) -> int:
        """Take one batch through; return how many records it had.

        Raises BrokerUnavailableError or StoreUnavailableError; then nothing is committed.
        """
        records = self._consumer.poll(max_records=_BATCH, timeout_s=timeout_s)
        if records:
            self._store.open_all(arrivals_of(records))
            self._consumer.commit(records)
        return len(records)

    def _again(self, pause: Pause) -> None:
        pause(1.0)
        try:
            self._consumer.rewind()
        except BrokerUnavailableError:
            log.debug("still away")


def arrivals_of(records: Sequence[Record]) -> list[Arrival]:
    """Decode the records. One that is no assessment is logged by its place and passed over.

    The sink reads the same records and keeps such a one as a dead letter; replayed, it comes
    here again.
    """
    arrivals: list[Arrival] = []
    for record in records:
        assessment = _decode(record)
        if assessment is not None:
            arrivals.append(
                Arrival(assessment=assessment, k_partition=record.partition, k_offset=record.offset)
            )
    return arrivals


def _decode(record: Record) -> Assessment | None:
    try:
        if dict(record.headers).get("ce_type", _VERSION) == _VERSION:
            return _decoder.decode(record.value or b"")
        log.warning("another version at %s/%d/%d", record.topic, record.partition, record.offset)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        log.warning("no assessment at %s/%d/%d", record.topic, record.partition, record.offset)
    return None
