"""The endpoint as a process."""

import signal

from leitstand.deploy import clickhouse
from leitstand.deploy.settings import Home, Settings


def serve(home: Home, settings: Settings) -> int:
    """Serve until SIGTERM or SIGINT; then finish what runs and release the data."""
    import uvicorn

    from leitstand.deploy.endpoint.accounts import Accounts
    from leitstand.deploy.endpoint.application import application
    from leitstand.deploy.endpoint.engine import Engine

    # uvicorn raises the signal again once it has stopped; the engine still has to close then.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    engine = Engine(home.data / "clickhouse", settings.database)
    accounts = Accounts({name: clickhouse.password(home, name) for name in clickhouse.Account})
    server = uvicorn.Server(
        uvicorn.Config(
            application(engine, accounts),
            host=settings.host,
            port=settings.ports.endpoint,
            log_level="warning",
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=10,
        )
    )
    try:
        server.run()
    finally:
        engine.close()
    return 0 if server.started else 1
