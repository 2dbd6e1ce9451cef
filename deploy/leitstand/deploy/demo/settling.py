"""Waits until everything that was sent has come through: lag at rest, not time."""

import time
from collections.abc import Callable

from leitstand.broker.ports import BrokerError
from leitstand.deploy.command import Exit, UserError
from leitstand.deploy.settings import Home, Settings
from leitstand.outbox import status
from leitstand.schemas.topics import ASSESSMENTS
from leitstand.streams.groups import GROUPS
from leitstand.streams.lag import GroupLag, LagMeter, is_stable

ALL_GROUPS = {**GROUPS, "cases": (ASSESSMENTS,)}
_LOOK_S = 0.3
_STANDSTILL_S = 180.0
"""Lag that does not fall for so long is a fault, not a wait."""


def settle(home: Home, settings: Settings, progress: Callable[[int], None]) -> None:
    """Return when the outbox is empty and no consumer is behind.

    ``progress`` is told how many fewer records are on their way. Raises UserError when nothing
    moves any more.
    """
    meter = LagMeter(settings.kafka_servers)
    least, moved_at = None, time.monotonic()
    try:
        while True:
            waiting, lags = _look(home, meter)
            if lags is not None and is_stable(waiting, lags):
                progress(least or 0)
                return
            open_now = waiting + sum(lag.records for lag in lags or ())
            if lags is not None and (least is None or open_now < least):
                progress(0 if least is None else least - open_now)
                least, moved_at = open_now, time.monotonic()
            elif time.monotonic() - moved_at > _STANDSTILL_S:
                raise _standstill(waiting, lags or [])
            time.sleep(_LOOK_S)
    finally:
        meter.close()


def open_records(home: Home, settings: Settings) -> int:
    """Return how many records are on their way now."""
    meter = LagMeter(settings.kafka_servers)
    try:
        waiting, lags = _look(home, meter)
    finally:
        meter.close()
    return waiting + sum(lag.records for lag in lags or ())


def _look(home: Home, meter: LagMeter) -> tuple[int, list[GroupLag] | None]:
    """Return what waits on disk and the lags; ``None`` for them while Kafka is away."""
    waiting = status(home.outbox).waiting
    try:
        return waiting, meter.measure(ALL_GROUPS)
    except BrokerError:
        return waiting, None


def _standstill(waiting: int, lags: list[GroupLag]) -> UserError:
    behind = ", ".join(f"{lag.group} on {lag.topic}: {lag.records}" for lag in lags if lag.records)
    return UserError(
        f"nothing moves any more; outbox: {waiting}; {behind}",
        "look into the log files of these roles",
        Exit.NEGATIVE,
    )
