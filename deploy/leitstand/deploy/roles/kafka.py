"""Role ``kafka``: the local broker."""

from leitstand.deploy.kafka.broker import run
from leitstand.deploy.kafka.health import healthy
from leitstand.deploy.role import Role

ROLE = Role(
    name="kafka",
    run=run,
    healthy=healthy,
    wanted=lambda settings: not settings.kafka,
)
