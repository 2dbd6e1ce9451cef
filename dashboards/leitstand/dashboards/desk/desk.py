"""What distinguishes one office's worklist from another's."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from leitstand.cases import Case, CaseNotFoundError, Kind, State
from leitstand.cases.workflow import routes_of
from leitstand.dashboards.areas import Area
from leitstand.dashboards.errors import NotFoundError
from leitstand.dashboards.page import Visit

PER_PAGE = 50

_NUMBER = re.compile(r"[A-Z]{2}-\d{4}-\d{4,7}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """One list of a worklist."""

    key: str
    """In the URL: ``?list=new``."""
    label: str
    """Msgid."""
    kinds: tuple[Kind, ...]
    states: tuple[State, ...]
    newest_first: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The worklist of one office."""

    area: Area
    path: str
    heading: str
    """Msgid of title and navigation."""
    tabs: tuple[Tab, ...]
    """The first is shown first; it is the list of what is new."""
    deadlines: bool = True
    """Whether its cases have deadlines at all."""
    shows_unchecked: bool = False
    """Whether it tells how many texts could not be checked, and until when the record is complete."""

    def tab(self, key: str) -> Tab:
        """Return the list of that key, the first for any other."""
        return next((tab for tab in self.tabs if tab.key == key), self.tabs[0])

    @property
    def kinds(self) -> frozenset[Kind]:
        """Every kind that one of the lists shows."""
        return frozenset(kind for tab in self.tabs for kind in tab.kinds)

    def shows(self, case: Case, visit: Visit) -> bool:
        """Say whether this reader finds the case on this worklist."""
        return case.kind in self.kinds and case.route in routes_of(visit.account.role)

    def number(self, visit: Visit) -> str:
        """Return the case number in the path; raises NotFoundError for anything else."""
        number = visit.places["number"]
        if not _NUMBER.fullmatch(number):
            message = "no case number"
            raise NotFoundError(message)
        return number

    def check(self, visit: Visit) -> None:
        """Raise NotFoundError unless the case exists and is this reader's business."""
        number = self.number(visit)
        try:
            case = visit.services.cases.get(number).case
        except CaseNotFoundError:
            message = "no such case"
            raise NotFoundError(message) from None
        if not self.shows(case, visit):
            message = "not this reader's case"
            raise NotFoundError(message)

    def address(self, values: Mapping[str, str], *, suffix: str = "") -> str:
        """Return the address of the worklist with these filters; empty ones are left out."""
        query = "&".join(f"{key}={value}" for key, value in values.items() if value)
        return f"{self.path}{suffix}" + (f"?{query}" if query else "")
