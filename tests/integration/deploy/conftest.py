"""An empty ClickHouse for the tests of the endpoint itself: what others wrote is not theirs to count."""

from collections.abc import Iterator

import pytest

from leitstand.deploy.servers import ClickHouseServer, clickhouse_server


@pytest.fixture(scope="package")
def clickhouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClickHouseServer]:
    with clickhouse_server(tmp_path_factory.mktemp("clickhouse-of-its-own")) as server:
        yield server
