"""The collector's process: outbox, drain, recorder, application, server."""

import signal
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn

from leitstand.broker.kafka import KafkaProducer, KafkaReader
from leitstand.capture import AgreementGate, Recorder
from leitstand.capture.collector import config as collector_config
from leitstand.capture.collector.application import build
from leitstand.capture.collector.config import CollectorConfig, CollectorConfigError
from leitstand.capture.register_gate import RegisterFollower, RegisterGate
from leitstand.deploy.command import Exit, UserError
from leitstand.deploy.gateway.evaluation import local_agreement, refuse_evaluation
from leitstand.deploy.gateway.listener import Listener
from leitstand.deploy.settings import Home, Settings
from leitstand.outbox import Drain, Outbox
from leitstand.register import RegisterReader
from leitstand.schemas.clock import utc_now
from leitstand.vault import PublicKeys, Sealer, VaultPaths

NAME = "collector"
_GOODBYE_S = 10
"""For requests that are under way when it is told to stop."""
_HEADER_BYTES = 64 * 1024
"""What the server keeps of headers that have no end; the collector's own limit is below it."""

Worker = Callable[[threading.Event], None]
"""Runs in a thread until the event is set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one collector is made of."""

    home: Home
    tenant: str
    config: CollectorConfig
    listener: Listener
    kafka_servers: str
    gate: AgreementGate
    workers: tuple[Worker, ...] = ()


def plan(home: Home, settings: Settings, listener: Listener) -> Plan:
    """Return the collector of an installation: a local file says what may be recorded, else the register.

    Raises UserError, also where others could reach it and no producers are named.
    """
    config = _configuration(home)
    if not config.producers and not listener.is_loopback:
        problem = f"{collector_config.FILE_NAME} names no producers, and others can reach it"
        raise UserError(problem, "name each with the SHA-256 of its key (docs/collector.md)")
    refuse_evaluation(home, listener)
    local = local_agreement(home)
    gate, workers = (local, ()) if local else _register(home, settings)
    return Plan(
        home=home,
        tenant=settings.tenant,
        config=config,
        listener=listener,
        kafka_servers=settings.kafka_servers,
        gate=gate,
        workers=workers,
    )


def _configuration(home: Home) -> CollectorConfig:
    try:
        return collector_config.load(home.data / collector_config.FILE_NAME)
    except CollectorConfigError as error:
        raise UserError(error.problem, error.remedy) from None


def _register(home: Home, settings: Settings) -> tuple[AgreementGate, tuple[Worker, ...]]:
    """Return a gate that answers from the register, and the worker that keeps it up to date."""
    gate = RegisterGate(home.data / NAME / "register.json")
    follower = RegisterFollower(
        lambda: RegisterReader(KafkaReader(settings.kafka_servers), settings.tenant),
        (gate,),
        utc_now,
    )
    return gate, (follower.run,)


def serve(plan: Plan) -> int:
    """Serve until SIGTERM or SIGINT. Raises UserError."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        # uvicorn raises the signal again when it is done; it must not kill us before we are.
        signal.signal(number, lambda _number, _frame: stop.set())
    drain = Drain(plan.home.outbox, KafkaProducer(plan.kafka_servers))
    with _outbox(plan, drain) as outbox, _threads((drain.run, *plan.workers), stop):
        server = _server(plan, outbox)
        with plan.listener.open() as listening:
            server.run(sockets=[listening])
    return Exit.OK


def _server(plan: Plan, outbox: Outbox) -> uvicorn.Server:
    public_keys = PublicKeys(VaultPaths(plan.home.vault).public)
    recorder = Recorder(
        tenant=plan.tenant,
        outbox=outbox,
        sealer=Sealer(public_keys, plan.tenant, utc_now),
        agreement_gate=plan.gate,
    )
    application = build(
        plan.config,
        tenant=plan.tenant,
        recorder=recorder,
        outbox=outbox,
        agreement_gate=plan.gate,
        public_keys=public_keys,
    )
    return uvicorn.Server(
        uvicorn.Config(
            application,
            # The other parser keeps headers of any size.
            http="h11",
            h11_max_incomplete_event_size=_HEADER_BYTES,
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=_GOODBYE_S,
        )
    )


@contextmanager
def _outbox(plan: Plan, drain: Drain) -> Generator[Outbox]:
    try:
        outbox = Outbox(plan.home.outbox, NAME, on_commit=drain.wake)
    except OSError as error:
        problem = f"{plan.home.outbox}: {error.strerror}"
        raise UserError(problem, "make the directory writable", Exit.UNAVAILABLE) from None
    try:
        yield outbox
    finally:
        outbox.close()


@contextmanager
def _threads(workers: tuple[Worker, ...], stop: threading.Event) -> Generator[None]:
    """Run workers beside the server; what they have not done at the end the next start does."""
    threads = [
        threading.Thread(target=worker, args=(stop,), name=f"{NAME} worker", daemon=True)
        for worker in workers
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(_GOODBYE_S)
