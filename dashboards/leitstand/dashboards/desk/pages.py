"""The pages that every worklist has."""

from collections.abc import Iterator
from functools import partial

from leitstand.dashboards.desk.case_file import case_file
from leitstand.dashboards.desk.desk import Desk
from leitstand.dashboards.desk.export import export
from leitstand.dashboards.desk.live import live
from leitstand.dashboards.desk.steps import STEPS, step
from leitstand.dashboards.desk.worklist import worklist
from leitstand.dashboards.page import Page, Visit
from leitstand.schemas.vocabulary import AccessAction


def pages_of(desk: Desk) -> tuple[Page, ...]:
    """Return list, stream, export, case file and the steps of a worklist."""
    return (
        Page(
            path=desk.path,
            area=desk.area,
            answer=partial(worklist, desk),
            menu=desk.heading,
            order=10,
            subject=lambda _visit: "cases",
        ),
        Page(
            path=f"{desk.path}/live",
            area=desk.area,
            answer=partial(live, desk),
            subject=lambda _visit: "cases/live",
        ),
        Page(
            path=f"{desk.path}/cases.csv",
            area=desk.area,
            answer=partial(export, desk),
            action=AccessAction.EXPORT,
            subject=lambda _visit: "cases",
        ),
        Page(
            path=f"{desk.path}/cases/{{number}}",
            area=desk.area,
            answer=partial(case_file, desk),
            action=AccessAction.VIEW_CASE,
            check=desk.check,
            subject=partial(_subject, desk),
        ),
        *_steps(desk),
    )


def _steps(desk: Desk) -> Iterator[Page]:
    for name, (take, action) in STEPS.items():
        yield Page(
            path=f"{desk.path}/cases/{{number}}/{name}",
            area=desk.area,
            answer=partial(step, desk, take),
            method="POST",
            action=action,
            check=desk.check,
            subject=partial(_subject, desk),
        )


def _subject(desk: Desk, visit: Visit) -> str:
    return f"case/{desk.number(visit)}"
