"""Around every page: who is it, may they, is the form ours, write it down, answer."""

import hmac
from collections.abc import AsyncIterator, Mapping

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from leitstand.cases.errors import StoreUnavailableError
from leitstand.dashboards.areas import Area, may_see
from leitstand.dashboards.errors import (
    AccessNotRecordedError,
    ConflictError,
    NoDataError,
    NotFoundError,
)
from leitstand.dashboards.gate import Caller, Gate
from leitstand.dashboards.page import Answer, Download, Html, Page, Redirect, Stream, Visit
from leitstand.dashboards.protection import comes_from_us
from leitstand.dashboards.screen import Screen
from leitstand.schemas.vocabulary import AccessAction

LARGEST_FORM = 64 * 1024
SIGN_IN = "/sign-in"


class Answering:
    """Answers requests for one page."""

    def __init__(self, page: Page, gate: Gate, screen: Screen) -> None:
        self._page = page
        self._gate = gate
        self._screen = screen

    def route(self) -> Route:
        """Return the page as a route of the application."""
        return Route(self._page.path, self.__call__, methods=[self._page.method])

    async def __call__(self, request: Request) -> Response:
        """Answer one request; everything that may block runs in a worker thread."""
        form: Mapping[str, str] = {}
        if self._page.method == "POST":
            form = await read_form(request)
        return await run_in_threadpool(self._respond, request, form)

    def _respond(self, request: Request, form: Mapping[str, str]) -> Response:
        caller = self._gate.caller(request, touch=not self._is_stream(request))
        if caller is None:
            return _to_sign_in(request)
        try:
            return self._respond_to(request, form, caller)
        except AccessNotRecordedError:
            return self._screen.message(request, caller, "not_recorded", 503)
        except (NoDataError, StoreUnavailableError):
            return self._screen.message(request, caller, "no_data", 503)

    def _respond_to(self, request: Request, form: Mapping[str, str], caller: Caller) -> Response:
        visit = self._visit(request, form, caller)
        if not self._may(request, caller):
            return self._refuse(request, caller, visit, "no_access", 403)
        if self._page.method == "POST" and not _is_ours(request, form, caller):
            return self._refuse(request, caller, visit, "stale_form", 403)
        try:
            self._page.check(visit)
        except NotFoundError:
            return self._refuse(request, caller, visit, "not_found", 404)
        return self._answer(request, caller, visit)

    def _refuse(
        self, request: Request, caller: Caller, visit: Visit, kind: str, status: int
    ) -> Response:
        try:
            subject = self._page.subject(visit)
        except NotFoundError:
            # The page's pattern, not what was typed: nothing free-form gets into the log.
            subject = self._page.path.strip("/")
        self._gate.write(caller.account, AccessAction.DENIED, subject, self._page.path)
        return self._screen.message(request, caller, kind, status)

    def _answer(self, request: Request, caller: Caller, visit: Visit) -> Response:
        try:
            self._write_down(caller, visit)
            answer = self._page.answer(visit)
        except NotFoundError:
            return self._screen.message(request, caller, "not_found", 404)
        except ConflictError as error:
            text = visit.language.text(error.text, **error.values)
            return self._screen.message(request, caller, "conflict", 409, text)
        return self._render(request, caller, visit, answer)

    def _render(self, request: Request, caller: Caller, visit: Visit, answer: Answer) -> Response:
        if isinstance(answer, Html):
            return self._screen.show(
                request,
                caller,
                answer.template,
                answer.values,
                status=answer.status,
                now=visit.now,
            )
        if isinstance(answer, Redirect):
            return RedirectResponse(answer.to, status_code=303)
        if isinstance(answer, Stream):
            return EventSourceResponse(_encoded(answer), ping=15)
        return _download(answer)

    def _write_down(self, caller: Caller, visit: Visit) -> None:
        page = self._page
        reason = page.reason(visit) if page.reason else ""
        self._gate.write(caller.account, page.action, page.subject(visit), visit.path, reason)

    def _may(self, request: Request, caller: Caller) -> bool:
        account = caller.account
        if not may_see(account.role, self._page.area):
            return False
        asked = request.path_params.get("department")
        return self._page.area is not Area.DEPARTMENT or asked in {None, account.department}

    def _visit(self, request: Request, form: Mapping[str, str], caller: Caller) -> Visit:
        return Visit(
            path=request.url.path,
            places={key: str(value) for key, value in request.path_params.items()},
            query=dict(request.query_params),
            form=form,
            account=caller.account,
            session=caller.session,
            language=self._screen.language(request),
            zone=self._screen.zone(),
            now=self._screen.clock(),
            services=self._screen.services,
            renewed=request.headers.get("hx-request") == "true",
            render=lambda fragment: self._screen.fragment(request, fragment),
            still_signed_in=lambda: self._gate.caller(request, touch=False) is not None,
        )

    def _is_stream(self, request: Request) -> bool:
        return "text/event-stream" in request.headers.get("accept", "")


async def read_form(request: Request) -> Mapping[str, str]:
    """Return the text fields of a form; files are not accepted anywhere."""
    async with request.form(max_files=0, max_fields=40) as form:
        return {key: value for key, value in form.items() if isinstance(value, str)}


def _to_sign_in(request: Request) -> Response:
    if "text/event-stream" in request.headers.get("accept", ""):
        return Response(status_code=401)
    if request.headers.get("hx-request"):
        return Response(status_code=401, headers={"HX-Redirect": SIGN_IN})
    suffix = f"?next={request.url.path}" if request.method == "GET" else ""
    return RedirectResponse(f"{SIGN_IN}{suffix}", status_code=303)


def _is_ours(request: Request, form: Mapping[str, str], caller: Caller) -> bool:
    token = form.get("csrf", "")
    right = hmac.compare_digest(token.encode(), caller.session.csrf.encode())
    return right and comes_from_us(request.headers, request.headers.get("host", ""))


async def _encoded(answer: Stream) -> AsyncIterator[ServerSentEvent]:
    async for event in answer.events():
        yield ServerSentEvent(event.data, event=event.name, id=event.id or None)


def _download(answer: Download) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{answer.name}"'}
    return Response(answer.body, media_type=answer.media_type, headers=headers)
