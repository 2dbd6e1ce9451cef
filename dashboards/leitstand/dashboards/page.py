"""What a page is: one module with a ``PAGES`` tuple; the application finds it by itself.

A page is a plain function from a :class:`Visit` to an :class:`Answer`. Signing in, authorisation,
the access event, the token of forms and errors are done around it, the same for every page.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from leitstand.dashboards.accounts import Account
from leitstand.dashboards.areas import Area
from leitstand.dashboards.languages import Language
from leitstand.dashboards.services import Services
from leitstand.dashboards.sessions import Session
from leitstand.schemas.vocabulary import AccessAction


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request of a reader who may see the page."""

    path: str
    """As the reader asked for it, without the query."""
    places: Mapping[str, str]
    """Parts of the path by name: ``{"number": "PF-2026-0001"}``."""
    query: Mapping[str, str]
    form: Mapping[str, str]
    """Fields of a POST; empty otherwise."""
    account: Account
    session: Session
    language: Language
    zone: ZoneInfo
    """Time zone of the house, from the policy."""
    now: datetime
    services: Services
    renewed: bool
    """Whether only a part of the page is renewed in place, by htmx."""
    still_signed_in: Callable[[], bool]
    """For answers that go on: whether the session still lives."""
    render: Callable[["Fragment"], str]
    """Renders a fragment in the reader's language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Html:
    """Render a template: a file beside the page's module, named from the root of this part."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict[str, object])
    status: int = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Redirect:
    """Go on to another page of ours (303, after a form)."""

    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """Hand out a file."""

    name: str
    media_type: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One server-sent event."""

    name: str
    data: str
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """Keep on answering with server-sent events until the reader leaves."""

    events: Callable[[], AsyncIterator[Event]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """A template without the shell, for a piece of a page."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict[str, object])


Answer = Html | Redirect | Download | Stream


def _everything(_visit: Visit) -> None:
    """Let pass."""


def _path_of(visit: Visit) -> str:
    return visit.path.strip("/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page, form target, export or stream."""

    path: str
    """Starlette path; parts of the path are restricted to public identifiers by their convertor."""
    area: Area
    answer: Callable[[Visit], Answer]
    """Runs in a worker thread. May raise the errors of :mod:`leitstand.dashboards.errors`."""
    method: Literal["GET", "POST"] = "GET"
    menu: str = ""
    """Msgid of its entry in the navigation; empty = not there."""
    order: int = 100
    """Place in the navigation; the lowest of an area is where its readers land."""
    action: AccessAction = AccessAction.VIEW
    subject: Callable[[Visit], str] = _path_of
    """What is looked at, by its public identifier: the ``object`` of the access event. Raises
    NotFoundError for what cannot be one, so that nothing free-form gets into the log."""
    check: Callable[[Visit], None] = _everything
    """Raises NotFoundError for what this reader may not see although the area is theirs; that is
    written down as a refusal, and answered like something that does not exist."""
    reason: Callable[[Visit], str] | None = None
    """The reason that the reader gave, where the page asks for one."""
