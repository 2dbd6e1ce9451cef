"""The agreement as the register has it, with a copy on disk so that a start needs no broker."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

from leitstand.broker.ports import BrokerError
from leitstand.capture.agreement import Grant
from leitstand.capture.register_copy import Known, KnownApplication, grant_of, load, save
from leitstand.register import RegisterError, RegisterReader, RegisterView, Snapshot
from leitstand.schemas.agreement import Agreement
from leitstand.schemas.register import Interval
from leitstand.schemas.vocabulary import ObjectKind, RiskClass

_log = logging.getLogger(__name__)
_DEFAULT_ZONE = "Europe/Berlin"


class RegisterGate:
    """Answers from the newest release that was seen, also of an earlier start.

    A copy that is old still answers: an agreement carries its own last day, so time alone cannot
    make it allow what it does not.
    """

    def __init__(self, copy: Path) -> None:
        self._copy = copy
        self._known = self._saved = load(copy)
        self._said: str | None = None

    @property
    def release(self) -> int:
        """Number of the release that answers; 0 for none."""
        return self._known.release if self._known else 0

    def ask(self, at: datetime, application: str) -> Grant:
        """See :class:`leitstand.capture.agreement.AgreementGate`."""
        return grant_of(self._known, at, application)

    def learn(self, view: RegisterView, now: datetime) -> None:
        """Answer from this release as it stands now, and remember it for the next start."""
        self._known = known = _known(view, view.as_of(now))
        if known != self._saved:
            self._save(known)

    def _save(self, known: Known) -> None:
        """Write the copy, next time if the disk refuses: what holds now must not wait for it."""
        try:
            save(self._copy, known)
        except OSError as error:
            self._say(type(error).__name__)
        else:
            self._saved, self._said = known, None

    def _say(self, problem: str) -> None:
        if problem != self._said:
            _log.warning("the register's copy cannot be written: %s", problem)
            self._said = problem


class Learner(Protocol):
    """Wants to know the register."""

    def learn(self, view: RegisterView, now: datetime) -> None:
        """Take a release as it stands now."""
        ...


class NewestView:
    """The newest release that was seen, for whoever asks in another thread."""

    def __init__(self) -> None:
        self._view: RegisterView | None = None

    def __call__(self) -> RegisterView | None:
        """Return it; ``None`` until the first is there."""
        return self._view

    def learn(self, view: RegisterView, now: datetime) -> None:
        """See :class:`Learner`."""
        del now
        self._view = view


class RegisterFollower:
    """Keeps learners up to date from the register's topic, in a thread of its own."""

    def __init__(
        self,
        connect: Callable[[], RegisterReader],
        learners: Sequence[Learner],
        clock: Callable[[], datetime],
        pause_s: float = 1.0,
    ) -> None:
        self._connect = connect
        self._learners = learners
        self._clock = clock
        self._pause_s = pause_s

    def run(self, stop: threading.Event) -> None:
        """Follow until told to stop; while the broker is away all stays as it was learnt last."""
        while not stop.is_set():
            reader = self._connect()
            try:
                self._follow(reader, stop)
            except (BrokerError, RegisterError):
                stop.wait(self._pause_s)
            except Exception as error:  # a follower that is gone would leave it so for ever
                _log.error("the register is not followed: %s", type(error).__name__)
                stop.wait(self._pause_s)
            finally:
                reader.close()

    def _follow(self, reader: RegisterReader, stop: threading.Event) -> None:
        reader.start()
        while not stop.is_set():
            # Also without a new release: intervals begin and end by date.
            for learner in self._learners:
                learner.learn(reader.view, self._clock())
            reader.refresh(timeout_s=self._pause_s)


def _known(view: RegisterView, snapshot: Snapshot) -> Known:
    policy = snapshot.policy
    return Known(
        release=snapshot.release,
        agreements=tuple(_agreements(view)),
        time_zone=policy.time_zone if policy else _DEFAULT_ZONE,
        applications={
            name: KnownApplication(
                models=entry.models, high_risk=entry.risk_class is RiskClass.HIGH
            )
            for name, entry in snapshot.applications().items()
        },
    )


def _agreements(view: RegisterView) -> Iterator[Interval[Agreement]]:
    for name in sorted(view.ids(ObjectKind.AGREEMENT)):
        history = view.history(ObjectKind.AGREEMENT, name)
        yield from history.intervals if history else ()
