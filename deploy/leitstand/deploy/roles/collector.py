"""Role ``collector``: the way in for programs that observe their own use of AI."""

from leitstand.deploy.http_health import answers
from leitstand.deploy.role import Role
from leitstand.deploy.settings import Home, Settings


def run(home: Home, settings: Settings, _instance: int) -> int:
    """Serve until SIGTERM."""
    from leitstand.deploy import logs
    from leitstand.deploy.collector import process
    from leitstand.deploy.gateway.listener import Listener

    logs.configure()
    listener = Listener(host=settings.host, port=settings.ports.collector)
    return process.serve(process.plan(home, settings, listener))


def healthy(_home: Home, settings: Settings, _instance: int) -> bool:
    """Ask for /healthz."""
    return answers(f"http://{settings.host}:{settings.ports.collector}/healthz")


ROLE = Role(name="collector", run=run, healthy=healthy)
