"""One case: what was found, under which rule, where the application runs, what was done so far."""

from leitstand.cases import CaseFile, Evidence, Kind, Step
from leitstand.cases.workflow import REASONS, steps_from
from leitstand.dashboards.desk.completeness import place_of
from leitstand.dashboards.desk.desk import Desk
from leitstand.dashboards.desk.names import names_for
from leitstand.dashboards.desk.summary import dues_of
from leitstand.dashboards.page import Html, Visit
from leitstand.schemas.vocabulary import Action, Place, Status


def case_file(desk: Desk, visit: Visit) -> Html:
    """Show the file."""
    file = visit.services.cases.get(desk.number(visit))
    names = names_for(visit)
    return Html(
        template="desk/gap_file.html" if file.case.kind is Kind.GAP else "desk/case_file.html",
        values={
            "desk": desk,
            "case": file.case,
            "file": file,
            "names": names,
            "rule": names.policy_rule(file.case.rule),
            "application": visit.services.house.application(file.case.application),
            "left_the_house": left_the_house(file),
            "dues": dues_of(file.case, visit.services.house.policy()),
            "steps": steps_for(file, visit),
            "reasons": REASONS[file.case.kind],
            "gaps": visit.services.cases.gaps_of(file.case.number),
            "place_of": place_of,
        },
    )


def left_the_house(file: CaseFile) -> bool | None:
    """Say whether something left the house; ``None`` where nobody knows the place."""
    passed = [event for event in file.evidence if not _was_stopped(event)]
    if not passed or file.case.place is Place.ON_PREMISES:
        return False
    return True if file.case.place is Place.CLOUD else None


def steps_for(file: CaseFile, visit: Visit) -> tuple[Step, ...]:
    """Return what this reader may do now; nobody takes over from themselves."""
    own = file.case.assigned_to == visit.account.account
    return tuple(
        step for step in steps_from(file.case.state) if not (step is Step.TAKE_OVER and own)
    )


def _was_stopped(event: Evidence) -> bool:
    return event.action is Action.BLOCKED or event.status is Status.BLOCKED
