"""What could not be processed: how much, until when it can be made up for, what came of it."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

from markupsafe import Markup

from leitstand.dashboards.areas import Area
from leitstand.dashboards.dead_letters.reasons import Words, words_of
from leitstand.dashboards.figures.charts import Bar, column_chart
from leitstand.dashboards.languages import N_
from leitstand.dashboards.page import Download, Html, Page, Visit
from leitstand.schemas.policy import Retention
from leitstand.schemas.vocabulary import AccessAction
from leitstand.vault import readable_until

DAYS = 14
"""Days of the course over time."""
SOON = timedelta(days=3)
"""What ends within that time is urgent."""
SUBJECT = "dead_letters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One reason with its numbers."""

    words: Words
    last_day: int
    last_week: int
    open: int
    replayed: int
    settled: int
    newest: datetime
    until: datetime | None
    """Until when the oldest of them can be sent again; ``None`` where none can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What was refused on one day."""

    day: date
    refused: int
    settled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The three answers."""

    lines: Sequence[Line]

    def _sum(self, name: str) -> int:
        return sum(getattr(line, name) for line in self.lines)

    @property
    def open(self) -> int:
        """Letters that wait for somebody."""
        return self._sum("open")

    @property
    def last_day(self) -> int:
        """Refused in the last 24 hours, settled or not."""
        return self._sum("last_day")

    @property
    def last_week(self) -> int:
        """Refused in the last seven days, settled or not."""
        return self._sum("last_week")

    @property
    def replayed(self) -> int:
        """Sent again, without an outcome so far."""
        return self._sum("replayed")

    @property
    def settled(self) -> int:
        """Processed after all."""
        return self._sum("settled")

    @property
    def until(self) -> datetime | None:
        """When the first of those that can still be sent again cannot any more."""
        return min((line.until for line in self.lines if line.until), default=None)

    def is_urgent(self, now: datetime) -> bool:
        """Say whether that is soon."""
        return self.until is not None and self.until - now <= SOON


def overview(path: str, visit: Visit) -> Html:
    """Show the page."""
    lines, days = lines_of(visit), days_of(visit)
    return Html(
        template="dead_letters/overview.html",
        values={
            "path": path,
            "lines": lines,
            "summary": Summary(lines=lines),
            "days": days,
            "chart": chart_of(days, visit),
            "retention": _retention(visit),
            "soon": SOON,
        },
    )


def export(visit: Visit) -> Download:
    """Hand out the table of reasons: UTF-8 with byte order mark, semicolons."""
    text = visit.language.text
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow([text(column) for column in COLUMNS])
    for line in lines_of(visit):
        newest, until = (
            moment.astimezone(visit.zone).isoformat(timespec="minutes") if moment else ""
            for moment in (line.newest, line.until)
        )
        numbers = (line.last_day, line.last_week, line.open, line.replayed, line.settled)
        writer.writerow(
            [text(line.words.happened), text(line.words.to_do), *numbers, newest, until]
        )
    body = b"\xef\xbb\xbf" + buffer.getvalue().encode()
    name = f"dead-letters-{visit.now:%Y-%m-%d}.csv"
    return Download(name=name, media_type="text/csv; charset=utf-8", body=body)


COLUMNS = (
    N_("What happened"),
    N_("What to do"),
    N_("24 hours"),
    N_("7 days"),
    N_("Open"),
    N_("Sent again"),
    N_("Processed after all"),
    N_("Last one"),
    N_("Can be made up for until"),
)


def lines_of(visit: Visit) -> Sequence[Line]:
    """Return every reason that there is. Raises NoDataError."""
    retention = _retention(visit)
    # The oldest day whose key lives: before it nothing can be opened, whatever was sealed.
    first_day = visit.now.date() - timedelta(days=retention.sealed_content_days)
    asked = {"tenant": visit.services.tenant, "now": visit.now, "first_day": first_day}
    rows = visit.services.workings.rows("dead_letters/by_reason", asked)
    return [_line(row, retention) for row in rows]


def _line(row: Mapping[str, Any], retention: Retention) -> Line:
    words, oldest = words_of(str(row["reason"])), row["oldest_day"]
    return Line(
        words=words,
        until=readable_until(oldest, retention) if oldest and words.can_be_made_up else None,
        **{name: row[name] for name in ("last_day", "last_week", "open", "replayed", "settled")},
        # ClickHouse tells moments in UTC, without saying so.
        newest=row["newest"].replace(tzinfo=UTC),
    )


def days_of(visit: Visit) -> Sequence[Day]:
    """Return the last days, those without any included. Raises NoDataError."""
    today = visit.now.astimezone(visit.zone).date()
    first = today - timedelta(days=DAYS - 1)
    asked = {"tenant": visit.services.tenant, "zone": str(visit.zone), "first": first}
    rows = visit.services.workings.rows("dead_letters/by_day", asked)
    found = {row["day"]: row for row in rows}
    return [_day(day, found.get(day)) for day in (first + timedelta(days=n) for n in range(DAYS))]


def _day(day: date, row: Mapping[str, Any] | None) -> Day:
    return Day(day=day, refused=row["refused"] if row else 0, settled=row["settled"] if row else 0)


def chart_of(days: Sequence[Day], visit: Visit) -> Markup:
    """Return the course of the last days as columns."""
    language = visit.language
    bars = [
        Bar(
            label=f"{day.day.day}.",
            text=language.number(day.refused) if day.refused else "",
            value=day.refused,
        )
        for day in days
    ]
    title = language.text("Not processed, by day")
    described = language.text(
        "Columns from %(first)s to %(last)s; the same numbers stand in the table below.",
        first=language.day(days[0].day),
        last=language.day(days[-1].day),
    )
    return column_chart("by-day", title, described, bars)


def _retention(visit: Visit) -> Retention:
    policy = visit.services.house.policy()
    return policy.retention if policy else Retention()


def _pages(area: Area, path: str, order: int) -> tuple[Page, ...]:
    return (
        Page(
            path=path,
            area=area,
            answer=partial(overview, path),
            menu=N_("Not processed"),
            order=order,
            subject=lambda _visit: SUBJECT,
        ),
        Page(
            path=f"{path}/table.csv",
            area=area,
            answer=export,
            action=AccessAction.EXPORT,
            subject=lambda _visit: SUBJECT,
        ),
    )


PAGES = (
    *_pages(Area.DSB, "/dsb/dead-letters", order=80),
    *_pages(Area.IT, "/it/dead-letters", order=10),
)
