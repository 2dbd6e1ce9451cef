"""How far each consumer is behind, and whether everything has come to rest."""

from collections.abc import Sequence

import msgspec

from leitstand.broker.places import KafkaPlaces
from leitstand.streams.groups import GROUPS, Groups


class GroupLag(msgspec.Struct, frozen=True, kw_only=True):
    """One group and one topic."""

    group: str
    topic: str
    records: int
    """Records that stand in the topic and are not committed as done."""


class LagMeter:
    """Measures over connections of its own."""

    def __init__(self, servers: str) -> None:
        self._places = KafkaPlaces(servers)

    def measure(self, groups: Groups = GROUPS) -> list[GroupLag]:
        """Return the lag of each group and topic, in the order given.

        Give groups upstream first: the end of a topic is asked for after the lag of what writes
        it, so that all zeros mean that everything came through. Raises BrokerUnavailableError.
        """
        return [
            GroupLag(group=group, topic=topic, records=self._records(group, topic))
            for group, of_group in groups.items()
            for topic in of_group
        ]

    def close(self) -> None:
        """Give up the connections."""
        self._places.close()

    def _records(self, group: str, topic: str) -> int:
        done = self._places.committed(group, topic)
        ends = self._places.ends(topic)
        return sum(max(0, end - done.get(number, 0)) for number, end in ends.items())


def is_stable(waiting_in_outbox: int, lags: Sequence[GroupLag]) -> bool:
    """Say whether everything came to rest. Look at the outbox before you measure the lags."""
    return waiting_in_outbox == 0 and all(lag.records == 0 for lag in lags)
