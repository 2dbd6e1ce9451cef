"""Role ``web``: the pages, on loopback unless the settings say otherwise."""

import logging
import threading
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from leitstand.deploy import logs
from leitstand.deploy.command import Exit
from leitstand.deploy.http_health import answers
from leitstand.deploy.role import Role
from leitstand.deploy.settings import Home, Settings

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from leitstand.broker.ports import Producer
    from leitstand.dashboards.access_log import AccessLog
    from leitstand.dashboards.house import RegisterHouse
    from leitstand.deploy.watermark import Watermark

NAME = "web"
_LOG = logging.getLogger(__name__)


def accounts_file(home: Home) -> Path:
    """Return where the accounts of an installation lie."""
    from leitstand.dashboards.accounts import FILE_NAME

    return home.data / FILE_NAME


def run(home: Home, settings: Settings, _instance: int) -> int:
    """Serve until SIGTERM."""
    import uvicorn

    logs.configure()
    with application(home, settings) as app:
        uvicorn.run(
            app,
            host=settings.host,
            port=settings.ports.web,
            log_config=None,
            access_log=False,
            server_header=False,
            # Live pages never end by themselves.
            timeout_graceful_shutdown=2,
        )
    return Exit.OK


@contextmanager
def application(home: Home, settings: Settings) -> "Generator[Starlette]":
    """Make the application with everything that it needs, and take it apart again."""
    from leitstand.broker.kafka import KafkaProducer
    from leitstand.cases import CaseStore, migrate
    from leitstand.dashboards.accounts import AccountBook
    from leitstand.dashboards.app import create_app
    from leitstand.dashboards.feed import Feed
    from leitstand.dashboards.query_files import QueryFiles
    from leitstand.dashboards.services import Services
    from leitstand.dashboards.sessions import SessionStore, open_engine
    from leitstand.deploy.clickhouse import Account, connect
    from leitstand.schemas.clock import utc_now

    url = home.case_store_url(settings)
    migrate(url)
    cases = CaseStore(url, tenant=settings.tenant)
    with ExitStack() as stack:
        stack.callback(cases.dispose)
        stop = threading.Event()
        log = stack.enter_context(_access_log(home, KafkaProducer(settings.kafka_servers), stop))
        house = stack.enter_context(_house(settings))
        watermark = stack.enter_context(_watermark(settings, stop))
        stack.callback(stop.set)
        engine = open_engine(settings.case_store or f"sqlite:///{home.data / 'sessions.sqlite'}")
        stack.callback(engine.dispose)
        services = Services(
            tenant=settings.tenant,
            town=settings.tenant.capitalize(),
            demo=settings.demo,
            cases=cases,
            feed=Feed(cases, watermark.known_until, utc_now),
            house=house,
            figures=QueryFiles(lambda: connect(home, settings, Account.PUBLISHED)),
            workings=QueryFiles(lambda: connect(home, settings, Account.ANALYST)),
        )
        yield create_app(
            services=services,
            accounts=AccountBook(accounts_file(home)),
            sessions=SessionStore(engine, utc_now),
            log=log,
            clock=utc_now,
            hosts=("127.0.0.1", "localhost", "::1", settings.host),
        )


@contextmanager
def _access_log(home: Home, producer: "Producer", stop: threading.Event) -> "Generator[AccessLog]":
    from leitstand.dashboards.access_log import OutboxAccessLog
    from leitstand.outbox import Drain, Outbox, OutboxError

    drain = Drain(home.outbox, producer)
    outbox = Outbox(home.outbox, NAME, on_commit=drain.wake)
    thread = threading.Thread(target=drain.run, args=(stop,), name="drain", daemon=True)
    thread.start()
    try:
        yield OutboxAccessLog(outbox.append, (OutboxError,))
    finally:
        outbox.close()
        stop.set()
        drain.wake()
        thread.join(timeout=5)
        producer.close()


@contextmanager
def _house(settings: Settings) -> "Generator[RegisterHouse]":
    from leitstand.broker.kafka import KafkaReader
    from leitstand.dashboards.house import RegisterHouse
    from leitstand.register import RegisterReader
    from leitstand.schemas.clock import utc_now
    from leitstand.streams.register_follower import RegisterFollower

    reader = RegisterReader(KafkaReader(settings.kafka_servers), settings.tenant)
    follower = RegisterFollower(reader, lambda why: _LOG.error("register: %s", why))
    threading.Thread(
        target=_begin, args=(follower.start,), name="register start", daemon=True
    ).start()
    try:
        yield RegisterHouse(lambda: follower.view, utc_now)
    finally:
        follower.stop()
        reader.close()


def _begin(start: Callable[[], None]) -> None:
    """Wait for the first release; pages are shown meanwhile, and say what they do not know."""
    from leitstand.register import RegisterError

    try:
        start()
    except RegisterError as error:
        _LOG.error("register: %s", type(error).__name__)  # Only the class: no values.


@contextmanager
def _watermark(settings: Settings, stop: threading.Event) -> "Generator[Watermark]":
    from leitstand.deploy.roles import cases
    from leitstand.deploy.watermark import KafkaPositions, Stage, Watermark
    from leitstand.schemas import topics
    from leitstand.schemas.clock import utc_now
    from leitstand.streams.groups import ASSESS

    positions = KafkaPositions(settings.kafka_servers)
    stages = (
        Stage(group=ASSESS, topic=topics.INTERACTIONS),
        Stage(group=cases.NAME, topic=topics.ASSESSMENTS),
    )
    watermark = Watermark(stages, positions, utc_now)
    thread = threading.Thread(target=watermark.run, args=(stop,), name="watermark", daemon=True)
    thread.start()
    try:
        yield watermark
    finally:
        stop.set()
        thread.join(timeout=5)
        positions.close()


def healthy(_home: Home, settings: Settings, _instance: int) -> bool:
    """Ask for /healthz."""
    return answers(f"http://{settings.host}:{settings.ports.web}/healthz")


ROLE = Role(name=NAME, run=run, healthy=healthy)
