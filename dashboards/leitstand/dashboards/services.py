"""What pages may ask: ports that the composition root fills in, no addresses and no settings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from leitstand.schemas.agreement import Agreement
from leitstand.schemas.policy import PolicyDocument
from leitstand.schemas.register import Application, Department

if TYPE_CHECKING:
    from leitstand.cases.store import CaseStore
    from leitstand.dashboards.feed import Feed


class House(Protocol):
    """The register as pages need it: titles and rules as of now."""

    def policy(self) -> PolicyDocument | None:
        """Return the Dienstanweisung in force, ``None`` while no release was read."""
        ...

    def agreement(self) -> Agreement | None:
        """Return the agreement in force."""
        ...

    def department(self, department: str) -> Department | None:
        """Return the department of that id."""
        ...

    def departments(self) -> Mapping[str, Department]:
        """Return all departments by id, in the order of the organisation chart."""
        ...

    def application(self, application: str) -> Application | None:
        """Return the application of that id."""
        ...

    def applications(self) -> Mapping[str, Application]:
        """Return all applications by id, in the order of their titles."""
        ...


class Figures(Protocol):
    """Figures by SQL file."""

    def rows(self, query: str, parameters: Mapping[str, object]) -> Sequence[Mapping[str, object]]:
        """Run the SQL file ``query`` (``department/headline``) and return its rows.

        Raises NoDataError when the source does not answer.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything that pages may ask."""

    tenant: str
    town: str
    """The administration's name as its pages show it."""
    demo: bool
    cases: "CaseStore"
    feed: "Feed"
    house: House
    figures: Figures
    """Published figures: the only source of pages for department heads and leadership."""
    workings: Figures
    """How the house's own machinery does: content-free tables, for pages of the DSB and of IT."""
