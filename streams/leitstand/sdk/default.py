"""The recorder of a program that has named none: made from the environment, once per process."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from leitstand.schemas.clock import Clock
from leitstand.sdk import clients
from leitstand.sdk.errors import SettingsError
from leitstand.sdk.line import Line
from leitstand.sdk.recording import Recorder
from leitstand.sdk.settings import OnRefusal, Settings
from leitstand.sdk.tally import Status

C = TypeVar("C")
_THE_ONE: dict[None, Recorder] = {}
"""The one thing of the SDK that belongs to the process and not to an object: what the environment
says is the process's too, and two of them would be two outboxes, of which the status told one."""


def default() -> Recorder:
    """Return it. A wrong environment is no reason to fail here: the status tells."""
    found = _THE_ONE.get(None)
    # One step: threads that begin at the same time get the same. What another made opened nothing.
    return found if found is not None else _THE_ONE.setdefault(None, _of_environment())


def _of_environment() -> Recorder:
    try:
        return Recorder(Settings.from_environment(os.environ))
    except SettingsError as error:
        return Recorder(Settings(), opener=_failing(error))


def recorder(
    data: Path | str | None = None,
    *,
    tenant: str | None = None,
    application: str | None = None,
    on_refusal: str | None = None,
    background: bool | None = None,
    kafka: str | None = None,
) -> Recorder:
    """Return a recorder of your own; what is not given is as the environment says.

    Raises SettingsError for an environment that means nothing, ValueError for another
    ``on_refusal`` than ``pass`` and ``raise``. Files are looked at when it is first used:
    ``check()`` does that at once.
    """
    found = Settings.from_environment(os.environ)
    return Recorder(
        Settings(
            data=found.data if data is None else Path(data),
            tenant=tenant or found.tenant,
            application=application or found.application,
            on_refusal=OnRefusal(on_refusal) if on_refusal else found.on_refusal,
            background=found.background if background is None else background,
            kafka=kafka or found.kafka,
        )
    )


def instrument(
    client: C,
    recorder: Recorder | None = None,
    *,
    application: str | None = None,
    user: str | None = None,
    purpose: str | None = None,
) -> C:
    """Record every call of an ``openai`` client from now on, and return the same client.

    For ``OpenAI``, ``AsyncOpenAI``, their Azure kinds and copies. ``application``, ``user`` and
    ``purpose`` hold where :func:`leitstand.sdk.context` says nothing else. Twice is once; the newer
    settings hold. Raises TypeError for what is no client, ValueError for an unknown purpose.
    """
    return clients.instrument(
        client, recorder or default(), application=application, user=user, purpose=purpose
    )


def status() -> Status:
    """Return what became of the interactions of this process, where no recorder was named."""
    return default().status()


def _failing(error: SettingsError) -> Callable[[Settings, Clock], Line]:
    def opener(_settings: Settings, _clock: Clock) -> Line:
        raise error

    return opener
