"""Makes the topics as their contracts say."""

# pyright: basic, reportCallIssue=false
# kafka-python carries no types, and the stubs that the checker brings are those of version 2.
import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

from kafka.admin import (  # type: ignore[import-untyped] # no stubs
    ConfigResource,
    ConfigResourceType,
    KafkaAdminClient,
)
from kafka.errors import TopicAlreadyExistsError  # type: ignore[import-untyped] # no stubs

from leitstand.broker.kafka import MAX_RECORD_BYTES
from leitstand.broker.kafka_errors import translated
from leitstand.broker.ports import BrokerError
from leitstand.schemas.topics import Topic

_DAY_MS = 24 * 60 * 60 * 1000


class TopicMismatchError(BrokerError):
    """A topic exists with another number of partitions: its keys would move. Stop and ask."""


def ensure_topics(
    servers: str, topics: Iterable[Topic], partitions: int, replication: int
) -> list[str]:
    """Create what is missing, correct the configuration of what exists; return the new names.

    May be called at every start and by several processes at once. Raises BrokerUnavailableError,
    TopicMismatchError.
    """
    wanted = {topic.name: _definition(topic, partitions, replication) for topic in topics}
    with translated(), _admin(servers) as client:
        missing = set(wanted) - set(client.list_topics())
        for name in missing:
            with contextlib.suppress(TopicAlreadyExistsError):
                client.create_topics({name: wanted[name]})
        client.wait_for_topics(list(wanted))
        _check_partitions(client, wanted)
        _correct(client, {name: wanted[name] for name in set(wanted) - missing})
    return sorted(missing)


def _definition(topic: Topic, partitions: int, replication: int) -> dict[str, Any]:
    return {
        "num_partitions": topic.partitions if isinstance(topic.partitions, int) else partitions,
        "replication_factor": replication,
        "configs": _configuration(topic),
    }


def _configuration(topic: Topic) -> dict[str, str]:
    retention_ms = -1 if topic.retention_days is None else topic.retention_days * _DAY_MS
    return {
        "cleanup.policy": topic.cleanup,
        "retention.ms": str(retention_ms),
        "message.timestamp.type": "LogAppendTime",
        "max.message.bytes": str(MAX_RECORD_BYTES + 64 * 1024),
    }


def _check_partitions(client: Any, wanted: dict[str, dict[str, Any]]) -> None:
    for found in client.describe_topics(list(wanted)):
        expected = wanted[found["name"]]["num_partitions"]
        if len(found["partitions"]) != expected:
            message = f"{found['name']} has {len(found['partitions'])} partitions, not {expected}"
            raise TopicMismatchError(message)


def _correct(client: Any, existing: dict[str, dict[str, Any]]) -> None:
    resources = [
        ConfigResource(ConfigResourceType.TOPIC, name, definition["configs"])
        for name, definition in sorted(existing.items())
    ]
    if resources:
        client.alter_configs(resources)


@contextlib.contextmanager
def _admin(servers: str) -> Iterator[Any]:
    client = KafkaAdminClient(bootstrap_servers=servers.split(","), bootstrap_timeout_ms=5_000)
    try:
        yield client
    finally:
        client.close()
