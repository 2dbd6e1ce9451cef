"""Who is at the door: cookies, sessions, accounts, and the log of refusals."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from leitstand.dashboards.access_log import AccessLog
from leitstand.dashboards.accounts import Account, AccountBook
from leitstand.dashboards.passwords import hash_password, matches
from leitstand.dashboards.sessions import Session, SessionStore
from leitstand.schemas.access import Access
from leitstand.schemas.clock import Clock
from leitstand.schemas.identifiers import new_event_id
from leitstand.schemas.vocabulary import AccessAction, Role

NOBODY = "unknown"
"""Stands in the log for a name that is no account: it may be anything, even a password."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """A signed-in person in office."""

    account: Account
    session: Session


class Cookies:
    """The session cookie and the one that ties the sign-in form to its browser."""

    def __init__(self, *, https: bool) -> None:
        prefix = "__Host-" if https else ""
        self.session = f"{prefix}leitstand"
        self.form = f"{prefix}leitstand-form"
        self._https = https

    def put(self, response: Response, name: str, value: str, max_age: int | None = None) -> None:
        """Set a cookie that no script reads and no other site sends."""
        response.set_cookie(
            name, value, max_age=max_age, httponly=True, secure=self._https, samesite="strict"
        )

    def drop(self, response: Response, name: str) -> None:
        """Delete a cookie."""
        response.delete_cookie(name, httponly=True, secure=self._https, samesite="strict")


class Gate:
    """Knows callers by their cookie, lets them in and out, and writes down who came."""

    def __init__(
        self,
        *,
        tenant: str,
        accounts: AccountBook,
        sessions: SessionStore,
        log: AccessLog,
        cookies: Cookies,
        clock: Clock,
        token: Callable[[], str] = secrets.token_urlsafe,
    ) -> None:
        self._tenant = tenant
        self._accounts = accounts
        self._sessions = sessions
        self._log = log
        self._clock = clock
        self._nobody: str | None = None
        self.cookies = cookies
        self.token = token

    def caller(self, request: Request, *, touch: bool = True) -> Caller | None:
        """Return who is signed in; an account that was removed or changed is out at once."""
        number = request.cookies.get(self.cookies.session)
        session = self._sessions.find(number, touch=touch) if number else None
        account = self._accounts.find(session.account) if session else None
        return Caller(account=account, session=session) if session and account else None

    def enter(self, name: str, password: str, origin: str) -> str | None:
        """Return the number for the cookie, or ``None``: wrong name, wrong password, too many tries.

        All three look and last the same. Success and refusal are written down first.
        """
        allowed = self._sessions.may_try(name)
        account = self._accounts.find(name)
        fits = matches(password, account.password if account else self._nobodys_password())
        if account is None or not fits or not allowed:
            self._sessions.failed(name)
            self.write(account, AccessAction.SIGN_IN_REFUSED, "session", origin)
            return None
        self._sessions.succeeded(name)
        self.write(account, AccessAction.SIGN_IN, "session", origin)
        number, _ = self._sessions.open(account.account)
        return number

    def _nobodys_password(self) -> str:
        """Return a line that costs as much time as a real one, so that names cannot be tried out."""
        if self._nobody is None:
            self._nobody = hash_password(self.token())
        return self._nobody

    def leave(self, caller: Caller) -> None:
        """End the session."""
        self.write(caller.account, AccessAction.SIGN_OUT, "session", "/sign-out")
        self._sessions.close(caller.session)

    def write(
        self,
        account: Account | None,
        action: AccessAction,
        subject: str,
        origin: str,
        reason: str = "",
    ) -> None:
        """Write down one look or refusal; raises AccessNotRecordedError when it cannot."""
        now = self._clock()
        self._log.record(
            Access(
                tenant=self._tenant,
                access_id=new_event_id(now),
                at=now,
                account=account.account if account else NOBODY,
                role=account.role if account else Role.SYSTEM,
                action=action,
                object=subject[:200],
                origin=origin[:200],
                reason=reason[:500],
            )
        )
