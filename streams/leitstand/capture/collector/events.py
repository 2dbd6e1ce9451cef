"""From CloudEvents to arrivals, by the type of each."""

from collections.abc import Sequence

import msgspec

from leitstand.capture.collector import observed_event
from leitstand.capture.collector.cloudevents import Event
from leitstand.capture.collector.intake import Arrival, Clear
from leitstand.capture.collector.observed_event import ObservedData, observed_of
from leitstand.capture.collector.problems import Kind, RejectedError
from leitstand.capture.collector.producers import SendingProgram
from leitstand.capture.collector.sealed_event import SealedEvents
from leitstand.capture.collector.shapes import decoded
from leitstand.schemas.identifiers import event_id_of
from leitstand.schemas.topics import INTERACTIONS

_observed = msgspec.json.Decoder(ObservedData)


class EventReader:
    """Reads events of the types that we know."""

    def __init__(self, sealed: SealedEvents) -> None:
        self._sealed = sealed

    def read(self, events: Sequence[Event], program: SendingProgram) -> list[Arrival]:
        """Return what is to be taken. Raises RejectedError at the first that cannot be read."""
        return [self._arrival(event, program) for event in events]

    def _arrival(self, event: Event, program: SendingProgram) -> Arrival:
        if event.type == observed_event.TYPE:
            return _clear(event, program)
        if event.type != INTERACTIONS:
            raise RejectedError(Kind.UNKNOWN_TYPE, event.at("type"))
        if not program.forwards_sealed:
            raise RejectedError(Kind.NOT_ALLOWED, event.at("type"))
        return self._sealed.read(event)


def _clear(event: Event, program: SendingProgram) -> Clear:
    if event.time is None:
        raise RejectedError(Kind.INVALID_EVENT, event.at("time"))
    data = decoded(_observed, event.data, event.at("data"))
    # The program's name is part of the source: two programs cannot take each other's ids.
    return Clear(
        event_id=event_id_of(f"{program.name} {event.source}", event.id, event.time),
        observed=observed_of(data, event.time, program),
    )
