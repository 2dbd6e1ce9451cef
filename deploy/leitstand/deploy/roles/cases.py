"""Role ``cases``: opens cases from assessments."""

import signal
import threading
from collections.abc import Callable

from leitstand.deploy import logs
from leitstand.deploy.heartbeat import Heartbeat, is_alive
from leitstand.deploy.role import Role
from leitstand.deploy.settings import Home, Settings

NAME = "cases"


def run(home: Home, settings: Settings, instance: int) -> int:
    """Bring the tables up to date, then consume until SIGTERM."""
    from leitstand.broker.kafka import KafkaConsumer
    from leitstand.cases import CaseStore, migrate
    from leitstand.cases.consumer import CaseOpener
    from leitstand.schemas.topics import ASSESSMENTS

    logs.configure()
    stop = _stop_on_signal()
    url = home.case_store_url(settings)
    migrate(url)
    store = CaseStore(url, tenant=settings.tenant)
    consumer = KafkaConsumer(
        settings.kafka_servers, NAME, [ASSESSMENTS], instance=f"{NAME}-{instance}"
    )
    try:
        with Heartbeat(home, NAME, instance) as heart:
            opener = CaseOpener(consumer, store)
            opener.run(stop=stop.is_set, alive=_once(heart.ready), pause=stop.wait)
    finally:
        consumer.close()
        store.dispose()
    return 0


def _stop_on_signal() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    return stop


def _once(act: Callable[[], None]) -> Callable[[], None]:
    """Return a function that acts on its first call only."""
    acts = iter((act,))
    return lambda: next(acts, lambda: None)()


ROLE = Role(
    name=NAME,
    after=("kafka",),
    run=run,
    healthy=lambda home, _settings, instance: is_alive(home, NAME, instance),
)
