"""The fixtures that all integration tests stand on."""

from clickhouse_connect import get_client
from kafka import KafkaAdminClient  # type: ignore[import-untyped]  # it has none

from leitstand.deploy.servers import ClickHouseServer, KafkaServer
from leitstand.schemas.topics import load_all


def test_kafka_has_the_topics(kafka: KafkaServer) -> None:
    """The broker knows every topic of the contracts."""
    client = KafkaAdminClient(bootstrap_servers=kafka.servers)
    assert set(load_all()) <= set(client.list_topics())
    client.close()


def test_clickhouse_has_the_tables(clickhouse: ClickHouseServer) -> None:
    """The unmodified client finds the migrated tables."""
    with get_client(
        dsn=clickhouse.url,
        username=clickhouse.user,
        password=clickhouse.password,
        database=clickhouse.database,
    ) as client:
        assert client.query("SELECT count() FROM assessments_current").result_rows == [(0,)]
