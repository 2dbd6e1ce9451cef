"""Where every delivery ends: judged by time and agreement, then durable in the outbox."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from leitstand.broker.ports import Outgoing
from leitstand.capture.agreement import AgreementGate, Basis
from leitstand.capture.collector.problems import Kind, RejectedError
from leitstand.capture.errors import Refusal, RefusedError
from leitstand.capture.observed import Observed
from leitstand.capture.recorder import Recorder
from leitstand.outbox import Outbox, OutboxError, OutboxFullError
from leitstand.schemas.clock import Clock

OLDEST = timedelta(days=400)
NEWEST = timedelta(hours=1)
"""The same limits as the assess worker's, so that nothing is taken that would be a dead letter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clear:
    """An interaction that is sealed here."""

    event_id: UUID
    observed: Observed

    @property
    def occurred_at(self) -> datetime:
        """When it happened."""
        return self.observed.occurred_at

    @property
    def application(self) -> str:
        """In which application."""
        return self.observed.application


@dataclass(frozen=True, slots=True, kw_only=True)
class Forwarded:
    """An event that another producer of the house has sealed; passed on unchanged."""

    event_id: UUID
    occurred_at: datetime
    application: str
    outgoing: Outgoing


Arrival = Clear | Forwarded


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """How many became durable; what happened while recording was suspended is not among them."""

    recorded: int
    forwarded: int


class Intake:
    """Takes arrivals from any thread."""

    def __init__(
        self, recorder: Recorder, outbox: Outbox, gate: AgreementGate, clock: Clock
    ) -> None:
        self._recorder = recorder
        self._outbox = outbox
        self._gate = gate
        self._clock = clock

    def judge(self, arrival: Arrival) -> Kind | None:
        """Say why an arrival can never be taken; ``None`` if it can.

        Raises RefusedError where nothing may be recorded now either, so that it is worth a retry.
        """
        now = self._clock()
        if not now - OLDEST <= arrival.occurred_at <= now + NEWEST:
            return Kind.TIME_OUT_OF_RANGE
        if self._basis(arrival, arrival.occurred_at) is not Basis.NONE:
            return None
        if self._basis(arrival, now) is Basis.NONE:
            self._outbox.count_refusal()
            raise RefusedError(Refusal.NO_AGREEMENT)
        return Kind.NO_AGREEMENT_THEN

    def is_suspended(self, arrival: Arrival) -> bool:
        """Say whether it happened while recording was suspended: then nothing of it is kept."""
        return self._basis(arrival, arrival.occurred_at) is Basis.SUSPENDED

    def take(self, arrivals: Sequence[Arrival]) -> Taken:
        """Make all durable; blocks. What happened while recording was suspended is passed over.

        Raises RefusedError; then some may be durable: sent again they get the same ids.
        """
        clear = [a for a in arrivals if isinstance(a, Clear)]
        done = self._recorder.record_all([a.observed for a in clear], [a.event_id for a in clear])
        sealed = [a for a in arrivals if isinstance(a, Forwarded) and not self.is_suspended(a)]
        self._forward(sealed)
        return Taken(recorded=len(done), forwarded=len(sealed))

    def take_all_or_none(self, arrivals: Sequence[Arrival]) -> Taken:
        """Do the same, unless one can't be taken. Raises RejectedError with its place, RefusedError."""
        for number, arrival in enumerate(arrivals):
            kind = self.judge(arrival)
            if kind is not None:
                raise RejectedError(kind, f"$[{number}].time")
        return self.take(arrivals)

    def _forward(self, sealed: Sequence[Forwarded]) -> None:
        try:
            self._outbox.append_all([partial(_as_it_is, a.outgoing) for a in sealed])
        except OutboxFullError:
            raise RefusedError(Refusal.OUTBOX_FULL) from None
        except OutboxError:
            self._outbox.count_refusal()
            raise RefusedError(Refusal.OUTBOX_BROKEN) from None

    def _basis(self, arrival: Arrival, at: datetime) -> Basis:
        return self._gate.ask(at, arrival.application).basis


def _as_it_is(outgoing: Outgoing, _sequence: int) -> Outgoing:
    """Ignore the number: the event carries its own producer's."""
    return outgoing
