"""Writing an export down like every capture: sealed, through the outbox, in batches."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from leitstand.capture.agreement import AgreementGate, Basis
from leitstand.capture.importing.progress import Progress
from leitstand.capture.importing.reading import Found
from leitstand.capture.recorder import Recorder

_BATCH = 500


@dataclass(slots=True, kw_only=True)
class Counts:
    """What became of the interactions that could be read."""

    recorded: int = 0
    before: int = 0
    """Written down by an earlier start."""
    suspended: int = 0
    """Of days on which the agreement was suspended: nothing is recorded."""
    no_agreement: int = 0
    """Of days without an agreement in force: nothing may be processed."""


class Writing:
    """Takes interactions in the order of their lines."""

    def __init__(
        self,
        recorder: Recorder,
        gate: AgreementGate,
        progress: Progress,
        after_batch: Callable[[int], None],
    ) -> None:
        """``after_batch`` is told the last durable line."""
        self._recorder = recorder
        self._gate = gate
        self._progress = progress
        self._after_batch = after_batch
        self._batch: list[Found] = []
        self._line = 0
        self.counts = Counts()

    def take(self, interactions: Iterable[Found]) -> None:
        """Write all of them down. Raises RefusedError: go on later, nothing is lost or doubled."""
        for found in interactions:
            if found.line <= self._progress.line:
                self.counts.before += 1
                continue
            self._line = found.line
            if self._may_be_recorded(found):
                self._batch.append(found)
            if len(self._batch) >= _BATCH:
                self._write()
        self._write()

    def _may_be_recorded(self, found: Found) -> bool:
        basis = self._gate.ask(found.observed.occurred_at, found.observed.application).basis
        if basis is Basis.SUSPENDED:
            self.counts.suspended += 1
        elif basis is Basis.NONE:
            self.counts.no_agreement += 1
        return basis is Basis.IN_FORCE

    def _write(self) -> None:
        if self._line <= self._progress.line:
            return
        batch, self._batch = self._batch, []
        if batch:
            ids = [found.event_id for found in batch]
            self._recorder.record_all([found.observed for found in batch], ids)
        self.counts.recorded += len(batch)
        self._progress.reached(self._line)
        self._after_batch(self._line)
