"""What somebody saw of one interaction, before it is sorted into open and sealed."""

from dataclasses import dataclass, field
from datetime import datetime

from leitstand.schemas.interaction import (
    Attachment,
    Client,
    Message,
    Preflight,
    ToolCall,
    Usage,
)
from leitstand.schemas.vocabulary import (
    Channel,
    ClientName,
    Completeness,
    Operation,
    Provider,
    Purpose,
    Status,
    UsageSource,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """One interaction as it was seen. Names may be any string here; the recorder closes them."""

    occurred_at: datetime
    channel: Channel
    application: str
    """Id in the register; ``unregistered`` where nobody said."""
    operation: Operation
    status: Status
    completeness: Completeness
    provider: Provider = Provider.OTHER
    client: Client = field(default_factory=lambda: Client(name=ClientName.OTHER))
    user: str | None = None
    """As the client gave it; ``None`` where nobody said. Never guessed."""
    request_model: str | None = None
    response_model: str | None = None
    response_id: str | None = None
    streamed: bool = False
    finish_reasons: tuple[str, ...] = ()
    http_status: int | None = None
    usage: Usage = field(default_factory=lambda: Usage(source=UsageSource.MISSING))
    duration_ms: int = 0
    first_chunk_ms: int | None = None
    messages: tuple[Message, ...] = ()
    """What was sent, in its order."""
    answers: tuple[Message, ...] = ()
    """What came back."""
    tool_calls: tuple[ToolCall, ...] = ()
    file_names: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    request_bytes: int = 0
    response_bytes: int = 0
    purpose: Purpose = Purpose.UNSTATED
    preflight: Preflight | None = None
