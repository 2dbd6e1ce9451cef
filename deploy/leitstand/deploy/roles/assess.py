"""Role ``assess``: the workers that open, judge and forget."""

import logging
import os
from dataclasses import replace
from typing import TYPE_CHECKING

from leitstand.deploy import logs
from leitstand.deploy.command import Exit
from leitstand.deploy.heartbeat import Heartbeat, is_alive
from leitstand.deploy.role import Role
from leitstand.deploy.settings import Home, Settings

if TYPE_CHECKING:
    from leitstand.register import RegisterView
    from leitstand.streams.assess import AssessContext

LOG = logging.getLogger(__name__)
NAME = "assess"


def run(home: Home, settings: Settings, instance: int) -> int:
    """Run until SIGTERM; work begins when the register holds a whole release."""
    from leitstand.broker.kafka import KafkaReader
    from leitstand.policy import prepare
    from leitstand.register import RegisterReader
    from leitstand.streams.pulse import Pulse
    from leitstand.streams.register_follower import RegisterFollower
    from leitstand.streams.worker import AssessWorker, WorkerOptions

    logs.configure()
    reader = RegisterReader(KafkaReader(settings.kafka_servers), settings.tenant)
    register = RegisterFollower(reader, _give_up)
    register.start()
    prepare()
    context = build_context(home, settings, register.view)
    options = WorkerOptions(
        servers=settings.kafka_servers,
        instance=f"{NAME}-{instance}",
        directory=home.run / f"{NAME}-{instance}",
    )
    worker = AssessWorker(options, lambda: replace(context, view=register.view), _give_up)
    pulse = Pulse()
    with Heartbeat(home, NAME, instance, pulse.is_felt) as heart:
        code = worker.run(started=heart.ready, alive=pulse.beat)
    register.stop()
    return code


def build_context(home: Home, settings: Settings, view: "RegisterView") -> "AssessContext":
    """Return what an assessment needs besides its record: the only place that holds opening keys."""
    from leitstand.schemas.clock import utc_now
    from leitstand.streams.assess import AssessContext
    from leitstand.streams.dead_letters import DeadLetters
    from leitstand.streams.people import Keys
    from leitstand.vault import (
        Opener,
        Pseudonymizer,
        PublicKeys,
        RegisterKey,
        Sealer,
        VaultPaths,
    )

    paths = VaultPaths(home.vault)
    return AssessContext(
        tenant=settings.tenant,
        view=view,
        opener=Opener(paths.private),
        keys=Keys(
            tenant=settings.tenant,
            pseudonyms=Pseudonymizer(paths.pseudonym),
            register=RegisterKey(paths.register),
        ),
        dead_letters=DeadLetters(
            tenant=settings.tenant,
            refused_by=NAME,
            sealer=Sealer(PublicKeys(paths.public), settings.tenant, utc_now),
            clock=utc_now,
        ),
    )


def _give_up(reason: str) -> None:
    """End this process at once: what it did not acknowledge comes again, to its successor."""
    LOG.critical("ending this worker: %s", reason)
    logging.shutdown()
    os._exit(Exit.INTERNAL)


ROLE = Role(
    name=NAME,
    after=("kafka",),
    run=run,
    healthy=lambda home, _settings, instance: is_alive(home, NAME, instance),
    instances=lambda settings: settings.assess_workers,
)
