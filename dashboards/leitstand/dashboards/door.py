"""The pages of the shell itself: sign-in, sign-out, language, health."""

import hmac
from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from leitstand.dashboards.accounts import AccountBook
from leitstand.dashboards.answering import SIGN_IN, read_form
from leitstand.dashboards.errors import AccessNotRecordedError
from leitstand.dashboards.gate import Gate
from leitstand.dashboards.languages import CODES, COOKIE
from leitstand.dashboards.protection import comes_from_us
from leitstand.dashboards.screen import Screen
from leitstand.dashboards.sessions import ABSOLUTE

A_YEAR = 365 * 24 * 3600


class Door:
    """Lets people in and out."""

    def __init__(self, gate: Gate, screen: Screen, accounts: AccountBook) -> None:
        self._gate = gate
        self._screen = screen
        self._accounts = accounts

    def routes(self) -> list[Route]:
        """Return the routes that need no session."""
        return [
            Route("/", self.home),
            Route(SIGN_IN, self.form),
            Route(SIGN_IN, self.sign_in, methods=["POST"]),
            Route("/sign-out", self.sign_out, methods=["POST"]),
            Route("/language/{code}", self.choose_language),
            Route("/healthz", self.health),
        ]

    async def home(self, request: Request) -> Response:
        """Send readers to the first page of their role."""
        return await run_in_threadpool(self._home, request)

    def _home(self, request: Request) -> Response:
        caller = self._gate.caller(request)
        if caller is None:
            return RedirectResponse(SIGN_IN, status_code=303)
        home = self._screen.home(caller)
        if home is None:
            return self._screen.message(request, caller, "no_pages", 200)
        return RedirectResponse(home, status_code=303)

    async def form(self, request: Request) -> Response:
        """Show the sign-in form."""
        return await run_in_threadpool(self._form, request, 200, "", "")

    def _form(self, request: Request, status: int, problem: str, name: str) -> Response:
        token = self._gate.token()
        demo = self._accounts.all() if self._screen.services.demo else ()
        values = {
            "token": token,
            "problem": problem,
            "name": name,
            "next": local_path(request.query_params.get("next", "")),
            "demo_accounts": demo,
        }
        response = self._screen.show(request, None, "shell/sign_in.html", values, status=status)
        self._gate.cookies.put(response, self._gate.cookies.form, token)
        return response

    async def sign_in(self, request: Request) -> Response:
        """Check name and password."""
        form = await read_form(request)
        return await run_in_threadpool(self._sign_in, request, form)

    def _sign_in(self, request: Request, form: Mapping[str, str]) -> Response:
        name = form.get("account", "").strip()[:128]
        if not self._is_ours(request, form):
            return self._form(request, 403, "stale", name)
        try:
            number = self._gate.enter(name, form.get("password", "")[:1024], SIGN_IN)
        except AccessNotRecordedError:
            return self._form(request, 503, "not_recorded", name)
        if number is None:
            return self._form(request, 401, "refused", name)
        response = RedirectResponse(local_path(form.get("next", "")) or "/", status_code=303)
        cookies = self._gate.cookies
        cookies.put(response, cookies.session, number, int(ABSOLUTE.total_seconds()))
        cookies.drop(response, cookies.form)
        return response

    async def sign_out(self, request: Request) -> Response:
        """End the session."""
        form = await read_form(request)
        return await run_in_threadpool(self._sign_out, request, form)

    def _sign_out(self, request: Request, form: Mapping[str, str]) -> Response:
        caller = self._gate.caller(request)
        if caller is not None:
            if not hmac.compare_digest(form.get("csrf", "").encode(), caller.session.csrf.encode()):
                return self._screen.message(request, caller, "stale_form", 403)
            self._gate.leave(caller)
        response = RedirectResponse(SIGN_IN, status_code=303)
        self._gate.cookies.drop(response, self._gate.cookies.session)
        return response

    async def choose_language(self, request: Request) -> Response:
        """Remember a language in the browser and go back."""
        code = request.path_params["code"]
        back = local_path(request.query_params.get("back", "")) or "/"
        response = RedirectResponse(back, status_code=303)
        if code in CODES:
            response.set_cookie(COOKIE, code, max_age=A_YEAR, httponly=True, samesite="strict")
        return response

    async def health(self, _request: Request) -> Response:
        """Say that this process answers."""
        return PlainTextResponse("ok")

    def _is_ours(self, request: Request, form: Mapping[str, str]) -> bool:
        expected = request.cookies.get(self._gate.cookies.form, "")
        given = form.get("csrf", "")
        same = bool(expected) and hmac.compare_digest(expected.encode(), given.encode())
        return same and comes_from_us(request.headers, request.headers.get("host", ""))


def local_path(text: str) -> str:
    """Return ``text`` if it is a path of ours, else an empty string (no open redirect)."""
    harmless = text.startswith("/") and not text.startswith(("//", "/\\")) and "\\" not in text
    return text if harmless and text.isprintable() else ""
