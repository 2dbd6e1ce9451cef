"""The demo's replaying provider as a process; outside a demo there is none."""

from leitstand.deploy.http_health import answers
from leitstand.deploy.role import Role
from leitstand.deploy.settings import Home, Settings


def run(_home: Home, settings: Settings, _instance: int) -> int:
    """Serve until SIGTERM."""
    import uvicorn

    from leitstand.deploy.demo.upstream import application

    uvicorn.run(
        application(),
        host=settings.host,
        port=settings.ports.upstream,
        log_level="warning",
        access_log=False,
    )
    return 0


ROLE = Role(
    name="upstream",
    run=run,
    healthy=lambda _home, settings, _instance: answers(
        f"http://{settings.host}:{settings.ports.upstream}/healthz"
    ),
    wanted=lambda settings: settings.demo,
)
