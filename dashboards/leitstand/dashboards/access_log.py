"""Every look is an event: written down before anything is shown (promise P5)."""

from collections.abc import Callable
from typing import Protocol

import msgspec

from leitstand.broker.ports import Outgoing
from leitstand.dashboards.errors import AccessNotRecordedError
from leitstand.schemas import cloudevents, topics
from leitstand.schemas.access import Access


class AccessLog(Protocol):
    """Where looks are written down."""

    def record(self, access: Access) -> None:
        """Return when the entry is durable; raise AccessNotRecordedError when it is not."""
        ...


class Append(Protocol):
    """The one method of an outbox that the log needs."""

    def __call__(self, build: Callable[[int], Outgoing]) -> int:
        """Store what ``build`` makes of the next sequence number, durably."""
        ...


class OutboxAccessLog:
    """Writes accesses to the disk outbox, which brings them to Kafka in its own time.

    ``failures`` are the exceptions by which that outbox says that it stored nothing.
    """

    def __init__(self, append: Append, failures: tuple[type[Exception], ...]) -> None:
        self._append = append
        self._failures = failures

    def record(self, access: Access) -> None:
        """Append the entry; durable when this returns."""
        outgoing = as_record(access)
        try:
            self._append(lambda _sequence: outgoing)
        except self._failures as error:
            message = "the access could not be stored"
            raise AccessNotRecordedError(message) from error


def as_record(access: Access) -> Outgoing:
    """Return the Kafka record of an access, as the topic's contract wants it."""
    return Outgoing(
        topic=topics.ACCESSES,
        key=str(access.access_id).encode(),
        value=msgspec.json.encode(access),
        headers=cloudevents.headers(
            event_id=access.access_id,
            source="leitstand/dashboards",
            event_type=topics.ACCESSES,
            time=access.at,
            tenant=access.tenant,
        ),
    )
