"""The demo's replaying provider as a process; outside a demo there is none."""

import httpx

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


def healthy(_home: Home, settings: Settings, _instance: int) -> bool:
    """Ask for /healthz."""
    try:
        url = f"http://{settings.host}:{settings.ports.upstream}/healthz"
        return httpx.get(url, timeout=0.9).is_success
    except httpx.HTTPError:
        return False


ROLE = Role(name="upstream", run=run, healthy=healthy, wanted=lambda settings: settings.demo)
