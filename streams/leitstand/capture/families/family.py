"""What an API family is: how its requests, answers and streams are read. One family = one file."""

from dataclasses import dataclass, field
from typing import Protocol

from leitstand.schemas.interaction import Attachment, Message, ToolCall, Usage
from leitstand.schemas.vocabulary import Completeness, Operation, UsageSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a request says."""

    model: str | None = None
    streamed: bool = False
    messages: tuple[Message, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    file_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What an answer says, as far as it was seen."""

    model: str | None = None
    response_id: str | None = None
    finish_reasons: tuple[str, ...] = ()
    usage: Usage = field(default_factory=lambda: Usage(source=UsageSource.MISSING))
    messages: tuple[Message, ...] = ()
    tool_calls: tuple[ToolCall, ...] = ()
    failed: bool = False
    """Whether it is an error in the provider's own form."""
    completeness: Completeness = Completeness.COMPLETE


class StreamReader(Protocol):
    """Reads a streamed answer event by event, with bounded memory."""

    def feed(self, data: bytes) -> bool:
        """Take the data of one event; return whether it was the last one."""
        ...

    def answered(self, *, ended: bool) -> Answered:
        """Return what was seen; ``ended`` says that the provider closed the stream itself."""
        ...


class Family(Protocol):
    """One kind of request. Reading never raises: what is not understood is left out."""

    operation: Operation

    def asked(self, body: bytes, content_type: str) -> Asked:
        """Read a request."""
        ...

    def answered(self, body: bytes, content_type: str) -> Answered:
        """Read a plain answer: JSON, or text where the family knows such answers."""
        ...

    def stream(self) -> StreamReader:
        """Return a reader for one streamed answer."""
        ...
