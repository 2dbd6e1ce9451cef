"""The gateway's process: outbox, drain, recorder, application, server."""

import resource
from collections.abc import Callable
from dataclasses import dataclass

import uvicorn

from leitstand.broker.kafka import KafkaProducer
from leitstand.capture import AgreementGate, Recorder, tokens
from leitstand.capture.agreement import LocalAgreement
from leitstand.capture.gateway.application import build
from leitstand.capture.gateway.config import GatewayConfig, GatewayConfigError, PreflightConfig
from leitstand.capture.preflight import PreflightCheck, PreflightMode
from leitstand.capture.register_gate import NewestView
from leitstand.deploy.capturing import (
    GOODBYE_S,
    Worker,
    outbox_of,
    register_gate,
    stopped_by_signals,
    working,
)
from leitstand.deploy.command import Exit, UserError
from leitstand.deploy.gateway.evaluation import local_agreement
from leitstand.deploy.gateway.listener import Listener
from leitstand.deploy.gateway.protocol import GatewayProtocol
from leitstand.deploy.settings import Home, Settings
from leitstand.outbox import Drain, Outbox
from leitstand.schemas.clock import utc_now
from leitstand.vault import PublicKeys, RegisterKey, Sealer, VaultPaths

NAME = "gateway"


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
    gate, workers = _gate(local, home, settings.tenant, kafka_servers, newest)
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


def _gate(
    local: LocalAgreement | None, home: Home, tenant: str, kafka_servers: str, newest: NewestView
) -> tuple[AgreementGate, tuple[Worker, ...]]:
    if local is not None:
        return local, ()
    gate, follower = register_gate(home, NAME, tenant, kafka_servers, newest)
    return gate, (follower,)


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
    stop = stopped_by_signals()
    drain = Drain(plan.home.outbox, KafkaProducer(plan.kafka_servers))
    workers = (drain.run, *plan.workers)
    with outbox_of(plan.home, NAME, drain) as outbox, working(NAME, workers, stop):
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
        application = build(plan.config, recorder, preflight=plan.preflight, requests=outbox)
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
            timeout_graceful_shutdown=GOODBYE_S,
        )
    )
