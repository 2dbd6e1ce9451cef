"""Versions of an object, as files list them, put in order without overlap."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from leitstand.register.days import FOREVER, end_of, start_of
from leitstand.register.problems import Place, Report
from leitstand.register.state import Intervals
from leitstand.schemas.register import Interval

_EARLIEST_YEAR = 1900


class Origin(Protocol):
    """Knows where in a file the parts of a version stand."""

    def place(self, *path: str | int) -> Place:
        """Return the place of a field, or of the version where there is none."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What an object is from a day on."""

    first: date
    last: date | None
    """Last day, as written; ``None`` = until the next version, or still."""
    value: Any
    """A structure of the object's kind."""
    origin: Origin


def arrange(versions: Iterable[Version], report: Report) -> list[Version]:
    """Return the versions in order of their first day; report those that overlap."""
    ordered = sorted(versions, key=lambda version: version.first)
    for version in ordered:
        if not _EARLIEST_YEAR <= version.first.year < FOREVER:
            report.error(version.origin.place("from"), "no plausible first day", "Correct 'from'")
        if version.last is not None and version.last < version.first:
            report.error(
                version.origin.place("until"), "ends before it begins", "Correct 'from' or 'until'"
            )
    for earlier, later in pairwise(ordered):
        if earlier.first == later.first:
            _overlap(earlier, later, "two entries begin on the same day", report)
        elif earlier.last is not None and earlier.last >= later.first:
            _overlap(earlier, later, "begins before the entry before it ends", report)
    return ordered


def _overlap(earlier: Version, later: Version, text: str, report: Report) -> None:
    other = earlier.origin.place()
    report.error(
        later.origin.place("from"),
        text,
        f"Compare with {other.file}, line {other.line}, and correct 'from' or 'until'",
    )


def intervals(ordered: list[Version], zone: ZoneInfo) -> Intervals:
    """Return the versions as instants; without 'until' a version ends where the next begins."""
    return tuple(_intervals(ordered, zone))


def _intervals(ordered: list[Version], zone: ZoneInfo) -> Iterator[Interval[Any]]:
    following = [*ordered[1:], None]
    for version, next_version in zip(ordered, following, strict=False):
        last = version.last if version.last and version.last.year < FOREVER else None
        ends = [end_of(last, zone)] if last is not None else []
        ends += [start_of(next_version.first, zone)] if next_version is not None else []
        yield Interval(
            valid_from=start_of(version.first, zone),
            valid_until=min(ends, default=None),
            value=version.value,
        )
