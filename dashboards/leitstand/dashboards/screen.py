"""Turns templates into answers: the shell around every page, in the reader's language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import HTMLResponse

from leitstand.dashboards.areas import Area, may_see
from leitstand.dashboards.discovery import menu_of
from leitstand.dashboards.gate import Caller
from leitstand.dashboards.languages import COOKIE, Language, choose
from leitstand.dashboards.page import Fragment, Page
from leitstand.dashboards.rendering import Templates, time_filters
from leitstand.dashboards.services import Services
from leitstand.schemas.clock import Clock

FALLBACK_ZONE = "Europe/Berlin"
"""Until the first release of the register is read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """What is needed to show anything."""

    templates: Templates
    services: Services
    pages: Sequence[Page]
    clock: Clock
    preferred: str
    """Language of the house, for readers who ask for none that we have."""

    def language(self, request: Request) -> Language:
        """Return the reader's language."""
        code = choose(
            request.cookies.get(COOKIE),
            request.headers.get("accept-language", ""),
            self.preferred,
        )
        return self.templates.languages[code]

    def zone(self) -> ZoneInfo:
        """Return the time zone of the house."""
        policy = self.services.house.policy()
        return ZoneInfo(policy.time_zone if policy else FALLBACK_ZONE)

    def show(
        self,
        request: Request,
        caller: Caller | None,
        template: str,
        values: Mapping[str, object],
        *,
        status: int = 200,
        now: datetime | None = None,
    ) -> HTMLResponse:
        """Render a template inside the shell."""
        language = self.language(request)
        shell = {
            "caller": caller,
            "csrf": caller.session.csrf if caller else "",
            "menu": self._menu(caller),
            "here": request.url.path,
            "now": now or self.clock(),
            "services": self.services,
            **time_filters(language, self.zone()),
        }
        html = self.templates.render(template, language, {**shell, **values})
        return HTMLResponse(html, status_code=status, headers={"Vary": "Cookie, Accept-Language"})

    def message(
        self, request: Request, caller: Caller | None, kind: str, status: int, text: str = ""
    ) -> HTMLResponse:
        """Show one of the messages of the shell: ``no_access``, ``not_found``, ``no_data`` …"""
        values = {"kind": kind, "text": text}
        return self.show(request, caller, "shell/message.html", values, status=status)

    def fragment(self, request: Request, fragment: Fragment) -> str:
        """Render a piece of a page."""
        language = self.language(request)
        values = {"now": self.clock(), **time_filters(language, self.zone()), **fragment.values}
        return self.templates.render(fragment.template, language, values)

    def home(self, caller: Caller) -> str | None:
        """Return where this reader lands after signing in."""
        menu = self._menu(caller)
        return menu[0].path if menu else None

    def _menu(self, caller: Caller | None) -> Sequence[Page]:
        if caller is None:
            return ()
        areas = [area for area in Area if may_see(caller.account.role, area)]
        return menu_of(self.pages, areas)
