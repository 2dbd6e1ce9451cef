"""Role ``gateway``: the way through which programs use AI."""

import sys

from leitstand.deploy.http_health import answers
from leitstand.deploy.role import Role
from leitstand.deploy.settings import Home, Settings


def run(home: Home, settings: Settings, _instance: int) -> int:
    """Serve until SIGTERM."""
    from leitstand.deploy import logs
    from leitstand.deploy.gateway import process
    from leitstand.deploy.gateway.listener import Listener
    from leitstand.deploy.gateway.local import configuration

    logs.configure()
    listener = Listener(host=settings.host, port=settings.ports.gateway)
    plan = process.plan(
        home, settings, configuration(home, listener), listener, settings.kafka_servers
    )
    return process.serve(plan, announce)


def announce(text: str) -> None:
    """Tell the log."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def healthy(_home: Home, settings: Settings, _instance: int) -> bool:
    """Ask for /healthz."""
    return answers(f"http://{settings.host}:{settings.ports.gateway}/healthz")


ROLE = Role(name="gateway", run=run, healthy=healthy)
