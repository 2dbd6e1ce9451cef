"""Puts the application together: pages, door, static files, headers."""

from collections.abc import Callable, Collection, Sequence

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount

from leitstand.dashboards.access_log import AccessLog
from leitstand.dashboards.accounts import AccountBook
from leitstand.dashboards.answering import LARGEST_FORM, Answering
from leitstand.dashboards.assets import KeptFiles
from leitstand.dashboards.discovery import find_pages
from leitstand.dashboards.door import Door
from leitstand.dashboards.gate import Cookies, Gate
from leitstand.dashboards.page import Page
from leitstand.dashboards.protection import Faults, KnownHost, SecurityHeaders
from leitstand.dashboards.rendering import Templates
from leitstand.dashboards.screen import Screen
from leitstand.dashboards.services import Services
from leitstand.dashboards.sessions import SessionStore
from leitstand.schemas.clock import Clock


def create_app(
    *,
    services: Services,
    accounts: AccountBook,
    sessions: SessionStore,
    log: AccessLog,
    clock: Clock,
    hosts: Collection[str] = ("127.0.0.1", "localhost", "::1"),
    https: bool = False,
    language: str = "de",
    pages: Sequence[Page] | None = None,
) -> Starlette:
    """Return the application.

    ``hosts`` are the names under which it may be called; ``https`` says that browsers reach it
    by TLS (secure cookies); ``language`` is the house's. ``pages`` are found unless given.
    """
    shown = find_pages() if pages is None else tuple(pages)
    screen = Screen(
        templates=Templates(), services=services, pages=shown, clock=clock, preferred=language
    )
    gate = Gate(
        tenant=services.tenant,
        accounts=accounts,
        sessions=sessions,
        log=log,
        cookies=Cookies(https=https),
        clock=clock,
    )
    routes: list[BaseRoute] = [
        *Door(gate, screen, accounts).routes(),
        *(Answering(page, gate, screen).route() for page in shown),
        # Only files without secrets are compressed (BREACH).
        Mount("/static", GZipMiddleware(KeptFiles(), minimum_size=500)),
    ]
    return Starlette(
        routes=routes,
        middleware=[
            Middleware(KnownHost, hosts=hosts),
            Middleware(SecurityHeaders, https=https),
            Middleware(Faults),
        ],
        exception_handlers={404: _shown(gate, screen, "not_found", 404)},
        max_body_size=LARGEST_FORM,
    )


def _shown(
    gate: Gate, screen: Screen, kind: str, status: int
) -> Callable[[Request, Exception], Response]:
    def answer(request: Request, _error: Exception) -> Response:
        return screen.message(request, gate.caller(request), kind, status)

    return answer
