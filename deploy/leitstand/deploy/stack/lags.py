"""How many records wait for each consumer: where a sink that waits for ClickHouse shows first."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from leitstand.deploy.settings import Settings

if TYPE_CHECKING:
    from leitstand.streams.lag import GroupLag


def lags_of(settings: Settings) -> "Sequence[GroupLag] | None":
    """Return what waits per group and topic; ``None`` while Kafka does not say."""
    from leitstand.broker.ports import BrokerError
    from leitstand.deploy.roles import cases
    from leitstand.schemas import topics
    from leitstand.streams.groups import GROUPS
    from leitstand.streams.lag import LagMeter

    meter = LagMeter(settings.kafka_servers)
    try:
        return meter.measure({**GROUPS, cases.NAME: (topics.ASSESSMENTS,)})
    except BrokerError:
        return None
    finally:
        meter.close()


def text_of(lags: "Sequence[GroupLag] | None") -> str:
    """Return it for people: who has how much to do still."""
    if lags is None:
        return "how much waits is not known: Kafka does not answer\n"
    waiting = [lag for lag in lags if lag.records]
    lines = [f"{lag.group:<18} {lag.records} records wait in {lag.topic}\n" for lag in waiting]
    return "".join(lines) or "no record waits\n"
