"""What has to be done between a server's health and its clients' start: topics, tables."""

from collections.abc import Callable, Mapping

from leitstand.deploy.dagster_home import prepare_storage
from leitstand.deploy.settings import Home, Settings

Preparation = Callable[[], None]
"""Idempotent. Raises UserError when a person has to act; anything else is tried again."""


DAGSTER = "dagster"
"""Name of the preparation that makes Dagster's storage."""


def own_preparations(home: Home, settings: Settings) -> Mapping[str, Preparation]:
    """Return the preparation by the role after whose health it runs.

    Where Kafka or ClickHouse is outside, there is no such role and it runs at once.
    """
    return {
        "kafka": lambda: make_topics(settings),
        "endpoint": lambda: migrate(home, settings),
        # No role, but what both of Dagster's roles start after.
        DAGSTER: lambda: prepare_storage(home),
    }


def make_topics(settings: Settings) -> None:
    """Create the topics of the contracts."""
    from leitstand.broker.admin import TopicMismatchError, ensure_topics
    from leitstand.deploy.command import UserError
    from leitstand.schemas.topics import load_all

    # Copies: one on our single node, three where somebody runs a cluster for us.
    replication = 3 if settings.kafka else 1
    try:
        ensure_topics(settings.kafka_servers, load_all().values(), settings.partitions, replication)
    except TopicMismatchError as error:
        problem = f"topics: {error}"
        raise UserError(problem, "set `partitions:` in leitstand.yaml back to that") from None


def migrate(home: Home, settings: Settings) -> None:
    """Bring the tables to this version."""
    from leitstand.deploy import clickhouse
    from leitstand.deploy.command import UserError
    from leitstand.deploy.migrate import MigrationFailedError

    try:
        clickhouse.migrator(home, settings).up()
    except MigrationFailedError as error:
        problem = f"tables: {error}"
        raise UserError(problem, "install the version that made them, or a backup") from None
