"""What a provider counted against what was recorded: the only witness who stands outside the house.

Pure but for one query. A provider's bill says how often it was asked; a use that went past the
gateway, or was lost before anybody numbered it, is seen nowhere else.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any

import msgspec

from leitstand.schemas.vocabulary import ProofState
from leitstand.streams.completeness.rows import Database

TOLERANCE = 0.02
"""Share by which both may differ: a provider's day may end elsewhere, a repeated call may count twice."""

_RECORDED = """
SELECT toString(toDate(occurred_at, 'UTC')) AS day, application, model, uniqExact(event_id)
FROM assessments
WHERE occurred_at >= toDateTime64({first:String}, 3, 'UTC')
    AND occurred_at < addDays(toDateTime64({last:String}, 3, 'UTC'), 1) AND status != 'blocked'
GROUP BY day, application, model
"""


class ReportError(Exception):
    """The file is no such report; the text says where, without quoting it."""


class Reported(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of a provider's report."""

    day: date
    """In UTC, as providers count."""
    requests: Annotated[int, msgspec.Meta(ge=0)]
    application: str = ""
    """Id in the register; empty: all of them together."""
    model: str = ""
    """As the provider names it; empty: all of them together."""


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the comparison."""

    reported: Reported
    recorded: int
    state: ProofState
    """``gap`` where the provider counted more than was recorded, beyond the tolerance."""


def read_report(data: bytes) -> list[Reported]:
    """Return the lines of a CSV file (``day,application,model,requests``) or a JSON list of objects.

    ``application`` and ``model`` may be left out. Raises ReportError.
    """
    try:
        if data.lstrip().startswith(b"["):
            return msgspec.json.decode(data, type=list[Reported])
        lines = csv.DictReader(io.StringIO(data.decode("utf-8-sig")), strict=True)
        return [_line(number, line) for number, line in enumerate(lines, start=2)]
    except (msgspec.MsgspecError, UnicodeDecodeError, csv.Error) as error:
        raise ReportError(type(error).__name__) from None


def recorded_in(
    database: Database, reported: Sequence[Reported]
) -> dict[tuple[str, str, str], int]:
    """Return how many uses were recorded by day, application and model, on the days of a report.

    What the preflight stopped never reached a provider and is left out. The database's errors
    pass through.
    """
    days = sorted(line.day.isoformat() for line in reported)
    found = database.query(_RECORDED, parameters={"first": days[0], "last": days[-1]})
    return {(day, application, model): uses for day, application, model, uses in found.result_rows}


def compare(
    reported: Iterable[Reported],
    recorded: Mapping[tuple[str, str, str], int],
    *,
    today: date,
    tolerance: float = TOLERANCE,
) -> list[Compared]:
    """Compare line by line. A day that is not over yet is on its way; more than reported is no gap."""
    return [_compared(line, recorded, today, tolerance) for line in reported]


def _compared(
    line: Reported, recorded: Mapping[tuple[str, str, str], int], today: date, tolerance: float
) -> Compared:
    uses = sum(
        number
        for (day, application, model), number in recorded.items()
        if day == line.day.isoformat()
        and line.application in {"", application}
        and line.model in {"", model}
    )
    state = ProofState.COMPLETE
    if line.day >= today:
        state = ProofState.ON_ITS_WAY
    elif uses < line.requests * (1 - tolerance):
        state = ProofState.GAP
    return Compared(reported=line, recorded=uses, state=state)


def _line(number: int, line: Mapping[str, Any]) -> Reported:
    try:
        return msgspec.convert(dict(line), Reported, strict=False)
    except (msgspec.ValidationError, TypeError):
        message = f"line {number}"
        raise ReportError(message) from None
