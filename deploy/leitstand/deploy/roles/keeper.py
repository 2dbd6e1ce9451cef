"""Role ``keeper``: makes the day keys ahead of time and destroys those whose time is over."""

import logging
import signal
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from leitstand.deploy import logs
from leitstand.deploy.command import Exit
from leitstand.deploy.heartbeat import Heartbeat, is_alive
from leitstand.deploy.role import Role
from leitstand.deploy.settings import Home, Settings

if TYPE_CHECKING:
    from leitstand.register import RegisterReader
    from leitstand.schemas.policy import Retention
    from leitstand.vault import KeyKeeper, Turn

LOG = logging.getLogger(__name__)
NAME = "keeper"
EVERY_S = 3600.0
AGAIN_S = 15.0
"""Pause after a turn that could not do everything: Kafka may just be starting."""
_SIGNALS = {signal.SIGTERM, signal.SIGINT}

Wait = Callable[[float], bool]
"""Sleeps that many seconds; returns whether it is time to end."""


def run(home: Home, settings: Settings, instance: int) -> int:
    """Take turns until SIGTERM."""
    from leitstand.schemas.clock import utc_now
    from leitstand.vault import KeyKeeper, VaultPaths

    # The signal waits until the turn is over and then ends the sleep: no handler, no polling.
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    logs.configure()
    keeper = KeyKeeper(
        VaultPaths(home.vault),
        settings.tenant,
        clock=utc_now,
        retention=lambda now: retention_at(settings, now),
    )
    with Heartbeat(home, NAME, instance) as heart:
        take_turns(keeper, heart.ready, lambda s: signal.sigtimedwait(_SIGNALS, s) is not None)
    return Exit.OK


def take_turns(keeper: "KeyKeeper", began: Callable[[], None], wait: Wait) -> None:
    """Take a turn now and then one an hour, sooner after an incomplete one; ``began`` is told once.

    A vault with a fault does not end the keeper: the other keys still need it.
    """
    turn = _told(keeper.turn(), None)
    began()
    while not wait(EVERY_S if turn.complete else AGAIN_S):
        turn = _told(keeper.turn(), turn)


def _told(turn: "Turn", before: "Turn | None") -> "Turn":
    """Log numbers, and only when there is something new to say."""
    if turn.made or turn.destroyed:
        LOG.info("day keys: %d made, %d destroyed", turn.made, turn.destroyed)
    if turn.failed and (before is None or turn.failed != before.failed):
        LOG.error("day keys: %d failed, see `leitstand vault status`", turn.failed)
    if not turn.retention_known and (before is None or before.retention_known):
        LOG.warning("the register cannot be read now: no key is destroyed before it can")
    return turn


def retention_at(settings: Settings, now: datetime) -> "Retention":
    """Return the retention of the policy in effect; the default in a house without a policy.

    Raises RetentionUnknownError when the register cannot be read: what the policy lets live longer
    than the default must not die because Kafka is away.
    """
    from leitstand.broker.kafka import KafkaReader
    from leitstand.broker.ports import BrokerError
    from leitstand.register import RegisterDamagedError, RegisterReader
    from leitstand.vault import RetentionUnknownError

    # A connection per turn: one that is kept open would cost wake-ups all hour long.
    reader = RegisterReader(KafkaReader(settings.kafka_servers), settings.tenant)
    try:
        return retention_in(reader, now)
    except (BrokerError, RegisterDamagedError):
        raise RetentionUnknownError from None
    finally:
        reader.close()


def retention_in(reader: "RegisterReader", now: datetime) -> "Retention":
    """Return the retention that a register says. Raises BrokerUnavailableError, RegisterDamagedError."""
    from leitstand.register import NoReleaseError
    from leitstand.schemas.policy import Retention

    try:
        policy = reader.start().as_of(now).policy
    except NoReleaseError:
        return Retention()
    return policy.retention if policy else Retention()


ROLE = Role(
    name=NAME,
    run=run,
    healthy=lambda home, _settings, instance: is_alive(home, NAME, instance),
)
