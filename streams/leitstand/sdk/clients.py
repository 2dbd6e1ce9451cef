"""``instrument(client)``: every call of an ``openai`` client becomes an event.

The client is neither wrapped nor replaced: two of its methods get a shell on this one instance
(``request``, through which every call goes, and ``copy``, so that copies are recorded too), and its
HTTP connection gets listeners. No ``openai`` and no ``httpx`` is imported here: whatever has this
form is recorded.
"""

import functools
import inspect
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from leitstand.schemas.vocabulary import Purpose
from leitstand.sdk import hooks
from leitstand.sdk.call import CURRENT, Call
from leitstand.sdk.contexts import Context, current
from leitstand.sdk.errors import NotRecordedError
from leitstand.sdk.recording import Recorder

C = TypeVar("C")
_MARK = "_leitstand"
_COPIES = ("copy", "with_options")


@dataclass(slots=True, kw_only=True)
class _Instrumented:
    """What is remembered on a client."""

    recorder: Recorder
    said: Context
    azure: bool
    active: bool = True

    def call(self) -> Call:
        """Begin a call. Raises NotRecordedError where nothing may happen without a record."""
        said = current().over(self.said)
        self.recorder.prepare()
        if self.recorder.raises:
            self.recorder.check(said.application)
        return Call(self.recorder, said, azure=self.azure, timer=time.perf_counter)


def instrument(
    client: C,
    recorder: Recorder,
    *,
    application: str | None = None,
    user: str | None = None,
    purpose: str | None = None,
) -> C:
    """Record every call of this client from now on, and return the same client.

    Twice is once; the newer settings hold. Raises TypeError for what is no client, ValueError for
    an unknown purpose.
    """
    _require_client(client)
    uninstrument(client)
    said = Context(
        user=user, application=application, purpose=Purpose(purpose) if purpose else None
    )
    it = _Instrumented(recorder=recorder, said=said, azure="Azure" in type(client).__name__)
    _instrument(client, it)
    return client


def uninstrument(client: object) -> None:
    """Record no further call of this client. Copies that were made of it go on."""
    it = vars(client).pop(_MARK, None)
    if not isinstance(it, _Instrumented):
        return
    it.active = False
    for name in ("request", *_COPIES):
        # Somebody may have put a shell of their own around ours: then ours stays, and passes on.
        if getattr(vars(client).get(name), _MARK, None) is it:
            delattr(client, name)


def is_instrumented(client: object) -> bool:
    """Say whether calls of this client are recorded."""
    return _MARK in vars(client)


def _require_client(client: Any) -> None:
    connection = getattr(client, "_client", None)
    if not callable(getattr(client, "request", None)) or not hasattr(connection, "event_hooks"):
        message = f"{type(client).__name__} is no client of the openai library"
        raise TypeError(message)


def _instrument(client: Any, it: _Instrumented) -> None:
    asynchronous = inspect.iscoroutinefunction(client.request)
    hooks.listen(client._client, asynchronous=asynchronous)
    shell = _asynchronous if asynchronous else _synchronous
    _put(client, "request", shell(client.request, it), it)
    for name in _COPIES:
        if hasattr(client, name):
            _put(client, name, _copying(getattr(client, name), it), it)
    setattr(client, _MARK, it)


def _put(client: Any, name: str, shell: Callable[..., Any], it: _Instrumented) -> None:
    setattr(shell, _MARK, it)
    setattr(client, name, shell)


def _copying(original: Callable[..., Any], it: _Instrumented) -> Callable[..., Any]:
    @functools.wraps(original)
    def copy(*args: Any, **kwargs: Any) -> Any:
        made = original(*args, **kwargs)
        if it.active:
            said = it.said
            instrument(
                made,
                it.recorder,
                application=said.application,
                user=said.user,
                purpose=said.purpose,
            )
        return made

    return copy


def _synchronous(original: Callable[..., Any], it: _Instrumented) -> Callable[..., Any]:
    @functools.wraps(original)
    def request(*args: Any, **kwargs: Any) -> Any:
        if not it.active:
            return original(*args, **kwargs)
        call, raised = it.call(), True
        token = CURRENT.set(call)
        try:
            answer = original(*args, **kwargs)
            raised = False
        finally:
            CURRENT.reset(token)
            _leave(call, raised=raised)
        return answer

    return request


def _asynchronous(original: Callable[..., Any], it: _Instrumented) -> Callable[..., Any]:
    @functools.wraps(original)
    async def request(*args: Any, **kwargs: Any) -> Any:
        if not it.active:
            return await original(*args, **kwargs)
        call, raised = it.call(), True
        token = CURRENT.set(call)
        try:
            answer = await original(*args, **kwargs)
            raised = False
        finally:
            CURRENT.reset(token)
            await _leave_async(call, raised=raised)
        return answer

    return request


def _leave(call: Call, *, raised: bool) -> None:
    with _unless(raised):
        done = call.leave(raised=raised)
        if done is not None:
            call.recorder.record(done.observed, done.event_id)


async def _leave_async(call: Call, *, raised: bool) -> None:
    with _unless(raised):
        done = call.leave(raised=raised)
        if done is not None:
            await call.recorder.record_async(done.observed, done.event_id)


def _unless(raised: bool) -> AbstractContextManager[None]:
    # What the provider or the program said goes before what we have to say; that is counted.
    return suppress(NotRecordedError) if raised else nullcontext()
