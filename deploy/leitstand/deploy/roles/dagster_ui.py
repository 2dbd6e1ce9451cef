"""Role ``dagster_ui``: Dagster's pages for the administrator, on loopback only."""

from leitstand.deploy.dagster_home import LOOPBACK, environment, ui_argv
from leitstand.deploy.http_health import answers
from leitstand.deploy.role import Role

ROLE = Role(
    name="dagster_ui",
    after=("endpoint", "dagster"),
    argv=ui_argv,
    environment=environment,
    healthy=lambda _home, settings, _instance: answers(
        f"http://{LOOPBACK}:{settings.ports.dagster}/server_info"
    ),
)
