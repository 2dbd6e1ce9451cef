"""The list of cases: three answers, the next deadlines, one table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from leitstand.cases import Case, State
from leitstand.cases.workflow import routes_of
from leitstand.dashboards.desk.completeness import completeness_of
from leitstand.dashboards.desk.desk import PER_PAGE, Desk, Tab
from leitstand.dashboards.desk.names import names_for
from leitstand.dashboards.desk.summary import NEXT, Duty, dues_of, summarise
from leitstand.dashboards.page import Html, Visit
from leitstand.schemas.policy import PolicyDocument
from leitstand.schemas.vocabulary import NotChecked

FILTERS = ("department", "application")
UNCHECKED_DAYS = 7
"""Days of which the worklist tells what could not be checked."""
OPEN_AT_MOST = 1000
"""Open cases that the summary looks at; a town has a handful a week."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What the reader chose: list, filters, page."""

    tab: Tab
    department: str
    application: str
    page: int

    def values(self, **changes: str) -> Mapping[str, str]:
        """Return it as values of the URL, some of them changed."""
        page = str(self.page) if self.page > 1 else ""
        chosen = {
            "list": self.tab.key,
            "department": self.department,
            "application": self.application,
            "page": page,
        }
        return {**chosen, **changes}


def view_of(desk: Desk, visit: Visit) -> View:
    """Read the reader's choice from the URL; what is no id of the register counts as not chosen."""
    house = visit.services.house
    department = visit.query.get("department", "")
    application = visit.query.get("application", "")
    page = visit.query.get("page", "1")
    return View(
        tab=desk.tab(visit.query.get("list", "")),
        department=department if house.department(department) else "",
        application=application if house.application(application) else "",
        page=int(page) if page.isdecimal() and len(page) < 5 else 1,
    )


def cases_of(view: View, visit: Visit, *, limit: int, offset: int = 0) -> Sequence[Case]:
    """Return the cases of the chosen list that this reader may see."""
    return visit.services.cases.list(
        kinds=view.tab.kinds,
        states=view.tab.states,
        routes=routes_of(visit.account.role),
        department=view.department or None,
        application=view.application or None,
        newest_first=view.tab.newest_first,
        limit=limit,
        offset=offset,
    )


def worklist(desk: Desk, visit: Visit) -> Html:
    """Show the worklist."""
    services, view = visit.services, view_of(desk, visit)
    # Before reading: a change in between is announced once too often, never not at all.
    change, known_until = services.feed.latest(), services.feed.known_until()
    found = cases_of(view, visit, limit=PER_PAGE + 1, offset=(max(view.page, 1) - 1) * PER_PAGE)
    opened = services.cases.list(
        kinds=desk.kinds,
        states=(State.DETECTED, State.TRIAGE),
        routes=routes_of(visit.account.role),
        limit=OPEN_AT_MOST,
    )
    policy = services.house.policy()
    summary = summarise(opened, policy, visit.account.account, visit.now)
    return Html(
        template="desk/worklist.html",
        values={
            "desk": desk,
            "view": view,
            "cases": found[:PER_PAGE],
            "more": len(found) > PER_PAGE,
            "counts": _counts(desk, visit),
            "summary": summary,
            "strip": summary.deadlines[:NEXT],
            "late": sum(due.is_over(visit.now) for due in summary.deadlines),
            "policy": policy,
            "notify_by": partial(_notify_by, policy),
            "names": names_for(visit),
            "departments": services.house.departments(),
            "applications": services.house.applications(),
            "change": change,
            "known_until": known_until,
            "unchecked": _unchecked(desk, visit),
            "completeness": completeness_of(visit) if desk.shows_unchecked else None,
            "renewed": visit.renewed,
        },
    )


def _notify_by(policy: PolicyDocument | None, case: Case) -> datetime | None:
    """Return the notification deadline of an open case, counted from detection."""
    dues = dues_of(case, policy)
    return next((due.at for due in dues if due.duty is Duty.NOTIFY), None)


def _unchecked(desk: Desk, visit: Visit) -> Mapping[NotChecked, int]:
    """Return what could not be checked lately, by reason."""
    if not desk.shows_unchecked:
        return {}
    today = visit.now.astimezone(visit.zone).date()
    return visit.services.cases.unchecked(today - timedelta(days=UNCHECKED_DAYS - 1))


def _counts(desk: Desk, visit: Visit) -> Mapping[str, int]:
    counted = visit.services.cases.counts(routes_of(visit.account.role))
    return {
        tab.key: sum(counted[kind, state] for kind in tab.kinds for state in tab.states)
        for tab in desk.tabs
    }
