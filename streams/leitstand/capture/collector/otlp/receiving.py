"""Takes the parts of one OTLP request: joins them, judges them, makes them durable."""

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from leitstand.capture.collector.intake import Clear, Intake
from leitstand.capture.collector.otlp.joining import Call, Joining
from leitstand.capture.collector.otlp.parts import Part
from leitstand.capture.collector.problems import Kind
from leitstand.capture.collector.producers import SendingProgram
from leitstand.schemas.identifiers import event_id_of

_ANY_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""Trace and span name a call for all times; which part of it comes first must not change its id."""


@dataclass(slots=True)
class Outcome:
    """What became of the parts."""

    recorded: int = 0
    """Interactions that are new, or known better."""
    rejected: Counter[Kind] = field(default_factory=Counter[Kind])
    """Parts that can never be taken."""


@dataclass(slots=True)
class _Touched:
    """A call that this request says something of."""

    call: Call
    parts: int = 0


class Receiver:
    """For any thread; one request at a time, so that a newer state never comes before an older."""

    def __init__(self, intake: Intake, joining: Joining) -> None:
        self._intake = intake
        self._joining = joining
        self._lock = threading.Lock()

    def receive(self, parts: Sequence[Part], program: SendingProgram) -> Outcome:
        """Return when all are durable. Raises RefusedError: then send it again."""
        with self._lock:
            try:
                return self._receive(parts, program)
            finally:
                self._joining.forget()

    def _receive(self, parts: Sequence[Part], program: SendingProgram) -> Outcome:
        outcome = Outcome()
        taken: dict[str, tuple[Call, Clear]] = {}
        for key, touched in self._touched(parts, program).items():
            if touched.call.recorded:
                continue
            arrival = _arrival(key, touched.call, program)
            kind = self._intake.judge(arrival)
            if kind is None and not self._intake.is_suspended(arrival):
                taken[key] = touched.call, arrival
                continue
            # What is not recorded is not remembered either.
            self._joining.drop(_key(key, program))
            if kind is not None:
                outcome.rejected[kind] += touched.parts
        outcome.recorded = self._intake.take([a for _, a in taken.values()]).recorded
        self._joining.recorded([call for call, _ in taken.values()])
        return outcome

    def _touched(self, parts: Sequence[Part], program: SendingProgram) -> dict[str, _Touched]:
        found: dict[str, _Touched] = {}
        for part in parts:
            # What belongs to no trace is a call of its own, known by what it says.
            name = part.call or part.digest.hex()
            call = self._joining.add(_key(name, program), part)
            found.setdefault(name, _Touched(call)).parts += 1
        return found


def _key(name: str, program: SendingProgram) -> str:
    return f"{program.name} {name}"


def _arrival(name: str, call: Call, program: SendingProgram) -> Clear:
    return Clear(
        event_id=event_id_of(f"otlp {program.name}", name, _ANY_TIME),
        observed=call.observed(program),
    )
