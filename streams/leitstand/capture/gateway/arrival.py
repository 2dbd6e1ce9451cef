"""A request as it came in, read once."""

from dataclasses import dataclass
from datetime import datetime

from starlette.types import Scope

from leitstand.capture.families.family import Asked, Family
from leitstand.capture.families.json_values import parse
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
    readable: bool
    """Whether the body could be read; if not, ``asked`` is empty."""
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
            readable=self.readable,
        )


def is_understood(asked: Asked, plain: bytes) -> bool:
    """Say whether a body could be read; one that says nothing must at least be an object.

    What our parser refuses an upstream's may take (UTF-16, for one): that is not checked, not fine.
    """
    said = asked.messages or asked.model or asked.attachments or asked.file_names
    return bool(said) or plain.strip() in (b"", b"{}") or bool(parse(plain))
