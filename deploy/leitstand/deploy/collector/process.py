"""The collector's process: outbox, drain, recorder, application, server."""

from dataclasses import dataclass

import uvicorn

from leitstand.broker.kafka import KafkaProducer
from leitstand.capture import AgreementGate, Recorder
from leitstand.capture.collector import config as collector_config
from leitstand.capture.collector.application import build
from leitstand.capture.collector.config import CollectorConfig, CollectorConfigError
from leitstand.deploy.capturing import (
    GOODBYE_S,
    Worker,
    outbox_of,
    register_gate,
    stopped_by_signals,
    working,
)
from leitstand.deploy.command import Exit, UserError
from leitstand.deploy.gateway.evaluation import local_agreement, refuse_evaluation
from leitstand.deploy.gateway.listener import Listener
from leitstand.deploy.settings import Home, Settings
from leitstand.outbox import Drain, Outbox
from leitstand.schemas.clock import utc_now
from leitstand.vault import PublicKeys, Sealer, VaultPaths

NAME = "collector"
_HEADER_BYTES = 64 * 1024
"""What the server keeps of headers that have no end; the collector's own limit is below it."""


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
    gate, workers = _gate(home, settings)
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


def _gate(home: Home, settings: Settings) -> tuple[AgreementGate, tuple[Worker, ...]]:
    local = local_agreement(home)
    if local is not None:
        return local, ()
    gate, follower = register_gate(home, NAME, settings.tenant, settings.kafka_servers)
    return gate, (follower,)


def serve(plan: Plan) -> int:
    """Serve until SIGTERM or SIGINT. Raises UserError."""
    stop = stopped_by_signals()
    drain = Drain(plan.home.outbox, KafkaProducer(plan.kafka_servers))
    workers = (drain.run, *plan.workers)
    with outbox_of(plan.home, NAME, drain) as outbox, working(NAME, workers, stop):
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
            timeout_graceful_shutdown=GOODBYE_S,
        )
    )
