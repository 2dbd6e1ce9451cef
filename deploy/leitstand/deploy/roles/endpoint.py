"""Role ``endpoint``: ClickHouse's HTTP interface over chDB."""

from leitstand.deploy.endpoint.serve import serve
from leitstand.deploy.http_health import answers
from leitstand.deploy.role import Role

ROLE = Role(
    name="endpoint",
    run=lambda home, settings, _instance: serve(home, settings),
    healthy=lambda _home, settings, _instance: answers(f"{settings.clickhouse_url}/ping"),
    wanted=lambda settings: not settings.clickhouse,
)
