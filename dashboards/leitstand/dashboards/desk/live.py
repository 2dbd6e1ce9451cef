"""The worklist while it is open: what changed, and how current the page is.

``GET <desk>/live?since=N`` answers with server-sent events, beginning after change number ``N`` (or
after ``Last-Event-ID``; without either, after the present one). Three kinds of them:

``change``
    One per case: ``{"number", "change", "kind", "state", "events"}`` as JSON; ``events`` are the ids
    of the interactions that came to the case since. The id of the message is the change number.
``announcement``
    HTML for people: how many cases are new or changed since the page was made.
``stand``
    HTML: until when the register is known to be complete. At least every ten seconds.
"""

import json
from collections.abc import AsyncIterator, Iterator, Mapping

from starlette.concurrency import run_in_threadpool

from leitstand.cases import Case, Change, Changes, Kind, State
from leitstand.dashboards.desk.desk import Desk
from leitstand.dashboards.feed import Pulse
from leitstand.dashboards.page import Event, Fragment, Stream, Visit


def live(desk: Desk, visit: Visit) -> Stream:
    """Stream the changes of this reader's cases."""
    since = visit.query.get("since", "")
    start = int(since) if since.isdecimal() and len(since) < 16 else visit.services.feed.latest()
    return Stream(events=lambda: _events(desk, visit, start))


async def _events(desk: Desk, visit: Visit, since: int) -> AsyncIterator[Event]:
    seen: dict[str, bool] = {}
    async for pulse in visit.services.feed.pulses(since):
        if not await run_in_threadpool(visit.still_signed_in):
            return
        for event in _told(desk, visit, pulse, seen):
            yield event


def _told(desk: Desk, visit: Visit, pulse: Pulse, seen: dict[str, bool]) -> Iterator[Event]:
    changes = _visible(desk, visit, pulse.changes)
    for change in changes:
        seen[change.case.number] = seen.get(change.case.number, False) or _is_new(change)
        yield Event(name="change", data=_as_json(change), id=str(change.case.change))
    if changes:
        yield Event(name="announcement", data=_announcement(desk, visit, seen))
    yield Event(
        name="stand",
        data=visit.render(
            Fragment(template="desk/stand.html", values={"known_until": pulse.known_until})
        ),
    )


def _visible(desk: Desk, visit: Visit, changes: Changes | None) -> list[Change]:
    cases = changes.cases if changes else ()
    return [change for change in cases if desk.shows(change.case, visit)]


def _is_new(change: Change) -> bool:
    """A case whose every event came since is one that the page has not seen."""
    case: Case = change.case
    if case.kind is Kind.GAP:
        return case.state is State.DETECTED
    return case.state is State.DETECTED and len(change.new_events) == case.events


def _as_json(change: Change) -> str:
    document: Mapping[str, object] = {
        "number": change.case.number,
        "change": change.case.change,
        "kind": change.case.kind.value,
        "state": change.case.state.value,
        "events": [str(event) for event in change.new_events],
    }
    return json.dumps(document, separators=(",", ":"))


def _announcement(desk: Desk, visit: Visit, seen: Mapping[str, bool]) -> str:
    new = sum(seen.values())
    values = {
        "new": new,
        "changed": len(seen) - new,
        "address": desk.address(_shown(visit)),
    }
    return visit.render(Fragment(template="desk/announcement.html", values=values))


def _shown(visit: Visit) -> Mapping[str, str]:
    return {
        key: value
        for key, value in visit.query.items()
        if key in {"list", "department", "application"}
    }
