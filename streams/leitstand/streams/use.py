"""One use of AI with everything the register says about its moment: what a verdict is made from."""

from dataclasses import dataclass
from datetime import date

from leitstand.policy import Facts
from leitstand.schemas.interaction import Content, Interaction
from leitstand.schemas.policy import PolicyDocument
from leitstand.schemas.register import Application, Person
from leitstand.schemas.vocabulary import RetentionClass
from leitstand.streams.people import UNKNOWN_DEPARTMENT, Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """An opened interaction; lives in memory only, never leaves the worker."""

    interaction: Interaction
    content: Content
    usage_day: date
    """Day of the interaction in the policy's time zone."""
    names: Names
    policy: PolicyDocument
    application: Application | None
    person: Person | None
    release: int
    """Newest release of the register that the lookup was made in."""
    retention_class: RetentionClass

    @property
    def department(self) -> str:
        """Department of the person as of the moment."""
        return self.person.department if self.person else UNKNOWN_DEPARTMENT

    @property
    def model(self) -> str | None:
        """The model that answered, else the one asked for."""
        return self.interaction.response_model or self.interaction.request_model

    @property
    def exempt(self) -> bool:
        """Whether the register exempts the person from recording."""
        return self.person is not None and self.person.exempt

    def facts(self) -> Facts:
        """Return what the rules of conduct need to know."""
        interaction = self.interaction
        return Facts(
            usage_day=self.usage_day,
            application_id=interaction.application,
            application=self.application,
            person=self.person,
            person_known=self.names.pseudonym is not None,
            department=self.department,
            operation=interaction.operation,
            purpose=interaction.purpose,
            status=interaction.status,
            completeness=interaction.capture.completeness,
            attachments=interaction.attachments,
        )
