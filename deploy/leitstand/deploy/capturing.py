"""What gateway and collector are made of alike: outbox, agreement, threads, and how they stop."""

import signal
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager

from leitstand.broker.kafka import KafkaReader
from leitstand.capture.register_gate import Learner, RegisterFollower, RegisterGate
from leitstand.deploy.command import Exit, UserError
from leitstand.deploy.settings import Home
from leitstand.outbox import Drain, Outbox
from leitstand.register import RegisterReader
from leitstand.schemas.clock import utc_now

GOODBYE_S = 10
"""For requests and threads that are under way when a process is told to stop."""

Worker = Callable[[threading.Event], None]
"""Runs in a thread until the event is set."""


def register_gate(
    home: Home, name: str, tenant: str, kafka_servers: str, *learners: Learner
) -> tuple[RegisterGate, Worker]:
    """Return a gate that answers from the register, and the worker that keeps it up to date.

    ``learners`` are told every release, too. The copy for the next start lies below ``name``.
    """
    gate = RegisterGate(home.data / name / "register.json")
    follower = RegisterFollower(
        lambda: RegisterReader(KafkaReader(kafka_servers), tenant), (gate, *learners), utc_now
    )
    return gate, follower.run


def stopped_by_signals() -> threading.Event:
    """Return an event that SIGTERM and SIGINT set. For the main thread."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        # uvicorn raises the signal again when it is done; it must not kill us before we are.
        signal.signal(number, lambda _number, _frame: stop.set())
    return stop


@contextmanager
def outbox_of(home: Home, name: str, drain: Drain) -> Generator[Outbox]:
    """Open an outbox that wakes this drain. Raises UserError."""
    try:
        outbox = Outbox(home.outbox, name, on_commit=drain.wake)
    except OSError as error:
        problem = f"{home.outbox}: {error.strerror}"
        raise UserError(problem, "make the directory writable", Exit.UNAVAILABLE) from None
    try:
        yield outbox
    finally:
        outbox.close()


@contextmanager
def working(name: str, workers: tuple[Worker, ...], stop: threading.Event) -> Generator[None]:
    """Run workers beside the server; what they have not done at the end the next start does."""
    threads = [
        threading.Thread(target=worker, args=(stop,), name=f"{name} worker", daemon=True)
        for worker in workers
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(GOODBYE_S)
