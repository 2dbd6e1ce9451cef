"""Who may see what: a closed table from areas of the application to roles."""

from enum import StrEnum

from leitstand.schemas.vocabulary import Role


class Area(StrEnum):
    """A group of pages with the same readers."""

    DSB = "dsb"
    """Cases routed to the Datenschutzbeauftragte."""
    SECURITY = "security"
    """Cases routed to Informationssicherheit."""
    TRAINING = "training"
    """Attempts without training, as numbers."""
    DEPARTMENT = "department"
    """Published figures of the reader's own department."""
    LEADERSHIP = "leadership"
    """Published figures of the whole town."""
    COORDINATION = "coordination"
    CONTROLLER = "controller"
    STAFF_COUNCIL = "staff_council"
    EMPLOYEE = "employee"
    IT = "it"


READERS: dict[Area, frozenset[Role]] = {
    Area.DSB: frozenset({Role.DSB, Role.DSB_DEPUTY}),
    Area.SECURITY: frozenset({Role.SECURITY}),
    Area.TRAINING: frozenset({Role.TRAINING}),
    Area.DEPARTMENT: frozenset({Role.DEPARTMENT_HEAD}),
    Area.LEADERSHIP: frozenset({Role.LEADERSHIP}),
    Area.COORDINATION: frozenset({Role.COORDINATION}),
    Area.CONTROLLER: frozenset({Role.CONTROLLER}),
    Area.STAFF_COUNCIL: frozenset({Role.STAFF_COUNCIL}),
    Area.EMPLOYEE: frozenset({Role.EMPLOYEE}),
    Area.IT: frozenset({Role.IT}),
}
"""The whole of authorisation by role. An area that is missing here has no reader at all."""


def may_see(role: Role, area: Area) -> bool:
    """Say whether a person in that role may see pages of that area."""
    return role in READERS.get(area, frozenset())
