"""A streamed answer put together from its pieces, with bounded memory."""

from dataclasses import dataclass, field

from leitstand.schemas.interaction import Message, ToolCall, Usage
from leitstand.schemas.vocabulary import UsageSource, Where

MOST_CHARACTERS = 8_000_000
"""Of a streamed answer; the rest is passed through unread."""
MOST_PLACES = 1_000
"""Of texts and tool calls: an index of others is no reason to fill memory."""

Place = tuple[int, ...]
"""Where in the answer a piece belongs: its output, its content, its choice."""


@dataclass(slots=True)
class _Call:
    names: list[str] = field(default_factory=list[str])
    arguments: list[str] = field(default_factory=list[str])


@dataclass(slots=True)
class Collected:
    """What a stream said so far."""

    model: str | None = None
    response_id: str | None = None
    usage: Usage = field(default_factory=lambda: Usage(source=UsageSource.MISSING))
    failed: bool = False
    cut: bool = False
    """Whether more came than is kept."""
    _texts: dict[Place, list[str]] = field(default_factory=dict[Place, list[str]])
    _calls: dict[Place, _Call] = field(default_factory=dict[Place, _Call])
    _characters: int = 0

    def named(self, model: str | None, response_id: str | None) -> None:
        """Note who answers; the first word counts."""
        self.model = self.model or model or None
        self.response_id = self.response_id or response_id or None

    def counted(self, usage: Usage) -> None:
        """Note token counts; the last word counts."""
        if usage.source is UsageSource.PROVIDER:
            self.usage = usage

    def add_text(self, place: Place, piece: str | None) -> None:
        """Add a piece of text."""
        if piece and self._fits(place, self._texts, piece):
            self._texts.setdefault(place, []).append(piece)

    def add_call(self, place: Place, name: str | None, arguments: str | None) -> None:
        """Add a piece of a tool call."""
        piece = (name or "") + (arguments or "")
        if piece and self._fits(place, self._calls, piece):
            call = self._calls.setdefault(place, _Call())
            call.names.append(name or "")
            call.arguments.append(arguments or "")

    def messages(self) -> tuple[Message, ...]:
        """Return the texts in order of their places."""
        return tuple(
            Message(where=Where.ANSWER, text=_joined(pieces))
            for _, pieces in sorted(self._texts.items())
        )

    def tool_calls(self) -> tuple[ToolCall, ...]:
        """Return the tool calls in order of their places."""
        return tuple(
            ToolCall(name="".join(call.names), arguments="".join(call.arguments))
            for _, call in sorted(self._calls.items())
        )

    def _fits(
        self, place: Place, places: dict[Place, list[str]] | dict[Place, _Call], piece: str
    ) -> bool:
        self._characters += len(piece)
        known = place in places or len(places) < MOST_PLACES
        self.cut = self.cut or not known or self._characters > MOST_CHARACTERS
        return not self.cut


def _joined(pieces: list[str]) -> str:
    """Return the text, and keep it in place of its pieces: a long one is held once."""
    pieces[:] = ["".join(pieces)]
    return pieces[0]
