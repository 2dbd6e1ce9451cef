"""The chosen list as CSV, for a spreadsheet: UTF-8 with byte order mark, semicolons."""

import csv
import io

from leitstand.dashboards.desk.desk import Desk
from leitstand.dashboards.desk.names import names_for
from leitstand.dashboards.desk.worklist import cases_of, view_of
from leitstand.dashboards.languages import N_
from leitstand.dashboards.page import Download, Visit
from leitstand.dashboards.words import word

AT_MOST = 10_000

COLUMNS = (
    N_("Number"),
    N_("Detected"),
    N_("What"),
    N_("Department"),
    N_("Application"),
    N_("Severity"),
    N_("Count"),
    N_("First seen"),
    N_("Last seen"),
    N_("State"),
    N_("In charge"),
    N_("Reason for closing"),
)


def export(desk: Desk, visit: Visit) -> Download:
    """Hand out the list that the reader chose."""
    view, names, text = view_of(desk, visit), names_for(visit), visit.language.text
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    writer.writerow([text(column) for column in COLUMNS])
    for case in cases_of(view, visit, limit=AT_MOST):
        writer.writerow(
            [
                case.number,
                case.detected_at.astimezone(visit.zone).isoformat(timespec="seconds"),
                names.kind(case),
                names.department(case.department),
                names.application(case.application),
                text(word(case.severity)),
                case.events,
                case.first_seen.astimezone(visit.zone).isoformat(timespec="seconds"),
                case.last_seen.astimezone(visit.zone).isoformat(timespec="seconds"),
                text(word(case.state)),
                case.assigned_to or "",
                text(word(case.close_reason)) if case.close_reason else "",
            ]
        )
    name = f"{desk.area.value}-{view.tab.key}-{visit.now:%Y-%m-%d}.csv"
    body = b"\xef\xbb\xbf" + buffer.getvalue().encode()
    return Download(name=name, media_type="text/csv; charset=utf-8", body=body)
