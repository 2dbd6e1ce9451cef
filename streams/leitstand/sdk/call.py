"""One call of an instrumented client: however many requests it takes, one event."""

import dataclasses
from collections.abc import Callable
from contextlib import AbstractContextManager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from uuid import UUID

from leitstand.capture import Observed
from leitstand.capture.clients import client_of
from leitstand.capture.exchange import Ending, Exchange, Request
from leitstand.capture.families.family import Asked
from leitstand.capture.families.paths import asks_a_model, deployment_of, family_of
from leitstand.capture.providers import provider_of
from leitstand.schemas.vocabulary import Channel, Completeness, Provider, Purpose
from leitstand.sdk.contexts import Context
from leitstand.sdk.recording import Recorder

CURRENT: ContextVar["Call"] = ContextVar("leitstand_call")
"""The call that requests of this thread or task belong to; requests outside of one are not ours."""
_LONGEST_USER = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A request as it leaves."""

    method: str
    url: str
    path: str
    user_agent: str | None
    content_type: str
    body: bytes | None
    """``None`` for one that is too large to be read, or has no end."""
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """An interaction that is over, ready to be written."""

    observed: Observed
    event_id: UUID


class UnseenError(Exception):
    """A call came back without a request that we saw: its client uses another connection."""


class Answer:
    """An answer as it comes in; ends once."""

    def __init__(self, call: "Call", exchange: Exchange) -> None:
        self._call = call
        self._exchange = exchange
        self._whole = False

    @property
    def recorder(self) -> Recorder:
        """Where it will be written."""
        return self._call.recorder

    def head(self, status: int, content_type: str, content_encoding: str | None) -> None:
        """Take status and headers."""
        self._exchange.begin(status, content_type, content_encoding)

    def feed(self, piece: bytes) -> None:
        """Take a piece."""
        with self._call.guard():
            self._whole = self._exchange.feed(piece) or self._whole

    def ended(self, ending: Ending) -> Done | None:
        """Take the end; return what is to be written now, if anything.

        A stream whose last event has come is whole, also if nobody waits for the connection's end.
        """
        if ending is Ending.ABANDONED and self._whole:
            ending = Ending.ORDERLY
        return self._call.ended(self, ending)

    def done(self, ending: Ending) -> Done:
        """Return the interaction as it was seen."""
        return Done(observed=self._exchange.observed(ending), event_id=self._exchange.event_id)


class Call:
    """From the moment that the program calls until it has its answer."""

    def __init__(
        self, recorder: Recorder, said: Context, *, azure: bool, timer: Callable[[], float]
    ) -> None:
        self.recorder = recorder
        self._said = said
        self._azure = azure
        self._timer = timer
        self._event_id = recorder.new_id()
        self._began = timer()
        self._began_at: datetime | None = None
        self._answer: Answer | None = None
        self._ending: Ending | None = None
        self._unread = False
        self._seen = False
        self._elsewhere = False
        self._left = False
        self._over = False
        self._fault: BaseException | None = None

    def guard(self) -> "_Guard":
        """Keep a fault of ours from the program; it is told when the call ends."""
        return _Guard(self)

    def failed(self, error: BaseException) -> None:
        """Note a fault of ours."""
        if self._left:
            self.recorder.fault(error)
        else:
            self._fault = error

    def asks(self, sent: Sent, now: datetime) -> None:
        """Take a request: the first, or a new try in place of the one before."""
        self._seen, self._answer, self._ending = True, None, None
        self._began_at = self._began_at or now
        if not asks_a_model(sent.method, sent.path):
            return
        family = family_of(sent.path)
        self._unread = sent.body is None
        asked = Asked() if sent.body is None else family.asked(sent.body, sent.content_type)
        user = self._said.user
        request = Request(
            event_id=self._event_id,
            occurred_at=self._began_at,
            channel=Channel.SDK,
            application=self._said.application or self.recorder.settings.application,
            user=user[:_LONGEST_USER] if user else None,
            client=client_of(sent.user_agent),
            provider=self._provider(sent.url),
            family=family,
            asked=asked,
            size=sent.size,
            model=asked.model or deployment_of(sent.path),
            purpose=self._said.purpose or Purpose.UNSTATED,
        )
        self._answer = Answer(self, Exchange(request, self._timer, self._began))

    def answered(self, *, elsewhere: bool) -> Answer | None:
        """Return where the answer goes; ``elsewhere``: a gateway of ours has recorded it."""
        self._elsewhere = elsewhere
        if elsewhere:
            self._answer = None
        return self._answer

    def ended(self, answer: Answer, ending: Ending) -> Done | None:
        """Take the end of an answer; inside the call it waits, for a new try may follow."""
        if answer is not self._answer or self._over:
            return None
        if not self._left:
            self._ending = self._ending or ending
            return None
        return self._close(answer, ending)

    def leave(self, *, raised: bool) -> Done | None:
        """Take the end of the call; a streamed answer goes on. Raises NotRecordedError if told to."""
        self._left = True
        if self._fault is not None:
            self._tell(self._fault)
        if self._elsewhere:
            self.recorder.elsewhere()
        elif not self._seen and not raised:
            self._tell(UnseenError())
        if self._answer is None or (self._ending is None and not raised):
            return None
        return self._close(self._answer, self._ending or Ending.BROKEN)

    def _close(self, answer: Answer, ending: Ending) -> Done | None:
        self._over = True
        with self.guard():
            done = answer.done(ending)
            if not self._unread:
                return done
            cut = dataclasses.replace(done.observed, completeness=Completeness.TRUNCATED)
            return dataclasses.replace(done, observed=cut)
        return None

    def _tell(self, error: BaseException) -> None:
        problem = self.recorder.fault(error)
        if self.recorder.raises:
            raise problem

    def _provider(self, url: str) -> Provider:
        found = provider_of(url)
        return Provider.AZURE_OPENAI if self._azure and found is Provider.OTHER else found


class _Guard(AbstractContextManager["_Guard", bool]):
    def __init__(self, call: Call) -> None:
        self._call = call

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if not isinstance(error, Exception):
            return False
        self._call.failed(error)
        return True
