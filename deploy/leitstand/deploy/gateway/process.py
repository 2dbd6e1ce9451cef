"""The gateway's process: outbox, drain, recorder, application, server."""

import resource
import signal
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass

import uvicorn

from leitstand.broker.kafka import KafkaProducer, KafkaReader
from leitstand.capture import AgreementGate, Recorder, tokens
from leitstand.capture.gateway.application import build
from leitstand.capture.gateway.config import GatewayConfig, GatewayConfigError, PreflightConfig
from leitstand.capture.preflight import PreflightCheck, PreflightMode
from leitstand.capture.register_gate import NewestView, RegisterFollower, RegisterGate
from leitstand.deploy.command import Exit, UserError
from leitstand.deploy.gateway.evaluation import local_agreement
from leitstand.deploy.gateway.listener import Listener
from leitstand.deploy.gateway.protocol import GatewayProtocol
from leitstand.deploy.settings import Home, Settings
from leitstand.outbox import Drain, Outbox
from leitstand.register import RegisterReader
from leitstand.schemas.clock import utc_now
from leitstand.vault import PublicKeys, RegisterKey, Sealer, VaultPaths

NAME = "gateway"
_GOODBYE_S = 10
"""For requests that are under way when it is told to stop."""

Worker = Callable[[threading.Event], None]
"""Runs in a thread until the event is set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one gateway is made of."""

    home: Home
    tenant: str
    config: GatewayConfig
    listener: Listener
    kafka_servers: str
    gate: AgreementGate
    workers: tuple[Worker, ...] = ()
    preflight: PreflightCheck | None = None


def plan(
    home: Home,
    settings: Settings,
    config: GatewayConfig,
    listener: Listener,
    kafka_servers: str,
) -> Plan:
    """Return a gateway for an installation: a local file says what may be recorded, else the register.

    Raises UserError.
    """
    local = local_agreement(home)
    if local is not None and config.preflight.mode is not PreflightMode.OFF:
        problem = "preflight needs the register, and agreement.yaml takes its place here"
        raise UserError(
            problem, "delete agreement.yaml, or set preflight.mode: off in gateway.yaml"
        )
    newest = NewestView()
    gate, workers = (
        (local, ()) if local else _register(home, settings.tenant, kafka_servers, newest)
    )
    return Plan(
        home=home,
        tenant=settings.tenant,
        config=config,
        listener=listener,
        kafka_servers=kafka_servers,
        gate=gate,
        workers=workers,
        preflight=_preflight(home, settings.tenant, config.preflight, newest),
    )


def _register(
    home: Home, tenant: str, kafka_servers: str, newest: NewestView
) -> tuple[AgreementGate, tuple[Worker, ...]]:
    """Return a gate that answers from the register, and the worker that keeps it up to date."""
    gate = RegisterGate(home.data / NAME / "register.json")
    follower = RegisterFollower(
        lambda: RegisterReader(KafkaReader(kafka_servers), tenant), (gate, newest), utc_now
    )
    return gate, (follower.run,)


def _preflight(
    home: Home, tenant: str, config: PreflightConfig, newest: NewestView
) -> PreflightCheck | None:
    if config.mode is PreflightMode.OFF:
        return None
    return PreflightCheck(
        tenant=tenant,
        view=newest,
        register_key=RegisterKey(VaultPaths(home.vault).register),
        mode=config.mode,
        on_failure=config.on_failure,
    )


def serve(plan: Plan, announce: Callable[[str], None]) -> int:
    """Serve until SIGTERM or SIGINT. Raises UserError."""
    _allow_connections()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        # uvicorn raises the signal again when it is done; it must not kill us before we are.
        signal.signal(number, lambda _number, _frame: stop.set())
    drain = Drain(plan.home.outbox, KafkaProducer(plan.kafka_servers))
    with _outbox(plan, drain) as outbox, _threads((drain.run, *plan.workers), stop):
        server = _server(plan, outbox)
        with plan.listener.open() as listening:
            host, port = listening.getsockname()[:2]
            announce(f"gateway listens on http://{host}:{port}")
            server.run(sockets=[listening])
    return Exit.OK


def _allow_connections() -> None:
    """Each request under way takes two connections: 1,024 files, the usual limit, are few."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def _server(plan: Plan, outbox: Outbox) -> uvicorn.Server:
    recorder = Recorder(
        tenant=plan.tenant,
        outbox=outbox,
        sealer=Sealer(PublicKeys(VaultPaths(plan.home.vault).public), plan.tenant, utc_now),
        agreement_gate=plan.gate,
    )
    tokens.prepare()
    if plan.preflight is not None:
        plan.preflight.prepare()
    try:
        application = build(plan.config, recorder, preflight=plan.preflight)
    except GatewayConfigError as error:
        raise UserError(error.problem, error.remedy) from None
    return uvicorn.Server(
        uvicorn.Config(
            application,
            http=GatewayProtocol,
            ws="none",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            # The upstream's own go through.
            server_header=False,
            date_header=False,
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
