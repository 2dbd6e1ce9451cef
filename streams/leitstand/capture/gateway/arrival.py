"""A request as it came in, read once."""

from dataclasses import dataclass
from datetime import datetime

from starlette.types import Scope

from leitstand.capture.families.family import Asked, Family
from leitstand.capture.families.paths import asks_a_model
from leitstand.capture.gateway.callers import Caller
from leitstand.capture.gateway.routing import Route
from leitstand.capture.preflight import Question
from leitstand.schemas.interaction import Content


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Everything that is known before anything is passed on."""

    scope: Scope
    caller: Caller
    route: Route
    body: bytes
    family: Family
    asked: Asked
    model: str | None
    """As the body names it, else the path."""
    application: str
    user: str | None
    languages: str
    """The ``Accept-Language`` header."""
    occurred_at: datetime

    @property
    def asks_a_model(self) -> bool:
        """Whether it is a use of AI at all."""
        return asks_a_model(self.scope["method"], self.scope["path"])

    def question(self) -> Question:
        """Return what the preflight has to decide."""
        asked = self.asked
        return Question(
            moment=self.occurred_at,
            application=self.application,
            user=self.user,
            operation=self.family.operation,
            content=Content(messages=asked.messages, file_names=asked.file_names),
            attachments=asked.attachments,
        )
