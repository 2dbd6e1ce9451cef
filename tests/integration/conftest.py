"""A real Kafka and the real ClickHouse engine for all integration tests, each started once."""

from collections.abc import Iterator

import pytest

from leitstand.deploy.servers import (
    ClickHouseServer,
    KafkaServer,
    clickhouse_server,
    kafka_server,
)


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KafkaServer]:
    with kafka_server(tmp_path_factory.mktemp("kafka")) as server:
        yield server


@pytest.fixture(scope="session")
def clickhouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClickHouseServer]:
    with clickhouse_server(tmp_path_factory.mktemp("clickhouse")) as server:
        yield server
