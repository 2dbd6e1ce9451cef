"""Sends frames and says which of them the broker will never take."""

from collections.abc import Sequence

from leitstand.broker.ports import Producer, RecordRefusedError
from leitstand.outbox.frames import Frame


def send(producer: Producer, batch: Sequence[Frame]) -> list[Frame]:
    """Send a batch; return those that the broker refuses, found by halving.

    Raises BrokerUnavailableError; what was acknowledged until then may be sent again.
    """
    try:
        producer.send_all([frame.outgoing() for frame in batch])
    except RecordRefusedError:
        if len(batch) == 1:
            return list(batch)
        middle = len(batch) // 2
        return send(producer, batch[:middle]) + send(producer, batch[middle:])
    return []
