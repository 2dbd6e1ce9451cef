"""What the rules of conduct need to know about one interaction; no tenant, no content, no name."""

from dataclasses import dataclass
from datetime import date

from leitstand.schemas.interaction import Attachment
from leitstand.schemas.register import Application, Person
from leitstand.schemas.vocabulary import Completeness, Operation, Place, Purpose, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One interaction as of its own moment: the caller looks up the register before."""

    usage_day: date
    """Day of the interaction in the policy's time zone."""
    application_id: str
    """Id of the application, also where the register does not know it."""
    application: Application | None
    """As of the moment of the interaction; ``None`` = not in the register."""
    person: Person | None
    """As of that moment; ``None`` = nobody said who asked, or the register does not know them."""
    person_known: bool
    """Whether the client said who asked; then a missing ``person`` is one without certificates."""
    department: str
    """``unknown`` where the person is not in the register."""
    operation: Operation = Operation.CHAT
    purpose: Purpose = Purpose.UNSTATED
    status: Status = Status.OK
    completeness: Completeness = Completeness.COMPLETE
    attachments: tuple[Attachment, ...] = ()
    file_endings: tuple[str, ...] = ()
    """Endings of the names of attached files (``.xlsx``), nothing else of the names."""
    agreement_in_force: bool = True

    @property
    def place(self) -> Place:
        """Where the application runs; unknown for one that is not in the register."""
        return self.application.place if self.application else Place.UNKNOWN
