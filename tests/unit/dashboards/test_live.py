"""The stream behind a live list."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from leitstand.cases.errors import StoreUnavailableError
from leitstand.dashboards.accounts import Account
from leitstand.dashboards.desk.live import live
from leitstand.dashboards.dsb.cases import DESK
from leitstand.dashboards.feed import Feed
from leitstand.dashboards.page import Event, Fragment, Visit
from leitstand.dashboards.preview import Preview, assessment, finding
from leitstand.dashboards.rendering import Templates, time_filters
from leitstand.dashboards.sessions import Session
from leitstand.schemas.vocabulary import Category, Role, Route

BERLIN = ZoneInfo("Europe/Berlin")
LIMIT_S = 30


@pytest.fixture
def visit(preview: Preview) -> Visit:
    templates = Templates()
    german = templates.languages["de"]

    def render(fragment: Fragment) -> str:
        values = {"now": preview.clock(), **time_filters(german, BERLIN), **fragment.values}
        return templates.render(fragment.template, german, values)

    return Visit(
        path="/dsb/live",
        places={},
        query={},
        form={},
        account=Account(account="dsb", title="", role=Role.DSB, password=""),
        session=Session(key="", account="dsb", csrf=""),
        language=german,
        zone=BERLIN,
        now=preview.clock(),
        services=preview.services,
        renewed=False,
        still_signed_in=lambda: True,
        render=render,
    )


async def collect(events: AsyncIterator[Event], last: str, act: object = None) -> list[Event]:
    """Return the events up to the first ``last`` after which nothing more is to be done."""
    found: list[Event] = []
    async with asyncio.timeout(LIMIT_S), aclosing(events) as stream:  # type: ignore[type-var] # a generator
        async for event in stream:
            found.append(event)
            if event.name == last and callable(act):
                act()
                act = None
            elif event.name == last:
                return found
    return found


def names(events: list[Event]) -> list[str]:
    return [event.name for event in events]


def test_a_new_case_is_told_with_its_events(preview: Preview, visit: Visit) -> None:
    """Case number, change number and the ids of the interactions."""
    made = assessment(preview.clock(), "bau", finding(Category.STEUER_ID))

    def open_case() -> None:
        preview.cases.open_from(made, 0, 99)

    events = asyncio.run(collect(live(DESK, visit).events(), "stand", open_case))
    (change,) = [event for event in events if event.name == "change"]
    told = json.loads(change.data)
    assert told["number"] == "PF-2026-0006"
    assert told["events"] == [str(made.event_id)]
    assert change.id == str(told["change"])


def test_new_cases_are_announced_and_not_shown(preview: Preview, visit: Visit) -> None:
    """The reader decides when the list moves."""
    start = preview.cases.latest_change()
    for minute in range(3):
        at = preview.clock().replace(minute=minute)
        made = assessment(at, "bau", finding(Category.IBAN, rule=f"rule-{minute}"))
        preview.cases.open_from(made, 0, 100 + minute)
    since = replace(visit, query={"since": str(start)})
    events = asyncio.run(collect(live(DESK, since).events(), "stand"))
    announcement = next(event for event in events if event.name == "announcement")
    assert "3 neue Prüffälle anzeigen" in announcement.data


def test_a_case_of_another_office_is_not_told(preview: Preview, visit: Visit) -> None:
    """The stream is no way around the routing."""
    start = preview.cases.latest_change()
    made = assessment(
        preview.clock(), "bau", finding(Category.OTHER, rule="training", route=Route.TRAINING)
    )
    preview.cases.open_from(made, 0, 99)
    since = replace(visit, query={"since": str(start)})
    assert names(asyncio.run(collect(live(DESK, since).events(), "stand"))) == ["stand"]


def test_what_was_missed_is_told_after_a_reconnect(visit: Visit) -> None:
    """From the change number that the reader has."""
    since = replace(visit, query={"since": "0"})
    events = asyncio.run(collect(live(DESK, since).events(), "stand"))
    numbers = {json.loads(event.data)["number"] for event in events if event.name == "change"}
    assert {"PF-2026-0001", "PF-2026-0005", "UT-2026-0001"} <= numbers
    assert not any(number.startswith("EL") for number in numbers)


def test_the_stream_ends_with_the_session(visit: Visit) -> None:
    """A window that stays open shows nothing to the next person."""
    gone = replace(visit, still_signed_in=lambda: False)
    assert asyncio.run(collect(live(DESK, gone).events(), "never")) == []


def test_the_stand_is_the_time_of_the_data(preview: Preview, visit: Visit) -> None:
    """Not the time of the page."""
    at = datetime(2026, 11, 16, 7, 0, 12, tzinfo=UTC)
    feed = Feed(preview.cases, lambda: at, preview.clock)
    old = replace(visit, services=replace(visit.services, feed=feed))
    (stand,) = asyncio.run(collect(live(DESK, old).events(), "stand"))
    assert "08:00:12" in stand.data


def test_a_register_that_does_not_answer_is_told(preview: Preview, visit: Visit) -> None:
    """Never an old time that looks like a new one."""

    def fail() -> datetime:
        message = "away"
        raise StoreUnavailableError(message)

    feed = Feed(preview.cases, fail, preview.clock)
    blind = replace(visit, services=replace(visit.services, feed=feed))
    (stand,) = asyncio.run(collect(live(DESK, blind).events(), "stand"))
    assert "unbekannt" in stand.data
