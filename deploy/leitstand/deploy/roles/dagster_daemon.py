"""Role ``dagster_daemon``: runs schedules and sensors of the pipelines."""

from leitstand.deploy.dagster_home import daemon_argv, daemon_is_alive, environment
from leitstand.deploy.role import Role
from leitstand.schemas.clock import utc_now

ROLE = Role(
    name="dagster_daemon",
    after=("endpoint", "dagster"),
    argv=daemon_argv,
    environment=environment,
    healthy=lambda home, _settings, _instance: daemon_is_alive(home, utc_now()),
)
