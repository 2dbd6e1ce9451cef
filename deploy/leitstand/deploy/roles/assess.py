"""Role ``assess``: the workers that open, judge and forget."""

import logging
import os
import time
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from leitstand.deploy import brake, logs
from leitstand.deploy.command import Exit
from leitstand.deploy.heartbeat import Heartbeat, is_alive
from leitstand.deploy.role import Role
from leitstand.deploy.settings import Home, Settings

if TYPE_CHECKING:
    from leitstand.register import RegisterView
    from leitstand.streams.assess import AssessContext
    from leitstand.streams.brake import Brake, Pulled

LOG = logging.getLogger(__name__)
NAME = "assess"
BRAKE_ASKED_EVERY_S = 1.0


def run(home: Home, settings: Settings, instance: int) -> int:
    """Run until SIGTERM; work begins when the register holds a whole release."""
    from leitstand.broker.kafka import KafkaReader
    from leitstand.policy import prepare
    from leitstand.register import RegisterReader
    from leitstand.streams.pulse import Pulse
    from leitstand.streams.register_follower import RegisterFollower
    from leitstand.streams.worker import AssessWorker, WorkerOptions

    logs.configure()
    _wait_while_the_brake_is_on(home, instance)
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
    worker = AssessWorker(
        options,
        lambda: replace(context, view=register.view),
        _brake(home, settings),
        stop_line=partial(_stop_line, home),
        give_up=_give_up,
    )
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


def _wait_while_the_brake_is_on(home: Home, instance: int) -> None:
    """Live, consume nothing, and leave it to a person; see ``leitstand dead-letters release-brake``."""
    if not brake.is_on(home):
        return
    LOG.critical("assess %s", brake.notice(home))
    with Heartbeat(home, NAME, instance) as heart:
        heart.ready()
        while brake.is_on(home):
            time.sleep(BRAKE_ASKED_EVERY_S)
    LOG.warning("the brake is released")


def _brake(home: Home, settings: Settings) -> "Brake":
    from leitstand.streams.brake import Brake, BrakeLimits

    last = brake.read(home)
    released = last.released_at if last else None
    return Brake(
        BrakeLimits(
            window=settings.brake.window, share=settings.brake.share, least=settings.brake.least
        ),
        passing_until_ms=int(released.timestamp() * 1000) if released else 0,
    )


def _stop_line(home: Home, pulled: "Pulled") -> None:
    """Note why, and end: the process that comes after waits for a person."""
    from leitstand.schemas.clock import utc_now

    try:
        brake.pull(home, now=utc_now(), looked_at=pulled.looked_at, reasons=pulled.reasons)
    except OSError as error:
        # Without the note the next process comes to the same end: the line stands still, too.
        LOG.critical("could not note it: %s", type(error).__name__)
    _give_up("too much would go to dead letters")


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
    notice=brake.notice,
    instances=lambda settings: settings.assess_workers,
)
